import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { UnavailableError } from '../../connectors/errors.ts'
import { listAzureDevOpsOracle } from '../../demo/azure-devops/oracle.ts'
import { removeProjectPermission, restoreProjectPermission } from '../../demo/azure-devops/project-edits.ts'
import { type AzureDevOpsStandIn, startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { LaterError } from '../../jobs/later.ts'
import { readParts } from '../../jobs/read-parts.ts'
import { syncConnection } from '../../jobs/sync-connection.ts'
import { releaseLease, takeLease } from '../../src/store/sync/leases.ts'
import { listStoredIds } from '../../src/store/sync/stored-ids.ts'
import { isDivided, listOpenParts, nameUnit } from '../../src/store/sync/sync-parts.ts'
import { findOpenRun, listRuns, requestRun } from '../../src/store/sync/sync-runs.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { createSmallOrganization } from './small-trackers.ts'

const TOKEN = 'a-good-token'
const FEED = /\/reporting\/workitemrevisions/i

let database: TestDatabase
let standIn: AzureDevOpsStandIn
beforeAll(async () => {
  database = await createTestDatabase()
  standIn = await startAzureDevOpsStandIn({
    organization: createSmallOrganization(150),
    personalAccessToken: TOKEN,
    pageSize: 60,
    latencyMs: 20,
  })
})
afterAll(async () => {
  await standIn.close()
  await database.drop()
})

const connect = (): Promise<string> =>
  saveConnection(database.db, 'azure-devops', { baseUrl: standIn.url }, { type: 'personal-access-token', token: TOKEN })

/** The pages of the projects' feeds that were asked for, by project and token. */
const listPages = (since: number): readonly string[] =>
  standIn.requests
    .slice(since)
    .map(({ path }) => path)
    .filter(path => FEED.test(path) && !path.startsWith('/halden/_apis'))

async function expectOracle(connectionId: string): Promise<void> {
  const stored = await listStoredIds(database.db, connectionId)
  const source = listAzureDevOpsOracle(standIn.organization)
  for (const entity of ['workItems', 'iterations', 'links'] as const)
    expect([...stored[entity]].sort()).toEqual([...source[entity]].sort())
}

test('workers share a first reading: every page is asked for once, and what is stored is what there is', async () => {
  const connectionId = await connect()
  const first = await openWorkplace(database.db)
  const second = await openWorkplace(database.db)
  const before = standIn.requests.length
  let isOver = false
  const leading = pass(first.context, connectionId)
    .catch((error: unknown) => {
      if (!(error instanceof LaterError)) throw error
    })
    .finally(() => {
      isOver = true
    })
  // On a busy machine it may have read all parts before we look: then nothing is left to share, and all else still holds.
  while (!isOver && (await listOpenParts(database.db, { connectionId })).length === 0) await pause(5)
  await readParts.run({ connectionId }, second.context)
  await leading
  const run = await pass(first.context, connectionId)
  expect({ state: run.state, text: run.reasonText }).toEqual({ state: 'complete', text: null })
  const pages = listPages(before)
  expect(pages.length).toBeGreaterThan(10)
  expect(new Set(pages).size).toBe(pages.length)
  expect(first.rung.filter(({ name }) => name === 'read-parts').length).toBeGreaterThan(0)
  await expectOracle(connectionId)
}, 60_000)

test('while another worker reads a part the pass goes back to the queue, and ends when the part is read', async () => {
  const connectionId = await connect()
  const { context } = await openWorkplace(database.db)
  const project = standIn.organization.state.projects[0]
  if (project === undefined) throw new Error('no project')
  const key = { connectionId, scopeExternalId: 'collection', stream: 'work_items' } as const
  const lease = { connectionId, unit: nameUnit({ ...key, externalId: project.id }) }
  const fencingToken = await takeLease(database.db, lease, 60_000)
  if (fencingToken === null) throw new Error('the part is taken')
  await expect(pass(context, connectionId)).rejects.toThrow(LaterError)
  const open = await findOpenRun(database.db, connectionId, 'incremental')
  expect(open).toMatchObject({ state: 'delayed', reason: 'shared_out' })
  expect((await listOpenParts(database.db, key)).map(({ externalId }) => externalId)).toEqual([project.id])
  const asked = standIn.requests.length
  await expect(pass(context, connectionId)).rejects.toThrow(LaterError)
  expect(standIn.requests.length).toBe(asked)
  await releaseLease(database.db, { ...lease, fencingToken })
  expect((await pass(context, connectionId)).state).toBe('complete')
  expect(await isDivided(database.db, key)).toBe(false)
  await expectOracle(connectionId)
}, 60_000)

test('a pass that dies after the parts reads what changed meanwhile when it goes on, before it counts as complete', async () => {
  const connectionId = await connect()
  const { context } = await openWorkplace(database.db)
  const ofAllProjects = (path: string): boolean => FEED.test(path) && path.startsWith('/halden/_apis')
  // The first asks where the feed of all projects ends now, before the parts are read.
  standIn.faults.add({
    match: ({ path }) => ofAllProjects(path),
    fault: 'status',
    status: 503,
    nth: 2,
    times: Infinity,
  })
  await expect(pass(context, connectionId)).rejects.toThrow(UnavailableError)
  expect(await listOpenParts(database.db, { connectionId })).toEqual([])
  standIn.faults.clear()
  const before = standIn.requests.length
  expect((await pass(context, connectionId)).state).toBe('complete')
  expect((await listRuns(database.db, { connectionId, limit: 5 })).length).toBe(1)
  expect(standIn.requests.slice(before).filter(({ path }) => ofAllProjects(path)).length).toBeGreaterThan(0)
}, 60_000)

test('a pass that the clock begins leaves out what is read on a slower beat, one that a person asks for does not', async () => {
  const connectionId = await connect()
  const { context } = await openWorkplace(database.db)
  await pass(context, connectionId)
  const countIterations = (since: number): number =>
    standIn.requests.slice(since).filter(({ path }) => /classificationnodes/i.test(path)).length
  const beforeBeat = standIn.requests.length
  await requestRun(database.db, connectionId, 'incremental', { scheduled: true })
  await syncConnection.run({ connectionId, mode: 'incremental', scheduled: true }, context)
  const [beat] = await listRuns(database.db, { connectionId, limit: 1 })
  expect(beat).toMatchObject({ state: 'complete', scheduled: true })
  expect(countIterations(beforeBeat)).toBe(0)
  const beforeAsking = standIn.requests.length
  await pass(context, connectionId)
  expect(countIterations(beforeAsking)).toBeGreaterThan(0)
}, 60_000)

test('a part whose project is hidden before it was read ends, and the pass is not held up by it', async () => {
  const connectionId = await connect()
  const { context } = await openWorkplace(database.db)
  const { organization } = standIn
  const hidden = organization.state.projects[0]
  if (hidden === undefined) throw new Error('no project')
  const key = { connectionId, scopeExternalId: 'collection', stream: 'work_items' } as const
  const lease = { connectionId, unit: nameUnit({ ...key, externalId: hidden.id }) }
  const fencingToken = await takeLease(database.db, lease, 60_000)
  if (fencingToken === null) throw new Error('the part is taken')
  await expect(pass(context, connectionId)).rejects.toThrow(LaterError)
  removeProjectPermission(organization, hidden.id)
  try {
    await releaseLease(database.db, { ...lease, fencingToken })
    expect(await pass(context, connectionId)).toMatchObject({ state: 'complete', reasonText: null })
    expect(await isDivided(database.db, key)).toBe(false)
  } finally {
    restoreProjectPermission(organization, hidden.id)
  }
  // Whoever sees it again finds it with the next count.
  await pass(context, connectionId)
  await pass(context, connectionId, 'census')
  await expectOracle(connectionId)
}, 60_000)

test('an account that sees no project any more is told so, and nothing counts as gone', async () => {
  const connectionId = await connect()
  const { context } = await openWorkplace(database.db)
  await pass(context, connectionId)
  const { organization } = standIn
  for (const { id } of organization.state.projects) removeProjectPermission(organization, id)
  try {
    for (const mode of ['incremental', 'census'] as const) {
      await expect(pass(context, connectionId, mode)).rejects.toThrow('The account can see no project')
    }
  } finally {
    for (const { id } of organization.state.projects) restoreProjectPermission(organization, id)
  }
  await expectOracle(connectionId)
}, 60_000)
