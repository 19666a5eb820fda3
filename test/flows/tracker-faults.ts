import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { syncConnection } from '../../jobs/sync-connection.ts'
import { findConnection, updateConnection } from '../../src/store/access/connections.ts'
import { type Queryable, queryRows } from '../../src/store/database.ts'
import { listStoredIds, type StoredIds } from '../../src/store/sync/stored-ids.ts'
import { listRuns, requestRun, type SyncRun } from '../../src/store/sync/sync-runs.ts'
import type { Stream } from '../../src/work/raw-record.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { pass, saveConnection } from './connections.ts'
import { FAULTS, type Fault, LOGIN_PAGE, unavailable } from './fault-list.ts'
import type { Tracker } from './tracker-ground.ts'
import { failPass, openWatchedWorkplace, ring, type WatchedWorkplace } from './watched-workplace.ts'

/** Where in a pass the tracker fails. */
export interface Place {
  readonly name: string
  readonly stream: Stream | 'discovery'
  readonly request: RegExp
  readonly nth: number
}

/** All faults at the first place; at the others a few each, so that each fault meets pages of each kind. */
function combine(places: readonly Place[], faults: readonly Fault[]): readonly (readonly [Place, Fault])[] {
  const step = 4
  return places.flatMap((place, at) =>
    faults.filter((_, index) => at === 0 || index % step === at % step).map(fault => [place, fault] as const),
  )
}

const sorted = (ids: StoredIds) =>
  Object.fromEntries(Object.entries(ids).map(([entity, list]) => [entity, [...list].sort()]))

/** Everything people are shown about a connection and its runs. */
async function shownText(db: Queryable, connectionId: string): Promise<string> {
  const rows = await queryRows(
    db,
    sql`
    select to_jsonb(r)::text as text from sync_run r where connection_id = ${connectionId}
    union all select to_jsonb(g)::text from gap g where connection_id = ${connectionId}
    union all select to_jsonb(c)::text from sync_cursor c where connection_id = ${connectionId}
    union all select coalesce(state_reason, '') from connection where id = ${connectionId}`,
  )
  return JSON.stringify(rows)
}

async function expectFailure(
  db: Queryable,
  tracker: Tracker,
  connectionId: string,
  run: SyncRun,
  fault: Fault,
): Promise<void> {
  expect({ state: run.state, reason: run.reason }).toEqual({ state: fault.state, reason: fault.reason })
  expect(run.reasonText).toMatch(/^[A-Z].{20,300}[.]$/s)
  if (fault.wait !== undefined) {
    const waitMs = Date.parse(run.resumeAt ?? '') - Date.now()
    expect(waitMs).toBeGreaterThan(fault.wait[0] - 2_000)
    expect(waitMs).toBeLessThanOrEqual(fault.wait[1])
  }
  const shown = await shownText(db, connectionId)
  for (const secret of tracker.secrets) expect(shown).not.toContain(secret)
}

/** What a person does after a refusal, or the passing of time after a wait. */
async function makeRight(db: Queryable, tracker: Tracker, connectionId: string): Promise<void> {
  tracker.repair()
  await updateConnection(db, connectionId, { settings: tracker.settings })
  await queryRows(
    db,
    sql`update sync_run set resume_at = now() - interval '1 s' where connection_id = ${connectionId} and state = 'delayed'`,
  )
  await queryRows(db, sql`delete from rate_share where connection_id = ${connectionId}`)
}

/** The cursor of each scope is where its last whole page left it, and a stream that broke off was not completed by this run. */
async function expectStoppedAt(
  db: Queryable,
  workplace: WatchedWorkplace,
  { connectionId, startedAt }: SyncRun,
  { stream }: Place,
): Promise<void> {
  if (stream === 'discovery') return
  const rows = await queryRows<{ scope: string; cursor: string; complete: boolean }>(
    db,
    sql`
    select scope_external_id as scope, cursor,
      coalesce(complete_at >= ${startedAt}::timestamptz - interval '1 ms', false) as complete
    from sync_cursor where connection_id = ${connectionId} and stream = ${stream}`,
  )
  for (const { scope, cursor } of rows) expect(cursor).toBe(workplace.lastCursor(stream, scope) ?? '')
  const scopes = workplace.listScopes(stream)
  expect(rows.filter(({ complete }) => complete).length).toBe(scopes.ended)
  expect(scopes.ended).toBeLessThan(scopes.begun)
}

