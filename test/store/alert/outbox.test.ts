import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { writeNotice } from '../../../jobs/write-notice.ts'
import type { RaisedCondition } from '../../../src/portfolio/alert/alert.ts'
import type { Rhythm } from '../../../src/portfolio/alert/rhythm.ts'
import type { AlertRoute } from '../../../src/portfolio/alert/route.ts'
import { EVERYTHING } from '../../../src/portfolio/alert/route.ts'
import { sealer } from '../../../src/store/access/sealed.ts'
import { applyAlertChanges } from '../../../src/store/alert/apply-alert-changes.ts'
import { createChannel, findChannel, openChannelSettings, updateChannel } from '../../../src/store/alert/channels.ts'
import { markNoticeFailed, markNoticeSent, replayDeliveries, takeNotice } from '../../../src/store/alert/deliveries.ts'
import {
  forgetFailures,
  type HeldChannel,
  holdChannel,
  isStillHeld,
  listDueChannels,
  markChannelFails,
  markChannelWorks,
} from '../../../src/store/alert/held-channel.ts'
import { createMilestone } from '../../../src/store/milestone/milestones.ts'
import { createTestDatabase } from '../../database.ts'
import { slip } from '../../portfolio/alert/slip.ts'
import { seedConnection, seedInitiative, seedItem, seedPerson, seedProject } from '../seed.ts'

/** A Monday. */
const AT = '2026-03-02T10:00:00.000Z'
const MINUTE_MS = 60_000
const later = (ms: number): string => new Date(Date.parse(AT) + ms).toISOString()
const LIMITS = { holdMs: MINUTE_MS, mostEntries: 50 }
const seals = sealer(randomBytes(32).toString('hex'))

let database: Awaited<ReturnType<typeof createTestDatabase>>
let conditions: readonly RaisedCondition[]

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

beforeEach(async () => {
  const { db } = database
  await db.execute(sql`truncate connection, portfolio_node, channel cascade`)
  const connectionId = await seedConnection(db, 'Jira')
  const byPersonId = await seedPerson(db, connectionId, 'Amara Osei')
  const initiativeId = await seedInitiative(db, 'Checkout')
  conditions = await Promise.all(
    ['Alpha', 'Beta', 'Gamma'].map(async name => {
      const created = await createMilestone(db, { initiativeId, name, day: '2026-04-01' })
      return slip({
        initiativeId,
        milestoneId: created?.id ?? '',
        milestoneName: name,
        byPersonId,
        at: AT,
        connectionId,
      })
    }),
  )
})

async function openChannel(more: { route?: AlertRoute; rhythm?: Rhythm; timeZone?: string } = {}): Promise<string> {
  const id = randomUUID()
  await createChannel(database.db, seals, {
    id,
    name: id,
    kind: 'slack',
    settings: { url: 'https://hook.example/x' },
    ...more,
  })
  return id
}

const raise = (condition: RaisedCondition | undefined, at = AT) =>
  applyAlertChanges(database.db, condition === undefined ? [] : [{ type: 'opened', condition }], at)

const holds = new Map<string, HeldChannel>()
const take = async (id: string, at: string) => {
  const held = await holdChannel(database.db, id, at, MINUTE_MS)
  if (held === null) return null
  holds.set(id, held)
  return takeNotice(database.db, held, at, LIMITS)
}
const works = async (id: string, at: string) => {
  const held = holds.get(id)
  if (held !== undefined) await markChannelWorks(database.db, held, at)
}

test('what is due together is one message, taken by one sender, with the names of what it is about', async () => {
  const id = await openChannel()
  for (const condition of conditions) await raise(condition)
  const taken = await Promise.all([take(id, AT), take(id, AT), take(id, AT)])
  const [notice, ...others] = taken.filter(each => each !== null)
  expect(others).toEqual([])
  expect(notice?.deliveries.map(({ details }) => details.milestoneName)).toEqual(['Alpha', 'Beta', 'Gamma'])
  expect(notice?.deliveries[0]).toMatchObject({
    change: 'opened',
    initiativeName: 'Checkout',
    personName: 'Amara Osei',
    trackerName: 'Jira',
    url: null,
  })
  const held = await holdChannel(database.db, id, later(2 * MINUTE_MS), MINUTE_MS)
  expect(openChannelSettings(seals, held ?? { id, sealedSettings: '' })).toEqual({ url: 'https://hook.example/x' })
})

