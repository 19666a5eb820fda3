import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findConnection, updateConnection } from '../../src/store/connections.ts'
import { queryRows } from '../../src/store/database.ts'
import { listStoredIds, type StoredIds } from '../../src/store/stored-ids.ts'
import { findCursor } from '../../src/store/sync-cursors.ts'
import type { SyncRun } from '../../src/store/sync-runs.ts'
import type { Stream } from '../../src/work/raw-record.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { pass, saveConnection } from './connections.ts'
import { type Break, startSmallAzureDevOps, startSmallJira, type Tracker } from './tracker-ground.ts'
import { failPass, openWatchedWorkplace, type WatchedWorkplace } from './watched-workplace.ts'

/** Where in a pass the tracker fails. */
interface Place {
  readonly name: string
  readonly stream: Stream | 'discovery'
  readonly request: RegExp
  readonly nth: number
}

const JIRA_PLACES: readonly Place[] = [
  { name: 'the first page of work items', stream: 'work_items', request: /search\/jql$/, nth: 1 },
  { name: 'a middle page of work items', stream: 'work_items', request: /search\/jql$/, nth: 2 },
  { name: 'the last page of work items', stream: 'work_items', request: /search\/jql$/, nth: 3 },
  { name: 'the histories of a page', stream: 'work_items', request: /changelog\/bulkfetch$/, nth: 2 },
  { name: 'the list of projects', stream: 'discovery', request: /project\/search$/, nth: 1 },
  { name: 'the statuses', stream: 'structure', request: /\/status$/, nth: 1 },
  { name: 'the sprints', stream: 'iterations', request: /board\/\d+\/sprint$/, nth: 1 },
  { name: 'the versions', stream: 'releases', request: /project\/\d+\/version$/, nth: 2 },
  { name: 'the feed of worklogs', stream: 'worklogs', request: /worklog\/updated$/, nth: 1 },
  { name: 'the worklogs', stream: 'worklogs', request: /worklog\/list$/, nth: 1 },
  { name: 'the deleted worklogs', stream: 'worklogs', request: /worklog\/deleted$/, nth: 1 },
]

const AZURE_DEVOPS_PLACES: readonly Place[] = [
  { name: 'the first page of work items', stream: 'work_items', request: /workitemrevisions$/, nth: 1 },
  { name: 'a middle page of work items', stream: 'work_items', request: /workitemrevisions$/, nth: 2 },
  { name: 'the last page of work items', stream: 'work_items', request: /workitemrevisions$/, nth: 4 },
  { name: 'the list of projects', stream: 'discovery', request: /_apis\/projects$/, nth: 1 },
  { name: 'the fields', stream: 'structure', request: /wit\/fields$/, nth: 1 },
  { name: 'the types of a project', stream: 'structure', request: /wit\/workitemtypes$/, nth: 2 },
  { name: 'the iterations of a team', stream: 'iterations', request: /teamsettings\/iterations$/, nth: 3 },
  { name: 'the links', stream: 'links', request: /workitemlinks$/, nth: 1 },
]

interface Fault extends Omit<Break, 'request' | 'nth'> {
  readonly name: string
  readonly state: 'failed' | 'delayed'
  readonly reason: string
  /** For how long the tracker is left alone, in ms. */
  readonly wait?: readonly [from: number, to: number]
}

const limited = (name: string, status: number, retryAfter: string | null, wait: readonly [number, number]): Fault => ({
  name, kind: 'status', status, state: 'delayed', reason: 'rate_limited', wait,
  ...(retryAfter === null ? {} : { headers: { 'retry-after': retryAfter } }),
})
const unavailable = (name: string, kind: Fault['kind'], status?: number): Fault => ({
  name, kind, state: 'delayed', reason: 'unavailable', ...(status === undefined ? {} : { status }),
})
const rejected = (name: string, status: number, reason: string, headers: Readonly<Record<string, string>> = {}): Fault => ({
  name, kind: 'status', status, headers, state: 'failed', reason,
})

const inTwoMinutes = new Date(Date.now() + 120_000).toUTCString()

const FAULTS: readonly Fault[] = [
  rejected('401', 401, 'credentials'),
  unavailable('500', 'status', 500),
  limited('429 with Retry-After in seconds', 429, '7', [6_000, 7_000]),
  unavailable('a truncated answer', 'truncated'),
  rejected('403', 403, 'permission'),
  unavailable('an answer without its list', 'missing_list'),
  limited('429 without Retry-After', 429, null, [1_000, 600_000]),
  unavailable('text that is not JSON', 'bad_json'),
  limited('429 with Retry-After 0', 429, '0', [0, 1_000]),
  unavailable('an empty body', 'empty_body'),
  limited('429 with Retry-After as a date', 429, inTwoMinutes, [30_000, 120_000]),
  unavailable('a dropped connection', 'drop_connection'),
  rejected('a redirect', 302, 'bad_settings', { location: 'https://elsewhere.example/' }),
  unavailable('503 without Retry-After', 'status', 503),
  limited('503 with Retry-After', 503, '9', [8_000, 9_000]),
]

