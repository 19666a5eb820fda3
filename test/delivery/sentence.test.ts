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

it.each([
  ['milestone_slipped', 'is achieved, or its date is within its tolerance again.'],
  ['silent_slip', 'is achieved, is no longer forecast to be late, or has passed its date.'],
  ['milestone_at_risk', 'is achieved, is expected to keep its date again, or has passed it.'],
  ['milestone_pulled_in', 'is achieved, is no longer earlier than planned, or has passed its date.'],
  ['dependency_violated', 'is expected to get in time what it waits for, or does not wait for it any more.'],
  ['connection_blind', 'was read lately, and is asked again.'],
  ['webhook_disabled', 'has its webhooks delivering again, or does without them.'],
] as const)('that %s is over says nothing that may be false, whatever ended it', (kind, said) => {
  expect(writeSentence(about(kind, 'resolved'))).toBe(`Checkout ${said}`)
})
