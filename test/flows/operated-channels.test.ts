import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { SMTPServer } from 'smtp-server'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deliverAlerts } from '../../jobs/deliver-alerts.ts'
import type { JobContext } from '../../jobs/job.ts'
import { channelKinds } from '../../src/delivery/kinds.ts'
import { openChannels } from '../../src/open-channels.ts'
import { openOutgoing } from '../../src/outgoing.ts'
import type { Severity } from '../../src/portfolio/alert/alert.ts'
import { applyAlertChanges } from '../../src/store/alert/apply-alert-changes.ts'
import { createMilestone } from '../../src/store/milestone/milestones.ts'
import { type Ground, problemOf, startApi } from '../api/ground.ts'
import { type Receiver, startReceiver } from '../delivery/receiver.ts'
import { slip } from '../portfolio/alert/slip.ts'
import { seedInitiative } from '../store/seed.ts'

const HOUR_MS = 3_600_000
const outgoing = openOutgoing(['127.0.0.1'])
const receivers: Receiver[] = []

let ground: Ground
let initiativeId: string
let nowMs: number

beforeAll(async () => {
  ground = await startApi({ now: () => new Date(nowMs) })
})
afterAll(async () => {
  await outgoing.close()
  await ground.close()
})
beforeEach(async () => {
  // A Tuesday.
  nowMs = Date.parse('2026-03-03T12:00:00Z')
  await ground.database.db.execute(sql`truncate portfolio_node, channel cascade`)
  initiativeId = await seedInitiative(ground.database.db, 'Checkout')
})
afterEach(async () => {
  for (const receiver of receivers.splice(0)) await receiver.close()
})

interface Channel {
  readonly id: string
  readonly secret: string | null
}

const listen = async (answer?: Parameters<typeof startReceiver>[0]): Promise<Receiver> => {
  const receiver = await startReceiver(answer)
  receivers.push(receiver)
  return receiver
}

const create = (kind: string, settings: object, more: object = {}) =>
  ground.ask<Channel>('POST', 'channels', { name: kind, kind, settings, ...more })

async function raise(name: string, severity: Severity = 'medium'): Promise<void> {
  const { db } = ground.database
  const made = await createMilestone(db, { initiativeId, name, day: '2026-04-01' })
  const at = new Date(nowMs).toISOString()
  const condition = slip({ initiativeId, milestoneId: made?.id ?? '', milestoneName: name, at }, { severity })
  await applyAlertChanges(db, [{ type: 'opened', condition }], at)
}

/** A pass of the outbox, so many hours later. */
async function deliver(hours = 0): Promise<void> {
  nowMs += hours * HOUR_MS
  const kinds = new Map(channelKinds.map(kind => [kind.kind, kind]))
  const context = {
    db: ground.database.db,
    now: () => new Date(nowMs),
    channels: openChannels(kinds, ground.sealer, outgoing),
    log: pino({ level: 'silent' }),
    signal: new AbortController().signal,
    enqueue: async () => {},
  }
  await deliverAlerts.run({}, context as unknown as JobContext)
}

test('the address of a webhook is entered anew, and its receiver still knows the signature', async () => {
  const [before, after] = [await listen(), await listen()]
  const { id, secret } = await create('http', { url: before.url })
  await ground.ask('PATCH', `channels/${id}`, { settings: { url: after.url } })
  await raise('Go-live')
  await deliver()
  const [{ headers, body } = { headers: {}, body: '' }] = after.received
  new Webhook(secret ?? '').verify(body, headers as Record<string, string>)
})