/** Azure DevOps answers a refused token with this page; Jira does not, there it is a proxy's. */
const LOGIN_PAGE: Readonly<Record<Tracker['kind'], Fault>> = {
  jira: unavailable('a login page with 200', 'html_login', 200),
  'azure-devops': { name: 'a login page with 200', kind: 'html_login', status: 200, state: 'failed', reason: 'credentials' },
}

/** All faults at the first place; at the others a few each, so that each fault meets pages of each kind. */
function combine(places: readonly Place[], faults: readonly Fault[]): readonly (readonly [Place, Fault])[] {
  const step = 4
  return places.flatMap((place, at) =>
    faults.filter((_, index) => at === 0 || index % step === at % step).map(fault => [place, fault] as const),
  )
}

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const sorted = (ids: StoredIds) => Object.fromEntries(Object.entries(ids).map(([entity, list]) => [entity, [...list].sort()]))

/** Everything people are shown about a connection and its runs. */
async function shownText(connectionId: string): Promise<string> {
  const rows = await queryRows(database.db, sql`
    select to_jsonb(r)::text as text from sync_run r where connection_id = ${connectionId}
    union all select to_jsonb(g)::text from gap g where connection_id = ${connectionId}
    union all select to_jsonb(c)::text from sync_cursor c where connection_id = ${connectionId}
    union all select coalesce(state_reason, '') from connection where id = ${connectionId}`)
  return JSON.stringify(rows)
}

async function expectFailure(tracker: Tracker, connectionId: string, run: SyncRun, fault: Fault): Promise<void> {
  expect({ state: run.state, reason: run.reason }).toEqual({ state: fault.state, reason: fault.reason })
  expect(run.reasonText).toMatch(/^[A-Z].{20,300}[.]$/s)
  if (fault.wait !== undefined) {
    const waitMs = Date.parse(run.resumeAt ?? '') - Date.now()
    expect(waitMs).toBeGreaterThan(fault.wait[0] - 2_000)
    expect(waitMs).toBeLessThanOrEqual(fault.wait[1])
  }
  const shown = await shownText(connectionId)
  for (const secret of tracker.secrets) expect(shown).not.toContain(secret)
}

/** What a person does after a refusal, or the passing of time after a wait. */
async function makeRight(tracker: Tracker, connectionId: string): Promise<void> {
  tracker.repair()
  await updateConnection(database.db, connectionId, { settings: { baseUrl: tracker.url } })
  await queryRows(database.db, sql`update sync_run set resume_at = now() where connection_id = ${connectionId} and state = 'delayed'`)
}

async function expectStoppedAt(workplace: WatchedWorkplace, connectionId: string, place: Place): Promise<void> {
  if (place.stream === 'discovery') return
  const rows = await queryRows<{ scope: string; cursor: string }>(database.db, sql`
    select scope_external_id as scope, cursor from sync_cursor where connection_id = ${connectionId} and stream = ${place.stream}`)
  for (const { scope, cursor } of rows) expect(cursor).toBe(workplace.lastCursor(place.stream, scope))
  const finished = await queryRows(database.db, sql`
    select 1 from sync_cursor where connection_id = ${connectionId} and stream = ${place.stream} and complete_at is not null`)
  if (place.nth === 1) expect(finished).toEqual([])
}

