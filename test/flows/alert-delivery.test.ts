import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deliverAlerts } from '../../jobs/deliver-alerts.ts'
import type { JobContext } from '../../jobs/job.ts'
import type { EnqueueOptions } from '../../jobs/queue.ts'
import { channelKinds } from '../../src/delivery/kinds.ts'
import { openChannels } from '../../src/open-channels.ts'
import { openOutgoing } from '../../src/outgoing.ts'
import type { RaisedCondition } from '../../src/portfolio/alert/alert.ts'
import { sealer } from '../../src/store/access/sealed.ts'
import { applyAlertChanges } from '../../src/store/alert/apply-alert-changes.ts'
import { createChannel, findChannel, updateChannel } from '../../src/store/alert/channels.ts'
import { queryRows } from '../../src/store/database.ts'
import { createMilestone } from '../../src/store/milestone/milestones.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { type Receiver, startReceiver } from '../delivery/receiver.ts'
import { slip } from '../portfolio/alert/slip.ts'
import { seedInitiative } from '../store/seed.ts'

const SECRET = 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0'
const seals = sealer(randomBytes(32).toString('hex'))
const outgoing = openOutgoing(['127.0.0.1'])
const channels = openChannels(new Map(channelKinds.map(kind => [kind.kind, kind])), seals, outgoing)

let database: TestDatabase
let initiativeId: string
let nowMs = Date.parse('2026-03-02T10:00:00Z')
const receivers: Receiver[] = []
/** By the last pass. */
const rung: { readonly name: string; readonly delayMs: number | undefined }[] = []

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => {
  await outgoing.close()
  await database.drop()
})
beforeEach(async () => {
  await database.db.execute(sql`truncate connection, portfolio_node, channel cascade`)
  initiativeId = await seedInitiative(database.db, 'Checkout')
})
afterEach(async () => {
  for (const receiver of receivers.splice(0)) await receiver.close()
})

/** A pass of the outbox; several at once are several workers. */
const deliver = () => {
  rung.length = 0
  const context = {
    db: database.db,
    now: () => new Date(nowMs),
    channels,
    log: pino({ level: 'silent' }),
    signal: new AbortController().signal,
    enqueue: async (name: string, _payload: object, { delayMs }: EnqueueOptions = {}) => {
      rung.push({ name, delayMs })
    },
  }
  return deliverAlerts.run({}, context as unknown as JobContext)
}

async function openChannel(kind: string, answer?: Parameters<typeof startReceiver>[0]) {
  const receiver = await startReceiver(answer)
  receivers.push(receiver)
  const id = randomUUID()
  const settings = { url: receiver.url, ...(kind === 'http' ? { secret: SECRET } : {}) }
  await createChannel(database.db, seals, { id, name: id, kind, settings })
  return { id, receiver }
}

async function makeCondition(name: string): Promise<RaisedCondition> {
  const created = await createMilestone(database.db, { initiativeId, name, day: '2026-04-01' })
  const at = new Date(nowMs).toISOString()
  return slip({ initiativeId, milestoneId: created?.id ?? '', milestoneName: name, at }, { severity: 'high' })
}

const raise = async (name: string): Promise<void> => {
  await applyAlertChanges(
    database.db,
    [{ type: 'opened', condition: await makeCondition(name) }],
    new Date(nowMs).toISOString(),
  )
}
const idsOf = ({ received }: Receiver) => received.map(({ headers }) => String(headers['webhook-id']))
const namesOf = ({ received }: Receiver) => received.map(({ body }) => JSON.parse(body).data.milestone)

test('a receiver that fails now and then gets each change in order, again only with the id it had', async () => {
  // Not by chance, so that the run can be told: every third answer is an error.
  const { receiver } = await openChannel('http', (_, index) => ({ status: index % 3 === 1 ? 503 : 200 }))
  for (let index = 0; index < 30; index += 1) await raise(`M${index}`)
  for (let pass = 0; pass < 40; pass += 1) {
    await Promise.all([deliver(), deliver(), deliver()])
    nowMs += 10_000
  }
  const answered = receiver.received.filter((_, index) => index % 3 !== 1)
  const taken = answered.map(({ body }) => JSON.parse(body).data.milestone)
  expect(taken).toEqual(Array.from({ length: 30 }, (_, index) => `M${index}`))
  const idByName = new Map(namesOf(receiver).map((name, index) => [name, idsOf(receiver)[index]]))
  expect(namesOf(receiver).map(name => idByName.get(name))).toEqual(idsOf(receiver))
  expect(receiver.received.length).toBeGreaterThan(40)
})

