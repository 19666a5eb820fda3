import { Webhook } from 'standardwebhooks'
import { Value } from 'typebox/value'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ChannelKind } from '../../src/delivery/channel.ts'
import { http } from '../../src/delivery/http.ts'
import { slack } from '../../src/delivery/slack.ts'
import { teams } from '../../src/delivery/teams.ts'
import { writeTitle } from '../../src/delivery/title.ts'
import { openOutgoing } from '../../src/outgoing.ts'
import { message, noticeOf, UGLY } from './messages.ts'
import { type Receiver, startReceiver } from './receiver.ts'

const outgoing = openOutgoing(['127.0.0.1'])
afterAll(() => outgoing.close())
let receiver: Receiver
beforeEach(async () => {
  receiver = await startReceiver()
})
afterEach(() => receiver.close())

const send = (kind: ChannelKind, notice = noticeOf([message()]), settings: object = {}) =>
  kind.open({ url: receiver.url, ...settings }, outgoing).send(notice)
const bodyOf = (index = 0) => JSON.parse(receiver.received[index]?.body ?? 'null')
const many = (count: number, name = 'Go-live') =>
  Array.from({ length: count }, (_, index) => message({ id: `${index}`, milestone: `${name} ${index}` }))

describe('Slack', () => {
  it('gets blocks with the sentence, the facts and a link, and a text for notifications', async () => {
    await send(slack, noticeOf([message()], 'Checkout slipped'))
    const { text, blocks } = bodyOf()
    expect(text).toBe('Checkout slipped')
    expect(blocks[0].text.text).toContain(
      '"Go-live" was moved from 2026-04-01 to 2026-04-10 (+9 days) by Amara Osei in Jira',
    )
    expect(blocks[0].text.text).toContain('<https://jira.example/browse/PAY-1|Open in Jira>')
    expect(blocks[1].elements[0]).toMatchObject({ type: 'plain_text' })
  })

  it('takes nothing in a title for a mention, a link or a style', async () => {
    await send(slack, noticeOf([message({ milestone: UGLY, initiative: UGLY, url: 'https://x.example/a|b>c' })], UGLY))
    const { text, blocks } = bodyOf()
    for (const shown of [text, blocks[0].text.text.replace(/<https:[^>]*>/, '')]) {
      expect(shown).not.toMatch(/<|>/)
      expect(shown).not.toMatch(/(?<!\u200b)[_`|]/)
    }
    expect(blocks[0].text.text).toContain('<https://x.example/a%7Cb%3Ec|Open in Jira>')
  })

  it('stays within the limits of its blocks, however many and long the entries are', async () => {
    await send(slack, noticeOf(many(200, '&'.repeat(3_000)), '<'.repeat(9_000)))
    const { text, blocks } = bodyOf()
    expect(blocks.length).toBeLessThanOrEqual(50)
    expect(text.length).toBeLessThanOrEqual(3_000)
    for (const block of blocks) {
      const length = (block.text ?? block.elements[0]).text.length
      expect(length).toBeLessThanOrEqual(block.type === 'header' ? 150 : 3_000)
    }
    expect(blocks.at(-1).elements[0].text).toBe('and 155 more')
  })
})

describe('what is behind an alert', () => {
  const drivers = [
    { key: 'PAY-7', title: UGLY, url: 'https://jira.example/browse/PAY-7' },
    { key: 'PAY-8', title: 'Pay', url: 'javascript:alert(1)' },
  ]
  const details = {
    ...message().details,
    dataAt: '2026-03-02T09:55:31.000Z',
    downstream: [{ id: '1', name: 'Launch', initiative: 'Web' }],
  }
  const behind = (change: Parameters<typeof message>[0] = {}) => noticeOf([message({ drivers, details, ...change })])

  it('is linked in Slack, and its titles are no mention, link or style', async () => {
    await send(slack, behind())
    const { blocks } = bodyOf()
    const shown = blocks[2].text.text
    expect(shown).toMatch(/^Behind it:\n• <https:\/\/jira\.example\/browse\/PAY-7\|PAY-7 /)
    expect(shown).toContain('\n• PAY-8 Pay')
    expect(shown.replace(/<https:[^>]*>/, '')).not.toMatch(/<|>|javascript/)
    expect(blocks[1].elements[0].text).toContain('Waiting for it: Launch (Web)  ·  Data of: 2026-03-02 09:55 UTC')
  })

  it('stays within a block of Slack, whatever its addresses hold', async () => {
    const long = { key: 'PAY-9', title: '&'.repeat(500), url: `https://jira.example/?${'&'.repeat(250)}` }
    await send(slack, behind({ drivers: Array.from({ length: 5 }, () => long) }))
    expect(bodyOf().blocks[2].text.text.length).toBeLessThanOrEqual(3_000)
  })

  it('is linked in a card of Teams as runs of text', async () => {
    await send(teams, behind())
    const text = JSON.stringify(bodyOf().attachments[0].content.body)
    expect(text).toContain('"selectAction":{"type":"Action.OpenUrl","url":"https://jira.example/browse/PAY-7"}')
    expect(text).toContain('PAY-8 Pay')
    expect(text).not.toContain('javascript')
    expect(text).not.toContain('"TextBlock"')
  })

  it('is in the JSON of a webhook, and in no message of what is over', async () => {
    await send(http, behind(), { secret: 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0' })
    expect(bodyOf().data).toMatchObject({ drivers, details: { downstream: [{ name: 'Launch' }] } })
    await send(slack, behind({ change: 'resolved' }))
    expect(JSON.stringify(bodyOf(1))).not.toMatch(/PAY-7|Launch/)
  })
})

describe('Teams', () => {
  it('gets an Adaptive Card whose texts are runs, so that nothing in them is Markdown', async () => {
    await send(teams, noticeOf([message({ milestone: UGLY })]))
    const { type, attachments } = bodyOf()
    expect(type).toBe('message')
    const [{ contentType, content }] = attachments
    expect(contentType).toBe('application/vnd.microsoft.card.adaptive')
    expect(content).toMatchObject({ type: 'AdaptiveCard', version: '1.4', actions: [{ type: 'Action.OpenUrl' }] })
    expect(JSON.stringify(content)).not.toContain('"TextBlock"')
    expect(JSON.stringify(content.body)).toContain('<!channel>')
  })

  it.each([40, 200])('keeps a card of %i long entries under 28 KB and says how many are left out', async count => {
    await send(teams, noticeOf(many(count, 'ü'.repeat(1_500)), 'Many'))
    expect(Buffer.byteLength(receiver.received[0]?.body ?? '')).toBeLessThanOrEqual(28_000)
    const [{ content }] = bodyOf().attachments
    expect(content.body.at(-1).inlines[0].text).toMatch(/^and \d+ more$/)
  })

  it.each([
    ['https://outlook.office.com/webhook/abc', false],
    ['https://contoso.webhook.office.com/webhookb2/abc', false],
    ['https://prod-00.westeurope.logic.azure.com:443/workflows/abc/triggers/manual/paths/invoke?sig=x', true],
    ['https://webhook.office.com.example/x', true],
  ])('%s: %s', (url, isTaken) => {
    expect(Value.Check(teams.settings, { url })).toBe(isTaken)
  })
})

describe('a workflow of Teams', () => {
  const refuse = async (status: number, answer: string): Promise<unknown> => {
    await receiver.close()
    receiver = await startReceiver(() => ({ status, answer }))
    return send(teams).catch((thrown: unknown) => thrown)
  }
  const refusal = (state: string) =>
    JSON.stringify({
      error: {
        code: 'WorkflowTriggerIsNotEnabled',
        message: `Could not execute workflow 'ae8ead5c' trigger 'manual' with state '${state}': trigger is not enabled.`,
      },
    })

  it.each(['Disabled', 'Deleted'])('that is %s takes nothing any more, although it answers 400', async state => {
    expect(await refuse(400, refusal(state))).toMatchObject({
      isFinal: true,
      message: expect.stringContaining('switched off'),
    })
  })

  it('that refuses one card takes others', async () => {
    expect(await refuse(400, '{"error":{"code":"TriggerInputSchemaMismatch"}}')).toMatchObject({
      isFinal: false,
      isAboutNotice: true,
    })
  })

  it('that takes nothing from outside is told with what to set', async () => {
    expect(await refuse(401, '{"error":{"code":"DirectApiAuthorizationRequired"}}')).toMatchObject({
      isFinal: false,
      message: expect.stringContaining('"Anyone"'),
    })
  })

  it('that answers without an end is given up soon, and its text is repeated to nobody', async () => {
    expect(await refuse(400, `secret ${'x'.repeat(5_000_000)}`)).toMatchObject({
      isAboutNotice: true,
      message: 'The receiver answered 400.',
    })
  })
})

describe('a webhook of your own', () => {
  it('gets JSON with a signature that the receiver can check', async () => {
    const { settings, secret } = http.signing?.complete({ url: receiver.url }, null, '') ?? { settings: {}, secret: '' }
    await http.open(settings, outgoing).send(noticeOf([message()], 'Checkout slipped'))
    const [received] = receiver.received
    const headers = Object.fromEntries(
      Object.entries(received?.headers ?? {}).map(([name, value]) => [name, String(value)]),
    )
    expect(new Webhook(secret).verify(received?.body ?? '', headers)).toMatchObject({
      type: 'alert.opened',
      text: 'Checkout slipped',
      data: { milestone: 'Go-live' },
    })
    expect(() => new Webhook(secret).verify(`${received?.body} `, headers)).toThrow()
  })
})

describe.each([
  ['slack', slack, {}],
  ['teams', teams, {}],
  ['http', http, { secret: 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0' }],
])('a message through %s', (_, kind, settings) => {
  it.each([
    [204, {}, null],
    [302, { location: 'http://127.0.0.1:1/' }, { isFinal: false, isAboutNotice: false }],
    [400, {}, { isAboutNotice: true }],
    [404, {}, { isFinal: true }],
    [410, {}, { isFinal: true }],
    [429, { 'retry-after': '7' }, { retryAfterMs: 7_000, isFinal: false }],
    [503, { 'retry-after': 'soon' }, { retryAfterMs: null, isFinal: false }],
  ] as const)('that is answered %i', async (status, headers, failure) => {
    await receiver.close()
    receiver = await startReceiver(() => ({ status, headers }))
    const sent = send(kind, noticeOf([message()]), settings)
    if (failure === null) await sent
    else await expect(sent).rejects.toMatchObject({ name: 'NotTakenError', ...failure })
    expect(receiver.received).toHaveLength(1)
  })

  it('that tries the channel has no entries and says what it is', async () => {
    await send(kind, noticeOf([], 'This is a test.'), settings)
    expect(receiver.received[0]?.body).toContain('This is a test.')
  })

  it('to nobody says so without the address', async () => {
    await receiver.close()
    const error = await send(kind, noticeOf([message()]), settings).catch((thrown: unknown) => thrown)
    expect(String(error)).toContain('cannot be reached (ECONNREFUSED)')
    expect(String(error)).not.toContain('127.0.0.1')
  })
})

describe('a title', () => {
  const moved = (change: object = {}) => message({ details: { ...message().details, ...change } })

  it('names the one change that moved them all', () => {
    expect(writeTitle([moved(), moved(), moved()])).toBe(
      'One change moved 3 milestones from 2026-04-01 to 2026-04-10 by Amara Osei in Jira.',
    )
  })

  it.each([
    ['moved elsewhere', moved({ to: '2026-05-01' })],
    ['moved at another time', moved({ at: '2026-03-02T09:58:00.000Z' })],
    ['resolved', message({ change: 'resolved' })],
  ])('counts them where one was %s', (_, other) => {
    expect(writeTitle([moved(), moved(), other])).toMatch(/^3 alerts: (3 new|2 new, 1 resolved)$/)
  })
})
