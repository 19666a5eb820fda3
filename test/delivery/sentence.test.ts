import { expect, it } from 'vitest'
import { writeSentence } from '../../src/delivery/sentence.ts'
import { ALERT_KINDS } from '../../src/portfolio/alert/alert.ts'
import { message } from './messages.ts'

const about = (kind: (typeof ALERT_KINDS)[number], change: 'opened' | 'resolved') =>
  message({ kind, change, milestone: null, details: { ...message().details, reason: 'The scope grew by 40 %.' } })

it.each(ALERT_KINDS)('%s is one sentence that ends, whether it begins or is over', kind => {
  for (const change of ['opened', 'resolved'] as const) {
    const sentence = writeSentence(about(kind, change))
    expect(sentence).toMatch(/^Checkout .*\.$/)
    expect(sentence).not.toMatch(/null|undefined/)
  }
})

it.each(['connection_blind', 'deletion_breaker', 'channel_disabled'] as const)(
  '%s names what it is about, and no initiative',
  kind => {
    const channel = kind === 'channel_disabled' ? 'PMO' : null
    const sentence = writeSentence({ ...about(kind, 'opened'), initiative: null, channel })
    expect(sentence).toMatch(channel === null ? /^The connection "Jira" .*\.$/ : /^The channel "PMO" .*\.$/)
  },
)

it('what nobody has answered says since when', () => {
  expect(writeSentence({ ...about('scope_growth', 'opened'), change: 'escalated' })).toBe(
    'Checkout has grown: The scope grew by 40 %. Nobody has answered since 2026-03-02.',
  )
})

it('what is the matter with an initiative is said with its numbers', () => {
  expect(writeSentence(about('scope_growth', 'opened'))).toBe('Checkout has grown: The scope grew by 40 %.')
})