describe('a secret that is replaced', () => {
  const OWN = 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0'
  /** Which of them prove the last message. */
  const provenBy = ({ received }: Receiver, secrets: readonly (string | null)[]) => {
    const { headers, body } = received.at(-1) ?? { headers: {}, body: '' }
    return secrets.filter(secret => {
      try {
        new Webhook(secret ?? '').verify(body, headers as Record<string, string>)
        return true
      } catch {
        return false
      }
    })
  }

  test('signs beside the new one for a day, and none before it does', async () => {
    const receiver = await listen()
    const { id, secret: first } = await create('http', { url: receiver.url })
    const renewed = await ground.ask<{ secret: string; formerUntil: string }>('POST', `channels/${id}/secret`, {})
    const all = [first, renewed.secret, OWN]
    expect(renewed.formerUntil).toBe('2026-03-04T12:00:00.000Z')
    await ground.ask('POST', `channels/${id}/test`)
    expect(provenBy(receiver, all)).toEqual([first, renewed.secret])
    await ground.ask('PATCH', `channels/${id}`, { settings: { url: receiver.url, secret: OWN } })
    await ground.ask('PATCH', `channels/${id}`, { settings: { url: receiver.url } })
    await ground.ask('POST', `channels/${id}/test`)
    expect(provenBy(receiver, all)).toEqual([renewed.secret, OWN])
    await raise('Go-live')
    await deliver(24.1)
    expect(provenBy(receiver, all)).toEqual([OWN])
  })

  test('because others know it does not', async () => {
    const receiver = await listen()
    const { id, secret } = await create('http', { url: receiver.url })
    const renewed = await ground.ask<{ secret: string }>('POST', `channels/${id}/secret`, { formerForHours: 0 })
    await ground.ask('POST', `channels/${id}/test`)
    expect(provenBy(receiver, [secret, renewed.secret])).toEqual([renewed.secret])
  })

  test('is of webhooks only', async () => {
    const { id } = await create('slack', { url: 'https://hooks.slack.example/x' })
    const url = `/api/v1/channels/${id}/secret`
    expect(problemOf(await ground.request({ method: 'POST', url, payload: {} }))).toMatchObject({ status: 409 })
  })
})

test('a receiver that asks to be left alone for ages is asked again within the day, and harms nobody', async () => {
  let isBack = false
  for (const ages of ['99999999999', '99999999999999999999', 'Fri, 31 Dec 9999 23:59:59 GMT']) {
    await ground.database.db.execute(sql`truncate portfolio_node, channel cascade`)
    initiativeId = await seedInitiative(ground.database.db, 'Checkout')
    isBack = false
    const receiver = await listen(() => (isBack ? { status: 200 } : { status: 429, headers: { 'retry-after': ages } }))
    await create('http', { url: receiver.url })
    await raise('Go-live')
    await deliver()
    expect(receiver.received).toHaveLength(1)
    isBack = true
    await deliver(0.1)
    expect(receiver.received).toHaveLength(1)
    await deliver(24)
    expect(receiver.received).toHaveLength(2)
  }
})

test.each(['a test that succeeds', 'the address entered anew', 'enabling it'])(
  'what waits for a receiver that failed goes out after %s',
  async how => {
    let isBack = false
    const receiver = await listen(() => ({ status: isBack ? 200 : 503 }))
    const { id } = await create('slack', { url: receiver.url })
    await raise('Go-live')
    for (const hours of [0, 0.1, 0.2, 1, 3]) await deliver(hours)
    const tried = receiver.received.length
    isBack = true
    await deliver(0.1)
    expect(receiver.received).toHaveLength(tried)
    if (how === 'a test that succeeds')
      expect(await ground.ask('POST', `channels/${id}/test`)).toEqual({ ok: true, problem: null })
    else if (how === 'enabling it') await ground.ask('PATCH', `channels/${id}`, { state: 'active' })
    else await ground.ask('PATCH', `channels/${id}`, { settings: { url: receiver.url } })
    const asked = receiver.received.length
    await deliver()
    expect(receiver.received.slice(asked).map(({ body }) => body)).toEqual([expect.stringContaining('Go-live')])
    expect(await ground.ask('GET', `channels/${id}`)).toMatchObject({ failingSince: null, lastError: null })
  },
)

test('a rhythm that is changed holds for what waits already', async () => {
  const receiver = await listen()
  const weekly = { type: 'weekly', weekday: 1, at: '08:30' }
  const { id } = await create('slack', { url: receiver.url }, { rhythm: weekly, timeZone: 'Asia/Kolkata' })
  await raise('Go-live')
  await ground.ask('PATCH', `channels/${id}`, { rhythm: { type: 'daily', at: '08:30' } })
  await deliver()
  expect(receiver.received).toHaveLength(0)
  await deliver(15.1)
  expect(receiver.received).toHaveLength(1)

  await raise('Beta', 'medium')
  await raise('Hot', 'high')
  const quiet = { type: 'immediate', quiet: { from: '08:00', to: '10:00', weekends: false } }
  await ground.ask('PATCH', `channels/${id}`, { rhythm: quiet })
  nowMs += 2_000
  await deliver()
  expect(receiver.received).toHaveLength(2)
  expect(receiver.received[1]?.body).toContain('Hot')
  expect(receiver.received[1]?.body).not.toContain('Beta')
  await deliver(2)
  expect(receiver.received[2]?.body).toContain('Beta')
})