describe.each([
  { name: 'Jira', start: startSmallJira, places: JIRA_PLACES },
  { name: 'Azure DevOps', start: startSmallAzureDevOps, places: AZURE_DEVOPS_PLACES },
])('$name', ({ start, places }) => {
  let tracker: Tracker
  let workplace: WatchedWorkplace
  let readBefore: string

  const connect = (): Promise<string> => saveConnection(database.db, tracker.kind, { baseUrl: tracker.url }, tracker.credentials)

  beforeAll(async () => {
    tracker = await start()
    workplace = await openWatchedWorkplace(database.db)
    readBefore = await connect()
    await pass(workplace.context, readBefore)
  })
  afterAll(() => tracker.close())

  const kind = start === startSmallJira ? 'jira' : 'azure-devops'
  const combinations = combine(places, [...FAULTS, LOGIN_PAGE[kind]])

  test.each(combinations.map(([place, fault]) => ({ place, fault })))(
    '$fault.name at $place.name stops a full pass, takes nothing away, and the next pass completes it',
    async ({ place, fault }) => {
      const { name: _, state: __, reason: ___, wait: ____, ...broken } = fault
      tracker.breakAnswers({ request: place.request, nth: place.nth, ...broken })
      workplace.forgetPages()
      const run = await failPass(workplace.context, readBefore, 'full')
      await expectFailure(tracker, readBefore, run, fault)
      await expectStoppedAt(workplace, readBefore, place)
      expect(sorted(await listStoredIds(database.db, readBefore))).toEqual(sorted(tracker.listOracle()))

      const connection = await findConnection(database.db, readBefore)
      expect(connection?.state).toBe(fault.reason === 'credentials' ? 'suspended' : 'active')
      if (fault.reason === 'credentials') {
        const asked = tracker.countRequests()
        for (const mode of ['incremental', 'full', 'census'] as const) await failPass(workplace.context, readBefore, mode)
        expect(tracker.countRequests() - asked).toBe(0)
      }

      await makeRight(tracker, readBefore)
      const next = await pass(workplace.context, readBefore, 'full')
      expect({ state: next.state, text: next.reasonText }).toEqual({ state: 'complete', text: null })
      expect(sorted(await listStoredIds(database.db, readBefore))).toEqual(sorted(tracker.listOracle()))
    },
    20_000,
  )

  test.each(places.map((place, at) => ({ place, fault: FAULTS[(at * 2 + 1) % FAULTS.length] ?? LOGIN_PAGE[kind] })))(
    '$fault.name at $place.name stops a first sync, and the next pass goes on from the last whole page',
    async ({ place, fault }) => {
      const id = await connect()
      const { name: _, state: __, reason: ___, wait: ____, ...broken } = fault
      tracker.breakAnswers({ request: place.request, nth: place.nth, ...broken })
      workplace.forgetPages()
      const run = await failPass(workplace.context, id)
      await expectFailure(tracker, id, run, fault)
      await expectStoppedAt(workplace, id, place)
      await makeRight(tracker, id)
      const next = await pass(workplace.context, id)
      expect({ state: next.state, text: next.reasonText }).toEqual({ state: 'complete', text: null })
      expect(sorted(await listStoredIds(database.db, id))).toEqual(sorted(tracker.listOracle()))
    },
    20_000,
  )

  test('a full pass that was delayed goes on where it was, instead of beginning again', async () => {
    const [, middle] = places
    if (middle === undefined) throw new Error('no middle page')
    const before = tracker.countRequests()
    await pass(workplace.context, readBefore, 'full')
    const undisturbed = tracker.countRequests() - before
    tracker.breakAnswers({ request: middle.request, nth: 3, kind: 'status', status: 429, headers: { 'retry-after': '0' } })
    const delayed = await failPass(workplace.context, readBefore, 'full')
    expect(delayed.state).toBe('delayed')
    await makeRight(tracker, readBefore)
    const pages = await findCursor(database.db, {
      connectionId: readBefore, scopeExternalId: tracker.kind === 'jira' ? 'site' : 'collection', stream: 'work_items',
    })
    expect(pages).not.toBeNull()
    const half = tracker.countRequests()
    const resumed = await pass(workplace.context, readBefore, 'full')
    expect({ id: resumed.id, state: resumed.state }).toEqual({ id: delayed.id, state: 'complete' })
    expect(tracker.countRequests() - half).toBeLessThan(undisturbed)
  }, 20_000)

  test('while the tracker asks for rest, no further doorbell makes a request', async () => {
    const [first] = places
    if (first === undefined) throw new Error('no place')
    tracker.breakAnswers({ request: first.request, nth: 1, kind: 'status', status: 429, headers: { 'retry-after': '60' } })
    const run = await failPass(workplace.context, readBefore)
    expect(run.reason).toBe('rate_limited')
    tracker.repair()
    const asked = tracker.countRequests()
    for (const mode of ['incremental', 'full', 'census'] as const) await failPass(workplace.context, readBefore, mode)
    expect(tracker.countRequests() - asked).toBe(0)
    await makeRight(tracker, readBefore)
    for (const mode of ['incremental', 'full', 'census'] as const) {
      expect((await pass(workplace.context, readBefore, mode)).state).toBe('complete')
    }
  }, 20_000)

  test('the last attempt of a pass ends it as failed, with its reason', async () => {
    const [first] = places
    if (first === undefined) throw new Error('no place')
    tracker.breakAnswers({ request: first.request, nth: 1, kind: 'status', status: 500 })
    const run = await failPass({ ...workplace.context, attempt: 6 }, readBefore)
    await expectFailure(tracker, readBefore, run, { ...unavailable('500', 'status', 500), state: 'failed' })
    await makeRight(tracker, readBefore)
  }, 20_000)

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
    await makeRight(tracker, readBefore)
    expect((await pass(workplace.context, readBefore, 'full')).state).toBe('complete')
  }, 20_000)
})
