import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Random, seededRandom } from '../../demo/random.ts'
import type { JobContext } from '../../jobs/job.ts'
import { refreshRecords } from '../../jobs/refresh-records.ts'
import { listStoredIds, type StoredIds } from '../../src/store/sync/stored-ids.ts'
import { saveDelivery, type Touch } from '../../src/store/sync/webhook-deliveries.ts'
import { recordId } from '../../src/work/record-id.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { dumpState } from './dump.ts'
import { startEditedAzureDevOps } from './edited-azure-devops.ts'
import { startEditedDataCenter, startEditedJira } from './edited-jira.ts'
import type { EditedTracker } from './edited-tracker.ts'
import { expectKeptEvents, keepHalf } from './scope-events.ts'

const SEEDS = (process.env.FLOW_SEEDS ?? '1,2,3').split(',').map(Number)
const EDITS = 120

let lived: TestDatabase
let fresh: TestDatabase
beforeAll(async () => {
  lived = await createTestDatabase()
  fresh = await createTestDatabase()
})
afterAll(async () => {
  await lived.drop()
  await fresh.drop()
})

const sorted = (ids: StoredIds) =>
  Object.fromEntries(Object.entries(ids).map(([entity, list]) => [entity, [...list].sort()]))

/** Deliveries come late, twice, out of order, or not at all. */
async function deliverSome(
  context: JobContext,
  connectionId: string,
  waiting: (readonly Touch[])[],
  random: Random,
): Promise<void> {
  const kept: (readonly Touch[])[] = []
  for (const touches of waiting.splice(0).sort(() => random.next() - 0.5)) {
    if (random.chance(0.3)) kept.push(touches)
    else if (random.chance(0.8)) await saveDelivery(context.db, connectionId, randomUUID(), touches)
  }
  waiting.push(...kept)
  await refreshRecords.run({ connectionId }, context)
}

type Row = Readonly<Record<string, unknown>>

/** The rows of what exists. What is gone leaves tombstones where it was seen, and nothing where it never was. */
function keepExisting(
  dump: Readonly<Record<string, readonly object[]>>,
  connectionId: string,
  { tellsReleaseMoves }: EditedTracker,
): Record<string, readonly Row[]> {
  const rows = dump as Readonly<Record<string, readonly Row[]>>
  const isVisible = ({ visibility }: Row): boolean => visibility === 'visible'
  const items = (rows.workItems ?? []).filter(isVisible)
  const releases = (rows.releases ?? []).filter(isVisible)
  const itemIds = new Set(items.map(each => recordId(connectionId, 'work_item', String(each.external_id))))
  const releaseIds = new Set(releases.map(each => recordId(connectionId, 'release', String(each.external_id))))
  return {
    projects: rows.projects ?? [],
    iterations: (rows.iterations ?? []).filter(isVisible),
    releases,
    workItems: items,
    // No tracker says since when a version is released: its history begins when we first saw it.
    spans: (rows.spans ?? []).filter(
      each =>
        each.field !== 'released' &&
        (itemIds.has(String(each.subject_id)) || (tellsReleaseMoves && releaseIds.has(String(each.subject_id)))),
    ),
    links: (rows.links ?? []).filter(
      each => each.active === true && itemIds.has(String(each.from_id)) && itemIds.has(String(each.to_id)),
    ),
    worklogs: (rows.worklogs ?? []).filter(each => isVisible(each) && itemIds.has(String(each.work_item_id))),
  }
}

async function expectSameAsFresh(tracker: EditedTracker, connectionId: string, settings: object): Promise<void> {
  await saveConnection(fresh.db, tracker.kind, settings, tracker.credentials, connectionId)
  const { context } = await openWorkplace(fresh.db, tracker.now)
  expect((await pass(context, connectionId)).state).toBe('complete')
  const expected = keepExisting(await dumpState(fresh.db, connectionId), connectionId, tracker)
  const found = keepExisting(await dumpState(lived.db, connectionId), connectionId, tracker)
  for (const table of Object.keys(expected)) {
    const [ours, theirs] = [found[table] ?? [], expected[table] ?? []].map(rows => rows.map(row => JSON.stringify(row)))
    const [extra, missing] = [ours?.filter(row => !theirs?.includes(row)), theirs?.filter(row => !ours?.includes(row))]
    expect({ table, extra, missing }).toEqual({ table, extra: [], missing: [] })
  }
}

