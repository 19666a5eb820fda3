import { randomBytes, randomUUID } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { delivery } from '../../drizzle/schema/alert.ts'
import { connection } from '../../drizzle/schema/connection.ts'
import { syncCursor } from '../../drizzle/schema/sync.ts'
import { judgeOperations } from '../../jobs/judge-operations.ts'
import { EVERYTHING } from '../../src/portfolio/alert/route.ts'
import { resumeConnection, suspendConnection } from '../../src/store/access/connections.ts'
import { sealer } from '../../src/store/access/sealed.ts'
import { decideAlert } from '../../src/store/alert/alert-decisions.ts'
import { listAlertEvents } from '../../src/store/alert/alert-story.ts'
import { listAlerts } from '../../src/store/alert/alerts.ts'
import { createChannel, updateChannel } from '../../src/store/alert/channels.ts'
import { takeNotice } from '../../src/store/alert/deliveries.ts'
import { holdChannel, markChannelFails } from '../../src/store/alert/held-channel.ts'
import { decideHolds } from '../../src/store/sync/deletion-decisions.ts'
import { saveHolds } from '../../src/store/sync/deletion-holds.ts'
import { delayRun, requestRun } from '../../src/store/sync/sync-runs.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { seedCompleteSync, seedConnection, seedItem, seedProject, seedSpans } from '../store/seed.ts'

const START = Date.parse('2027-03-01T00:00:00Z')
const hour = (hours: number): string => new Date(START + hours * 3_600_000).toISOString()
const seals = sealer(randomBytes(32).toString('hex'))

let database: TestDatabase
let jira: string
let pmo: string

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

beforeEach(async () => {
  const { db } = database
  await db.execute(sql`truncate connection, portfolio_node, channel cascade`)
  jira = await seedConnection(db, 'Jira')
  await db.update(connection).set({ createdAt: hour(-100) })
  await seedCompleteSync(db, jira, hour(0))
  pmo = await openChannel('PMO')
})

async function openChannel(name: string, route = EVERYTHING): Promise<string> {
  const id = randomUUID()
  const settings = { url: 'https://hook.example/x' }
  await createChannel(database.db, seals, { id, name, kind: 'slack', settings, route })
  return id
}

const judge = (hours: number) => judgeOperations({ db: database.db, now: () => new Date(hour(hours)) })
const read = (hours: number) => database.db.update(syncCursor).set({ completeAt: hour(hours) })
const list = async () => (await listAlerts(database.db, {}, { after: null, limit: 100 })).items
const only = async () => {
  const [alert, ...others] = await list()
  if (alert === undefined || others.length > 0) throw new Error(`${others.length + 1} alerts`)
  return alert
}
const historyOf = async (id: string) =>
  (await listAlertEvents(database.db, id)).map(({ change, actor }) => `${change} by ${actor}`)
const told = async (channelId: string, hours: number) => {
  const held = await holdChannel(database.db, channelId, hour(hours), 1)
  const notice = held === null ? null : await takeNotice(database.db, held, hour(hours), { holdMs: 1, mostEntries: 50 })
  return notice?.deliveries ?? []
}

test('a connection that was not read for hours is one alert with the reason, worse after a day, over when it is read again', async () => {
  const { db } = database
  await judge(2)
  expect(await list()).toEqual([])
  const run = await requestRun(db, jira, 'incremental')
  await db.execute(sql`update sync_run set queued_at = ${hour(1)}`)
  await delayRun(db, run.id, { resumeAt: hour(4), reason: 'unavailable', reasonText: 'The tracker answered 503.' })
  for (const hours of [3.5, 3.6, 5, 20]) await judge(hours)
  const alert = await only()
  expect(alert).toMatchObject({
    kind: 'connection_blind',
    severity: 'medium',
    state: 'open',
    initiativeId: null,
    connectionId: jira,
    details: { extent: 3, unit: 'hours', reason: expect.stringContaining('The tracker answered 503.') },
  })
  await judge(25)
  await judge(26)
  expect(await only()).toMatchObject({ severity: 'high', worsenedCount: 1, details: { extent: 25 } })
  await read(26)
  await judge(27)
  expect(await only()).toMatchObject({ state: 'resolved', resolvedBy: 'milepost' })
  expect(await historyOf(alert.id)).toEqual(['opened by milepost', 'worsened by milepost', 'resolved by milepost'])
  expect(
    (await told(pmo, 27)).map(({ change, trackerName, initiativeName }) => [change, trackerName, initiativeName]),
  ).toEqual([
    ['opened', 'Jira', null],
    ['worsened', 'Jira', null],
    ['resolved', 'Jira', null],
  ])
})