test('a hundred alerts at once are a few messages to a chat, none left out and in order', async () => {
  const { receiver } = await openChannel('slack')
  for (let index = 0; index < 100; index += 1) await raise(`M${index}.`)
  for (let pass = 0; pass < 3; pass += 1) {
    await deliver()
    nowMs += 2_000
  }
  expect(receiver.received).toHaveLength(3)
  const text = receiver.received.map(({ body }) => body).join('')
  expect(text).toContain('45 alerts: 45 new')
  const told = [...text.matchAll(/M(\d+)\./g)].map(([, number]) => Number(number))
  expect([...new Set(told)]).toEqual(Array.from({ length: 100 }, (_, index) => index))
  const waiting = await queryRows(database.db, sql`select 1 from delivery where sent_at is null`)
  expect(waiting).toHaveLength(0)
})

test('a receiver that says when to come back is left alone until then, and others are not', async () => {
  const busy = await openChannel('slack', (_, index) =>
    index === 0 ? { status: 429, headers: { 'retry-after': '30' } } : { status: 200 },
  )
  const free = await openChannel('http')
  await raise('Alpha')
  await deliver()
  nowMs += 29_000
  await raise('Beta')
  await deliver()
  expect(busy.receiver.received).toHaveLength(1)
  expect(free.receiver.received).toHaveLength(2)
  nowMs += 2_000
  await deliver()
  nowMs += 2_000
  await deliver()
  expect(busy.receiver.received.length).toBeGreaterThanOrEqual(2)
  expect(
    busy.receiver.received
      .slice(1)
      .map(({ body }) => body)
      .join(''),
  ).toMatch(/Alpha.*Beta|Beta.*Alpha/s)
})

test('a receiver that takes its time holds up no message to another, also one that comes meanwhile', async () => {
  let release = (): void => {}
  const released = new Promise<void>(resolve => {
    release = resolve
  })
  const slow = await openChannel('http', () => released.then(() => ({ status: 200 })))
  const quick = await openChannel('http')
  await raise('Alpha')
  const running = deliver()
  await expect.poll(() => namesOf(quick.receiver)).toEqual(['Alpha'])
  await raise('Beta')
  await expect.poll(() => namesOf(quick.receiver), { timeout: 5_000 }).toEqual(['Alpha', 'Beta'])
  expect(namesOf(slow.receiver)).toEqual(['Alpha'])
  release()
  await running
  expect(namesOf(slow.receiver)).toEqual(['Alpha', 'Beta'])
})

test('an attempt at the address of before says nothing of the one that was entered while it was under way', async () => {
  const after = await startReceiver()
  receivers.push(after)
  const { id, receiver: before } = await openChannel('http', async () => {
    const settings = { url: after.url, secret: SECRET }
    await updateChannel(database.db, seals, id, { settings }, new Date(nowMs).toISOString())
    // Gone: such a channel is disabled at once.
    return { status: 410 }
  })
  await raise('Alpha')
  await deliver()
  expect([namesOf(before), namesOf(after)]).toEqual([['Alpha'], ['Alpha']])
  expect(await findChannel(database.db, id)).toMatchObject({ state: 'active', lastError: null })
})

test('what has to wait a little is rung for when its time comes, and what waits for long is left to the sweeper', async () => {
  const { receiver } = await openChannel('http', (_, index) => ({ status: index === 0 ? 503 : 200 }))
  await deliver()
  expect(rung).toEqual([])
  await raise('Alpha')
  await deliver()
  // The first time it is tried again after some 5 s.
  expect(rung).toEqual([{ name: 'deliver-alerts', delayMs: expect.any(Number) }])
  const delayMs = rung[0]?.delayMs ?? 0
  expect(delayMs).toBeGreaterThan(3_000)
  nowMs += delayMs
  await deliver()
  expect(receiver.received).toHaveLength(2)
  expect(rung).toEqual([])
  // One date that dates another milestone as well: what is said of both is gathered first.
  await raise('Beta')
  await database.db.execute(sql`update delivery set due_at = due_at + interval '5 s' where sent_at is null`)
  await deliver()
  expect(rung).toEqual([{ name: 'deliver-alerts', delayMs: 5_001 }])
  await database.db.execute(sql`update delivery set due_at = due_at + interval '1 hour' where sent_at is null`)
  await deliver()
  expect(rung).toEqual([])
  // A channel that another worker sends through is looked after by that.
  await database.db.execute(sql`update delivery set due_at = due_at - interval '1 hour' where sent_at is null`)
  await database.db.execute(sql`update channel set busy_until = ${new Date(nowMs + 60_000).toISOString()}::timestamptz`)
  await deliver()
  expect(rung).toEqual([])
})