test('a message of somebody who died is due again with the same id and the same content, and not after it was sent', async () => {
  const id = await openChannel()
  await raise(conditions[0])
  const first = await take(id, AT)
  await raise(conditions[1])
  expect(await take(id, AT)).toBeNull()
  const again = await take(id, later(2 * MINUTE_MS))
  expect(again).toMatchObject({ id: first?.id, attempts: 2 })
  expect(again?.deliveries).toEqual(first?.deliveries)
  await markNoticeFailed(database.db, first?.id ?? '', { error: 'refused', retryAt: later(5 * MINUTE_MS) })
  await works(id, later(2 * MINUTE_MS))
  // What came meanwhile does not wait for one that is put off.
  const other = await take(id, later(2 * MINUTE_MS))
  expect(other?.deliveries.map(({ details }) => details.milestoneName)).toEqual(['Beta'])
  await markNoticeSent(database.db, other?.id ?? '', later(2 * MINUTE_MS))
  await works(id, later(2 * MINUTE_MS))
  expect(await listDueChannels(database.db, later(4 * MINUTE_MS))).toEqual([])
  expect(await take(id, later(5 * MINUTE_MS))).toMatchObject({ id: first?.id, attempts: 3 })
  await markNoticeSent(database.db, first?.id ?? '', later(5 * MINUTE_MS))
  await works(id, later(5 * MINUTE_MS))
  expect(await take(id, later(60 * MINUTE_MS))).toBeNull()
})

test('when a channel was put right while a message is under way, that is not sent twice, nor does its end say anything of the channel', async () => {
  const { db } = database
  const id = await openChannel()
  await raise(conditions[0])
  const first = await take(id, AT)
  await markNoticeFailed(db, first?.id ?? '', { error: 'refused', retryAt: AT })
  await works(id, AT)
  expect(await take(id, AT)).toMatchObject({ id: first?.id, attempts: 2 })
  const held = holds.get(id)
  if (held === undefined) throw new Error('not held')
  expect(await isStillHeld(db, held)).toBe(true)
  await forgetFailures(db, id, later(1))
  expect(await isStillHeld(db, held)).toBe(false)
  expect(await take(id, later(2))).toBeNull()
  await raise(conditions[1], later(3))
  expect(await take(id, later(3))).toMatchObject({ attempts: 1 })
  // The first sender's end does not give away what another holds.
  await markChannelWorks(db, held, later(4))
  expect(await listDueChannels(db, later(5))).toEqual([])
  expect(await holdChannel(db, id, later(2 * MINUTE_MS), MINUTE_MS)).not.toBeNull()
})

test('one date that moves 40 milestones of many initiatives is one message with its cause, also when they are concluded one by one', async () => {
  const { db } = database
  const id = await openChannel()
  const mover = await seedPerson(db, await seedConnection(db, 'Azure DevOps', 'azure-devops'), 'Noah Kim')
  const subject = randomUUID()
  const moved: RaisedCondition[] = []
  for (let nth = 0; nth < 40; nth += 1) {
    const initiativeId = await seedInitiative(db, `Initiative ${nth}`)
    const milestoneId = (await createMilestone(db, { initiativeId, name: `M${nth}`, day: '2026-04-01' }))?.id ?? ''
    await db.execute(sql`update milestone set subject_id = ${subject} where id = ${milestoneId}`)
    const connectionId = conditions[0]?.details.connectionId ?? null
    moved.push(slip({ initiativeId, milestoneId, milestoneName: `M${nth}`, byPersonId: mover, at: AT, connectionId }))
  }
  for (const [nth, condition] of moved.entries()) {
    await raise(condition, later(nth * 100))
    expect(await listDueChannels(db, later(nth * 100))).toEqual([])
  }
  const notice = await take(id, later(10_000))
  expect(notice?.deliveries).toHaveLength(40)
  expect(notice === null ? '' : writeNotice(notice, later(10_000)).title).toBe(
    'One change moved 40 milestones from 2026-04-01 to 2026-04-10 by Noah Kim in Jira.',
  )
})

test('a message names the items behind it, in their order, with their pages in the tracker', async () => {
  const { db } = database
  const jira = await seedConnection(db, 'Jira 2')
  const project = await seedProject(db, jira, 'PAY')
  const items = [await seedItem(db, jira, project, 'PAY-1'), await seedItem(db, jira, project, 'PAY-2')]
  const evidenceIds = [items[1] ?? '', randomUUID(), 'not one of ours', items[0] ?? '']
  const id = await openChannel()
  const [condition] = conditions
  if (condition === undefined) throw new Error('no condition')
  await raise({ ...condition, details: { ...condition.details, evidenceIds } })
  expect((await take(id, AT))?.deliveries[0]?.drivers).toEqual([
    { key: 'PAY-2', title: 'Item PAY-2', url: 'https://tracker.example/PAY-2' },
    { key: 'PAY-1', title: 'Item PAY-1', url: 'https://tracker.example/PAY-1' },
  ])
})

test('what was sent is sent again on request, with the id it had', async () => {
  const id = await openChannel()
  await raise(conditions[0])
  const notice = await take(id, AT)
  await markNoticeSent(database.db, notice?.id ?? '', AT)
  await works(id, AT)
  expect(await replayDeliveries(database.db, id, { since: later(1), onlyGivenUp: false }, later(2))).toBe(0)
  expect(await replayDeliveries(database.db, id, { since: AT, onlyGivenUp: false }, later(2))).toBe(1)
  expect(await take(id, later(2))).toMatchObject({ id: notice?.id })
})