test('a first reading of many hours is not blind while pages come, and is when they stop', async () => {
  const { db } = database
  await db.delete(syncCursor)
  const run = await requestRun(db, jira, 'incremental')
  await db.execute(sql`
    insert into sync_progress (run_id, scope_external_id, stream, page_at) values (${run.id}, 'site', 'work_items', ${hour(9)})`)
  await judge(10)
  expect(await list()).toEqual([])
  await judge(13)
  expect(await only()).toMatchObject({ kind: 'connection_blind', details: { extent: 4 } })
})

test('refused credentials are told at once with high severity, and stay told until something was read', async () => {
  const { db } = database
  const [row] = await db.select().from(connection).where(eq(connection.id, jira))
  if (row === undefined) throw new Error('no connection')
  await suspendConnection(db, row, 'The token has expired. Enter a new one.')
  await judge(0.1)
  expect(await only()).toMatchObject({
    severity: 'high',
    details: { reason: expect.stringContaining('The token has expired.') },
  })
  await resumeConnection(db, row, hour(30))
  await judge(30)
  expect(await only()).toMatchObject({ state: 'open' })
  await read(30.1)
  await judge(30.2)
  expect(await only()).toMatchObject({ state: 'resolved' })
})

test('what a person says about it holds as it does for other alerts', async () => {
  await judge(4)
  const { id } = await only()
  const decide = (decision: Parameters<typeof decideAlert>[2], hours: number) =>
    decideAlert(database.db, id, decision, { actor: 'Amara', note: null, at: hour(hours) })
  await decide({ type: 'snoozed', until: hour(50) }, 4)
  await judge(28)
  expect(await only()).toMatchObject({ state: 'snoozed', worsenedCount: 1 })
  expect(await told(pmo, 28)).toEqual([])
  await decide({ type: 'acknowledged' }, 29)
  await decide({ type: 'resolved' }, 29)
  await judge(30)
  expect(await only()).toMatchObject({ state: 'resolved', resolvedBy: 'Amara' })
  await judge(53)
  expect(await only()).toMatchObject({ state: 'open', resolvedBy: null })
})

test('deletions that wait for a person are one alert, worse with each batch, over when somebody has decided', async () => {
  const { db } = database
  const hold = (scope: string, count: number) => ({
    scope,
    records: Array.from({ length: count }, (_, index) => ({
      kind: 'work_item' as const,
      externalId: `${scope}-${index}`,
      scope,
      goesWithItem: false,
    })),
    counts: [{ kind: 'work_item' as const, missing: count, stored: 100 }],
  })
  await saveHolds(db, jira, [hold('PAY', 60)])
  await judge(1)
  const { id } = await only()
  expect(await only()).toMatchObject({ kind: 'deletion_breaker', connectionId: jira, details: { extent: 60 } })
  await saveHolds(db, jira, [hold('PAY', 60), hold('WEB', 70)])
  await judge(2)
  await judge(2)
  expect(await only()).toMatchObject({ id, details: { extent: 130, unit: 'records' } })
  await decideHolds(db, jira, 'dismissed', null, 'Amara')
  await judge(2.1)
  expect(await historyOf(id)).toEqual(['opened by milepost', 'worsened by milepost', 'resolved by milepost'])
})