test('a message that a receiver refuses does not hold up the others', async () => {
  const { receiver } = await openChannel('http', ({ body }) => ({ status: body.includes('Bad') ? 400 : 200 }))
  await raise('Bad')
  await raise('Good')
  await deliver()
  expect(namesOf(receiver)).toEqual(['Bad', 'Good'])
})

test('of many changes in one message the one that its receiver refuses is left in the end, and all others are told', async () => {
  const { id, receiver } = await openChannel('teams', ({ body }) => ({ status: body.includes('Bad') ? 400 : 200 }))
  const names = Array.from({ length: 40 }, (_, index) => (index === 17 ? 'Bad' : `M${index}.`))
  for (const name of names) await raise(name)
  for (let pass = 0; pass < 15; pass += 1) {
    await deliver()
    nowMs += 1_500
  }
  const taken = receiver.received.filter(({ body }) => !body.includes('Bad')).map(({ body }) => body)
  const told = names.filter(name => taken.some(body => body.includes(`"${name}`) || body.includes(`${name}\\"`)))
  expect(told).toEqual(names.filter(name => name !== 'Bad'))
  expect(taken.length).toBeLessThan(8)
  const left = await queryRows(database.db, sql`select 1 from delivery where sent_at is null and channel_id = ${id}`)
  expect(left).toHaveLength(1)
})

describe('a receiver that refuses every message', () => {
  const days = async (count: number): Promise<void> => {
    for (let hour = 0; hour < count * 24; hour += 4) {
      nowMs += 4 * 3_600_000
      await deliver()
    }
  }

  test('has its channel disabled when it has taken none for five days', async () => {
    const { id, receiver } = await openChannel('http', () => ({ status: 400 }))
    for (let day = 0; day < 4; day += 1) {
      await raise(`M${day}`)
      await days(1)
    }
    expect(await findChannel(database.db, id)).toMatchObject({ state: 'active', givenUpMessages: 1 })
    await raise('M5')
    await days(2)
    expect(await findChannel(database.db, id)).toMatchObject({
      state: 'disabled',
      stateReason: 'The receiver answered 400.',
    })
    const asked = receiver.received.length
    await days(1)
    expect(receiver.received).toHaveLength(asked)
  })

  test('keeps it where that was one message, also when it is away for a moment weeks later', async () => {
    let status = 400
    const { id, receiver } = await openChannel('http', () => ({ status }))
    await raise('Bad')
    await days(10)
    status = 503
    await raise('Good')
    await deliver()
    expect(await findChannel(database.db, id)).toMatchObject({ state: 'active', givenUpMessages: 1 })
    status = 200
    await days(1)
    expect(namesOf(receiver).at(-1)).toBe('Good')
    expect(await findChannel(database.db, id)).toMatchObject({ failingSince: null, lastError: null })
  })
})

test('a channel whose address is gone is disabled at once, one that is only silent after five days', async () => {
  const gone = await openChannel('slack', () => ({ status: 410 }))
  const silent = await openChannel('http', () => ({ status: 500 }))
  await raise('Alpha')
  await deliver()
  expect(await findChannel(database.db, gone.id)).toMatchObject({
    state: 'disabled',
    stateReason: expect.stringContaining('410'),
  })
  for (let hour = 0; hour < 5 * 24 - 10; hour += 1) {
    nowMs += 3_600_000
    await deliver()
  }
  expect(await findChannel(database.db, silent.id)).toMatchObject({ state: 'active', failingSince: expect.any(String) })
  for (let hour = 0; hour < 20; hour += 1) {
    nowMs += 3_600_000
    await deliver()
  }
  expect(await findChannel(database.db, silent.id)).toMatchObject({ state: 'disabled' })
  // About: 5 s, 1 min, 5 min, 30 min, 2 h, then every 8 h.
  expect(silent.receiver.received.length).toBeGreaterThan(12)
  expect(silent.receiver.received.length).toBeLessThan(24)
})