test('a mail server that refuses one mail for what it says still gets the others', async () => {
  const subjects: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) => done(address.startsWith('gone') ? new Error('no such user') : null),
    onData(stream, _session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        subjects.push(text.includes('Viagra') ? 'refused' : 'taken')
        done(text.includes('Viagra') ? Object.assign(new Error('looks like spam'), { responseCode: 554 }) : null)
      })
    },
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()))
  try {
    const address = server.server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const settings = { host: '127.0.0.1', port, security: 'none', from: 'a@example.com', to: ['b@example.com'] }
    const { id } = await create('mail', settings)
    await raise('Viagra')
    await deliver()
    await raise('Go-live')
    await deliver()
    expect(subjects).toEqual(['refused', 'taken'])
    await ground.ask('PATCH', `channels/${id}`, {
      settings: { ...settings, to: ['b@example.com', 'gone@example.com'] },
    })
    await raise('Beta')
    await deliver()
    const { lastError } = await ground.ask<{ lastError: string }>('GET', `channels/${id}`)
    expect(lastError).toContain('1 of the 2 recipients')
    expect(await ground.ask('GET', `channels/${id}`)).toMatchObject({ failingSince: null })
  } finally {
    await new Promise<void>(resolve => server.close(() => resolve()))
  }
})

test('a message that its receiver refuses is given up after three days, says why, and is sent again on request', async () => {
  let isFussy = true
  const receiver = await listen(({ body }) => ({ status: isFussy && body.includes('Bad') ? 422 : 200 }))
  const { id } = await create('http', { url: receiver.url })
  await raise('Bad')
  await raise('Good')
  for (let hour = 0; hour < 10 * 24; hour += 1) await deliver(1)
  const tried = receiver.received.filter(({ body }) => body.includes('Bad'))
  // 5 s, 1 min, 5 min, 30 min, 2 h (an hour apart here), then every 8 h until three days are over.
  expect(tried.length).toBeGreaterThan(10)
  expect(tried.length).toBeLessThan(18)
  const lastError = 'The receiver answered 422.'
  expect(await ground.ask('GET', `channels/${id}`)).toMatchObject({ state: 'active', givenUpMessages: 1, lastError })
  const stories = await Promise.all(
    (await ground.ask<{ items: { id: string }[] }>('GET', 'alerts')).items.map(alert =>
      ground.ask<{ details: { milestoneName: string }; events: { deliveries: object[] }[] }>(
        'GET',
        `alerts/${alert.id}`,
      ),
    ),
  )
  const storyOf = (name: string) =>
    stories.find(({ details }) => details.milestoneName === name)?.events[0]?.deliveries[0]
  expect(storyOf('Bad')).toMatchObject({ sentAt: null, givenUpAt: expect.stringMatching(/^2026-03-06/), lastError })
  expect(storyOf('Good')).toMatchObject({ givenUpAt: null, sentAt: expect.any(String) })

  isFussy = false
  const again = { since: '2026-03-03T00:00:00Z', onlyGivenUp: true }
  expect(await ground.ask('POST', `channels/${id}/replay`, again)).toEqual({ messages: 1 })
  await deliver()
  const ids = receiver.received.filter(({ body }) => body.includes('Bad')).map(({ headers }) => headers['webhook-id'])
  expect(ids).toHaveLength(tried.length + 1)
  expect(new Set(ids).size).toBe(1)
  expect(receiver.received.filter(({ body }) => body.includes('Good'))).toHaveLength(1)
  expect(await ground.ask('GET', `channels/${id}`)).toMatchObject({ givenUpMessages: 0, lastError: null })
})

test('what was sent is sent again with the id it had, and only through a channel that may send', async () => {
  const receiver = await listen()
  const { id } = await create('http', { url: receiver.url })
  await raise('Go-live')
  await deliver()
  expect(await ground.ask('POST', `channels/${id}/replay`, { since: '2026-03-03T11:00:00Z' })).toEqual({ messages: 1 })
  await deliver()
  const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
  expect(ids).toHaveLength(2)
  expect(new Set(ids).size).toBe(1)
  await ground.ask('PATCH', `channels/${id}`, { state: 'disabled' })
  const refused = await ground.request({
    method: 'POST',
    url: `/api/v1/channels/${id}/replay`,
    payload: { since: '2026-03-03T11:00:00Z' },
  })
  expect(problemOf(refused)).toMatchObject({ status: 409 })
})