/**
 * The tests of one tracker; each tracker has a file of its own, so that they run side by side: most of the time goes into
 * the pauses before a client asks again. The first place is where a pass meets every fault.
 */
export function testTrackerFaults(
  kind: Tracker['kind'],
  start: () => Promise<Tracker>,
  places: readonly Place[],
): void {
  let database: TestDatabase
  let tracker: Tracker
  let workplace: WatchedWorkplace
  let readBefore: string

  const connect = (): Promise<string> =>
    saveConnection(database.db, tracker.kind, tracker.settings, tracker.credentials)

  beforeAll(async () => {
    database = await createTestDatabase()
    tracker = await start()
    workplace = await openWatchedWorkplace(database.db)
    readBefore = await connect()
    await pass(workplace.context, readBefore)
  })
  afterAll(async () => {
    await tracker.close()
    await database.drop()
  })
  // One failure must not make the next test fail too.
  afterEach(async () => {
    await makeRight(database.db, tracker, readBefore)
    await queryRows(
      database.db,
      sql`update sync_run set state = 'failed' where state in ('queued', 'running', 'delayed')`,
    )
  })

  const combinations = combine(places, [...FAULTS, LOGIN_PAGE[kind]])

  test.each(combinations.map(([place, fault]) => ({ name: `${fault.name} at ${place.name}`, place, fault })))(
    '$name stops a full pass, takes nothing away, and the next pass completes it',
    async ({ place, fault }) => {
      const { name: _, state: __, reason: ___, wait: ____, ...broken } = fault
      tracker.breakAnswers({ request: place.request, nth: place.nth, ...broken })
      workplace.forgetPages()
      const run = await failPass(workplace.context, readBefore, 'full')
      await expectFailure(database.db, tracker, readBefore, run, fault)
      await expectStoppedAt(database.db, workplace, run, place)
      expect(sorted(await listStoredIds(database.db, readBefore))).toEqual(sorted(tracker.listOracle()))

      const connection = await findConnection(database.db, readBefore)
      expect(connection?.state).toBe(fault.reason === 'credentials' ? 'suspended' : 'active')
      if (fault.reason === 'credentials') {
        const asked = tracker.countRequests()
        for (const mode of ['incremental', 'full', 'census'] as const) await ring(workplace.context, readBefore, mode)
        expect(tracker.countRequests() - asked).toBe(0)
      }

      await makeRight(database.db, tracker, readBefore)
      const next = await pass(workplace.context, readBefore, 'full')
      expect({ state: next.state, text: next.reasonText }).toEqual({ state: 'complete', text: null })
      expect(sorted(await listStoredIds(database.db, readBefore))).toEqual(sorted(tracker.listOracle()))
    },
    60_000,
  )

  const ofFirstSync = places.map((place, at) => ({
    place,
    fault: FAULTS[(at * 2 + 1) % FAULTS.length] ?? LOGIN_PAGE[kind],
  }))

  test.each(ofFirstSync.map(({ place, fault }) => ({ name: `${fault.name} at ${place.name}`, place, fault })))(
    '$name stops a first sync, and the next pass goes on from the last whole page',
    async ({ place, fault }) => {
      const id = await connect()
      const { name: _, state: __, reason: ___, wait: ____, ...broken } = fault
      tracker.breakAnswers({ request: place.request, nth: place.nth, ...broken })
      workplace.forgetPages()
      const run = await failPass(workplace.context, id)
      await expectFailure(database.db, tracker, id, run, fault)
      await expectStoppedAt(database.db, workplace, run, place)
      await makeRight(database.db, tracker, id)
      const next = await pass(workplace.context, id)
      expect({ state: next.state, text: next.reasonText }).toEqual({ state: 'complete', text: null })
      expect(sorted(await listStoredIds(database.db, id))).toEqual(sorted(tracker.listOracle()))
    },
    60_000,
  )

  test('a full pass that was delayed goes on where it was, instead of beginning again', async () => {
    const [, middle] = places
    if (middle === undefined) throw new Error('no middle page')
    const before = tracker.countRequests()
    await pass(workplace.context, readBefore, 'full')
    const undisturbed = tracker.countRequests() - before
    tracker.breakAnswers({
      request: middle.request,
      nth: 3,
      kind: 'status',
      status: 429,
      headers: { 'retry-after': '0' },
    })
    const delayed = await failPass(workplace.context, readBefore, 'full')
    expect(delayed.state).toBe('delayed')
    await makeRight(database.db, tracker, readBefore)
    const kept = await queryRows(
      database.db,
      sql`
      select cursor from sync_cursor where connection_id = ${readBefore} and stream = 'work_items' and cursor <> ''
      union all select cursor from sync_part where connection_id = ${readBefore} and cursor is not null`,
    )
    expect(kept.length).toBeGreaterThan(0)
    const half = tracker.countRequests()
    const resumed = await pass(workplace.context, readBefore, 'full')
    expect({ id: resumed.id, state: resumed.state }).toEqual({ id: delayed.id, state: 'complete' })
    expect(tracker.countRequests() - half).toBeLessThan(undisturbed)
  }, 60_000)

  test('while the tracker asks for rest, no further doorbell makes a request', async () => {
    const [first] = places
    if (first === undefined) throw new Error('no place')
    tracker.breakAnswers({
      request: first.request,
      nth: 1,
      kind: 'status',
      status: 429,
      headers: { 'retry-after': '60' },
    })
    const run = await failPass(workplace.context, readBefore)
    expect({ reason: run.reason, refused: run.rateLimitedCount }).toEqual({ reason: 'rate_limited', refused: 1 })
    tracker.repair()
    const asked = tracker.countRequests()
    for (const mode of ['incremental', 'full', 'census'] as const) await ring(workplace.context, readBefore, mode)
    expect(tracker.countRequests() - asked).toBe(0)
    await makeRight(database.db, tracker, readBefore)
    for (const mode of ['incremental', 'full', 'census'] as const) {
      expect((await pass(workplace.context, readBefore, mode)).state).toBe('complete')
    }
  }, 60_000)

  test('a scheduled pass that failed is tried again, although the next one is not due for long', async () => {
    const [first] = places
    if (first === undefined) throw new Error('no place')
    const beat = { connectionId: readBefore, mode: 'incremental', scheduled: true } as const
    await queryRows(database.db, sql`update connection set next_sync_at = now() where id = ${readBefore}`)
    tracker.breakAnswers({ request: first.request, nth: 1, kind: 'status', status: 500 })
    await expect(syncConnection.run(beat, workplace.context)).rejects.toThrow('500')
    tracker.repair()
    await syncConnection.run(beat, { ...workplace.context, attempt: 2 })
    const [run] = await listRuns(database.db, { connectionId: readBefore, limit: 1 })
    expect(run).toMatchObject({ state: 'complete', attempts: 2 })
    const asked = tracker.countRequests()
    await syncConnection.run(beat, workplace.context)
    expect(tracker.countRequests()).toBe(asked)
  }, 60_000)

  test('a pass that its workers die of again and again is left alone, and says so', async () => {
    const { id } = await requestRun(database.db, readBefore, 'full')
    await queryRows(database.db, sql`update sync_run set state = 'running', attempts = 25 where id = ${id}`)
    const asked = tracker.countRequests()
    expect(await failPass(workplace.context, readBefore, 'full')).toMatchObject({
      id,
      state: 'failed',
      reason: 'crashing',
    })
    expect(tracker.countRequests()).toBe(asked)
  })

  test('the last attempt of a pass ends it as failed, with its reason', async () => {
    const [first] = places
    if (first === undefined) throw new Error('no place')
    tracker.breakAnswers({ request: first.request, nth: 1, kind: 'status', status: 500 })
    const run = await failPass({ ...workplace.context, attempt: 6 }, readBefore)
    await expectFailure(database.db, tracker, readBefore, run, {
      ...unavailable('500', 'status', 500),
      state: 'failed',
    })
    await makeRight(database.db, tracker, readBefore)
  }, 60_000)

  test('a pass that is asked to end in the middle of a slow answer is delayed, even at its last attempt, and nothing is lost', async () => {
    const [first] = places
    if (first === undefined) throw new Error('no place')
    tracker.breakAnswers({ request: first.request, nth: 1, kind: 'slow_drip', delayMs: 200 })
    const stop = new AbortController()
    setTimeout(() => stop.abort('shutdown'), 500)
    const startedAt = Date.now()
    const run = await failPass({ ...workplace.context, signal: stop.signal, attempt: 6 }, readBefore, 'full')
    expect(Date.now() - startedAt).toBeLessThan(3_000)
    expect(run.state).toBe('delayed')
    expect(sorted(await listStoredIds(database.db, readBefore))).toEqual(sorted(tracker.listOracle()))
    await makeRight(database.db, tracker, readBefore)
    expect((await pass(workplace.context, readBefore, 'full')).state).toBe('complete')
  }, 60_000)
}