test('webhooks that do not deliver are one alert of their connection, and stay told while the tracker does not say', async () => {
  const { db } = database
  const hook = (name: string, state: string) => sql`
    insert into webhook_registration (connection_id, hook, name, url, secret_digest, state, state_since, reason, registered_at, checked_at, next_check_at)
    values (${jira}, ${name}, ${name}, 'https://here.example', 'x', ${state}, ${hour(0)}, ${`It is ${state}.`}, ${hour(0)}, ${hour(0)}, ${hour(9)})
    on conflict (connection_id, hook) do update set state = excluded.state, reason = excluded.reason`
  await db.execute(hook('changed', 'alive'))
  await db.execute(hook('deleted', 'on_probation'))
  await judge(1)
  expect(await list()).toEqual([])
  await db.execute(hook('changed', 'disabled'))
  await judge(1.1)
  expect(await only()).toMatchObject({
    kind: 'webhook_disabled',
    connectionId: jira,
    details: { extent: 1, unit: 'webhooks', reason: expect.stringContaining('changed: It is disabled.') },
  })
  await db.execute(hook('changed', 'unknown'))
  await judge(1.2)
  expect(await only()).toMatchObject({ state: 'open' })
  await db.execute(hook('changed', 'alive'))
  await judge(1.3)
  expect(await only()).toMatchObject({ state: 'resolved' })
})

test('webhooks that the tracker calls alive and that tell of nothing are told, unless notices still wait to be read', async () => {
  const { db } = database
  const project = await seedProject(db, jira, 'PAY')
  await db.execute(sql`
    insert into webhook_registration (connection_id, hook, name, url, secret_digest, state, state_since, registered_at, checked_at, next_check_at)
    values (${jira}, 'all', 'all', 'https://here.example', 'x', 'alive', ${hour(0)}, ${hour(0)}, ${hour(0)}, ${hour(99)})`)
  for (const nth of [1, 2, 3, 4, 5]) {
    // Of an item that changed again since, the change still stands in its history.
    const item = await seedItem(db, jira, project, `PAY-${nth}`, { updatedAt: hour(20) })
    await seedSpans(db, jira, item, 'state', [{ from: hour(nth), value: 'done' }])
  }
  await read(5)
  await judge(5.9)
  expect(await list()).toEqual([])
  await judge(6.1)
  const alert = await only()
  expect(alert).toMatchObject({
    kind: 'webhook_disabled',
    details: { extent: 1, reason: expect.stringContaining('PAY') },
  })

  await db.execute(sql`
    insert into webhook_delivery (connection_id, delivery_id, touched, received_at) values (${jira}, 'd', '[]', ${hour(3)})`)
  await judge(6.2)
  expect(await only()).toMatchObject({ state: 'resolved' })
})

test('a channel that we disabled is told through the others, until somebody enables it', async () => {
  const { db } = database
  const crisis = await openChannel('Crisis')
  await markChannelFails(db, crisis, {
    error: 'The receiver answered 410.',
    at: hour(1),
    retryAt: hour(1),
    aliveSince: hour(1),
  })
  await judge(1)
  expect(await only()).toMatchObject({ kind: 'channel_disabled', severity: 'high', channelId: crisis })
  expect(await told(pmo, 1)).toMatchObject([{ channelName: 'Crisis', kind: 'channel_disabled' }])
  expect(await db.select().from(delivery).where(eq(delivery.channelId, crisis))).toEqual([])
  await updateChannel(db, seals, crisis, { state: 'active' }, hour(1))
  await judge(1.1)
  expect(await only()).toMatchObject({ state: 'resolved' })
  await updateChannel(db, seals, crisis, { state: 'disabled' }, hour(1))
  await judge(1.2)
  expect(await list()).toHaveLength(1)
})

test('a connection that is deleted takes its alerts with it, and none is about nothing', async () => {
  const { db } = database
  await judge(4)
  await db.delete(connection)
  await judge(5)
  expect(await list()).toEqual([])
  await expect(
    db.execute(
      sql`insert into alert (fingerprint, kind, severity, details) values ('x', 'connection_blind', 'low', '{}')`,
    ),
  ).rejects.toThrow()
})

test('evaluations of several processes at once raise it once', async () => {
  await Promise.all(Array.from({ length: 5 }, () => judge(4)))
  expect(await historyOf((await only()).id)).toEqual(['opened by milepost'])
})
