import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type JiraStandIn, startJiraStandIn } from '../../demo/jira/server.ts'
import { syncConnection } from '../../jobs/sync-connection.ts'
import { findConnection, listConnectionsDueForCensus } from '../../src/store/access/connections.ts'
import { type Database, openDatabase, queryRows } from '../../src/store/database.ts'
import { listRuns } from '../../src/store/sync/sync-runs.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { createSmallSite } from './small-trackers.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const usualZone = process.env.TZ

let server: TestDatabase
let database: Database
let standIn: JiraStandIn

beforeAll(async () => {
  server = await createTestDatabase()
  // As an administrator may have set up the server.
  await server.db.execute(
    sql.raw(`alter database ${new URL(server.url).pathname.slice(1)} set timezone to 'America/New_York'`),
  )
  database = openDatabase(server.url, { applicationName: 'the test', connections: 3 })
})
afterEach(async () => {
  process.env.TZ = usualZone
  if (usualZone === undefined) delete process.env.TZ
  await standIn.close()
})
afterAll(async () => {
  await database.close()
  await server.drop()
})

/** The hour that is left out or told twice lies between the beginning and the end of each. */
const NIGHTS = [
  ['America/New_York', '2026-03-08T04:00:00Z'],
  ['America/New_York', '2026-11-01T03:00:00Z'],
  ['Europe/Berlin', '2026-03-28T22:00:00Z'],
  ['Europe/Berlin', '2026-10-24T22:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T11:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T12:00:00Z'],
  ['America/Santiago', '2026-04-05T00:00:00Z'],
  ['America/Santiago', '2026-09-06T01:00:00Z'],
  ['Africa/Casablanca', '2026-02-15T00:00:00Z'],
  ['Africa/Casablanca', '2026-03-22T00:00:00Z'],
] as const

test.each(NIGHTS)(
  'passes keep their beat and the count its day in %s, in the night of %s when clocks change (Q17)',
  async (zone, begins) => {
    process.env.TZ = zone
    let nowMs = Date.parse(begins)
    const offsets = [0, 6 * HOUR_MS].map(afterMs => new Date(nowMs + afterMs).getTimezoneOffset())
    expect(new Set(offsets).size, 'the clocks change in this night').toBe(2)

    const now = () => new Date(nowMs)
    standIn = await startJiraStandIn({
      site: createSmallSite(['WEB'], 8, 7, new Date(nowMs - 24 * HOUR_MS)),
      feedLagMs: 0,
      accountTimeZone: zone,
    })
    const { db } = database
    const credentials = { type: 'api-token', ...standIn.credentials }
    const id = await saveConnection(db, 'jira', { baseUrl: standIn.url }, credentials)
    await queryRows(db, sql`update connection set sync_every_seconds = 3600, next_sync_at = ${begins} where id = ${id}`)
    const { context } = await openWorkplace(db, now)

    expect((await pass(context, id, 'census')).state).toBe('complete')
    const isCensusDue = async (): Promise<boolean> =>
      (await listConnectionsDueForCensus(db, now().toISOString())).some(each => each.id === id)
    const dueAt: number[] = []
    for (; nowMs <= Date.parse(begins) + 6 * HOUR_MS; nowMs += 15 * MINUTE_MS) {
      const before = (await findConnection(db, id))?.nextSyncAt
      await syncConnection.run({ connectionId: id, mode: 'incremental', scheduled: true }, context)
      if ((await findConnection(db, id))?.nextSyncAt !== before) dueAt.push((nowMs - Date.parse(begins)) / HOUR_MS)
    }
    expect(dueAt).toEqual([1, 2, 3, 4, 5, 6])
    const passes = (await listRuns(db, { connectionId: id, limit: 30 })).filter(({ mode }) => mode === 'incremental')
    expect(passes.map(({ state }) => state)).toEqual(dueAt.map(() => 'complete'))
    nowMs = Date.parse(begins) + 24 * HOUR_MS - MINUTE_MS
    expect(await isCensusDue()).toBe(false)
    nowMs += 2 * MINUTE_MS
    expect(await isCensusDue()).toBe(true)
  },
  60_000,
)