test('a channel is told what its route leads to it, when its readers want to be told', async () => {
  const all = await openChannel()
  const high = await openChannel({ route: { ...EVERYTHING, leastSeverity: 'high' } })
  const elsewhere = await openChannel({ route: { ...EVERYTHING, portfolioIds: [randomUUID()] } })
  const daily = await openChannel({ rhythm: { type: 'daily', at: '08:00' }, timeZone: 'Europe/Berlin' })
  await raise(conditions[0])
  await raise(conditions[1], later(MINUTE_MS))
  expect(await listDueChannels(database.db, later(MINUTE_MS))).toEqual([all])
  const morning = '2026-03-03T07:00:00.000Z'
  expect(await listDueChannels(database.db, morning)).toEqual([all, daily].toSorted())
  expect((await take(daily, morning))?.deliveries).toHaveLength(2)
  expect([await take(high, morning), await take(elsewhere, morning)]).toEqual([null, null])
})

test('an escalation goes to the channels of what nobody answered, after their quiet hours, and names the owner', async () => {
  const { db } = database
  const boss = await openChannel({
    route: { ...EVERYTHING, onlyEscalated: true },
    rhythm: { type: 'immediate', quiet: { from: '09:00', to: '12:00', weekends: false } },
  })
  await db.execute(sql`update portfolio_node set owner = 'Mira Lang'`)
  const [condition] = conditions
  if (condition === undefined) throw new Error('no condition')
  await raise(condition)
  const { kind, fingerprint } = condition
  const escalation = { type: 'escalated', kind, fingerprint, severity: 'high', escalation: 1 } as const
  await applyAlertChanges(db, [escalation], later(MINUTE_MS))
  expect(await take(boss, later(30 * MINUTE_MS))).toBeNull()
  expect((await take(boss, '2026-03-02T12:00:00.000Z'))?.deliveries).toMatchObject([
    { change: 'escalated', severity: 'high', owner: 'Mira Lang', openedAt: AT },
  ])
})

test('a channel whose receiver was silent too long is disabled with the reason, and works again when somebody enters it anew', async () => {
  const id = await openChannel()
  await raise(conditions[0])
  const fail = (at: string, aliveSince: string) =>
    markChannelFails(database.db, id, { error: 'The receiver answered 503.', at, retryAt: at, aliveSince })
  await take(id, AT)
  expect(await fail(AT, later(-MINUTE_MS))).toBe(false)
  expect(await findChannel(database.db, id)).toMatchObject({
    state: 'active',
    failingSince: AT,
    lastError: 'The receiver answered 503.',
  })
  expect(await fail(later(2 * MINUTE_MS), later(MINUTE_MS))).toBe(true)
  expect(await findChannel(database.db, id)).toMatchObject({
    state: 'disabled',
    stateReason: 'The receiver answered 503.',
  })
  expect(await listDueChannels(database.db, later(60 * MINUTE_MS))).toEqual([])
  await updateChannel(database.db, seals, id, { state: 'active' }, later(60 * MINUTE_MS))
  expect(await findChannel(database.db, id)).toMatchObject({
    state: 'active',
    stateReason: null,
    failingSince: null,
    lastError: null,
  })
  expect((await take(id, later(60 * MINUTE_MS)))?.deliveries).toHaveLength(1)
})

test('a channel that we disabled is in use again when its address is entered anew, one that a person disabled is not', async () => {
  const settings = { url: 'https://hook.example/y' }
  const [ours, theirs] = [await openChannel(), await openChannel()]
  await raise(conditions[0])
  const failure = { error: 'The receiver answered 410.', at: AT, retryAt: AT, aliveSince: AT }
  expect(await markChannelFails(database.db, ours, failure)).toBe(true)
  await updateChannel(database.db, seals, theirs, { state: 'disabled' }, AT)
  await raise(conditions[1])
  for (const id of [ours, theirs]) await updateChannel(database.db, seals, id, { settings }, AT)
  expect(await findChannel(database.db, ours)).toMatchObject({ state: 'active', stateReason: null })
  expect(await findChannel(database.db, theirs)).toMatchObject({ state: 'disabled' })
  expect(await listDueChannels(database.db, AT)).toEqual([ours])
  // What happened meanwhile is told as well, and only what happened before to the other.
  expect((await take(ours, AT))?.deliveries.map(({ details }) => details.milestoneName)).toEqual(['Alpha', 'Beta'])
  await updateChannel(database.db, seals, theirs, { state: 'active' }, AT)
  expect((await take(theirs, AT))?.deliveries.map(({ details }) => details.milestoneName)).toEqual(['Alpha'])
})