describe.each([
  { name: 'Jira', start: startEditedJira },
  { name: 'Jira Data Center', start: startEditedDataCenter },
  { name: 'Azure DevOps', start: startEditedAzureDevOps },
])('$name', ({ start }) => {
  test.each(SEEDS)(
    'whatever people change and in whatever order we hear of it, we end where a first sync would (seed %i)',
    async seed => {
      const tracker = await start(seed)
      try {
        const random = seededRandom(seed)
        const { context } = await openWorkplace(lived.db, tracker.now)
        const settings = { baseUrl: tracker.url }
        const id = await saveConnection(lived.db, tracker.kind, settings, tracker.credentials)
        expect((await pass(context, id)).state).toBe('complete')
        const initiativeId = await keepHalf(lived.db, id, tracker.now())
        const waiting: (readonly Touch[])[] = []
        const done: string[] = []
        for (let edits = 0; edits < EDITS; edits++) {
          done.push(tracker.edit(random))
          waiting.push(...tracker.takeDeliveries())
          if (random.chance(0.08)) done.push(`(${(await pass(context, id)).state})`)
          if (random.chance(0.1)) await deliverSome(context, id, waiting, random)
        }
        // The census finds what vanished without a trace in any feed.
        for (const mode of ['incremental', 'census'] as const)
          expect((await pass(context, id, mode)).state).toBe('complete')
        await deliverSome(context, id, waiting, random)
        expect(sorted(await listStoredIds(lived.db, id)), done.join(', ')).toEqual(sorted(tracker.listOracle()))
        await expectSameAsFresh(tracker, id, settings)
        expect(await expectKeptEvents(lived.db, initiativeId)).toBe(true)
      } finally {
        await tracker.close()
      }
    },
    60_000,
  )

  test('a census marks what was deleted without a word, and only that', async () => {
    const tracker = await start(7)
    try {
      const { context } = await openWorkplace(lived.db, tracker.now)
      const id = await saveConnection(lived.db, tracker.kind, { baseUrl: tracker.url }, tracker.credentials)
      await pass(context, id)
      const before = await listStoredIds(lived.db, id)
      const gone = tracker.deleteSilently(seededRandom(7), 6)
      expect((await pass(context, id)).state).toBe('complete')
      const census = await pass(context, id, 'census')
      expect({ state: census.state, text: census.reasonText }).toEqual({ state: 'complete', text: null })
      const after = await listStoredIds(lived.db, id)
      expect([...after.workItems].sort()).toEqual(before.workItems.filter(each => !gone.includes(each)).sort())
      expect(sorted(after)).toEqual(sorted(tracker.listOracle()))
    } finally {
      await tracker.close()
    }
  }, 60_000)

  test('a permission that was taken away marks nothing as deleted, and so many missing items stop the census', async () => {
    const tracker = await start(7)
    try {
      const { context } = await openWorkplace(lived.db, tracker.now)
      const id = await saveConnection(lived.db, tracker.kind, { baseUrl: tracker.url }, tracker.credentials)
      await pass(context, id)
      const before = await listStoredIds(lived.db, id)
      const hidden = tracker.hideProject()
      expect(hidden.length).toBeGreaterThan(50)
      await pass(context, id)
      const census = await pass(context, id, 'census')
      expect({ state: census.state, reason: census.reason, deleted: census.deleted }).toEqual({
        state: 'partial',
        reason: 'deletion_breaker',
        deleted: 0,
      })
      expect([...(await listStoredIds(lived.db, id)).workItems].sort()).toEqual([...before.workItems].sort())
      tracker.showProject()
      for (const mode of ['incremental', 'census'] as const)
        expect((await pass(context, id, mode)).state).toBe('complete')
      expect(sorted(await listStoredIds(lived.db, id))).toEqual(sorted(tracker.listOracle()))
    } finally {
      await tracker.close()
    }
  }, 60_000)
})
