import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { release, span, workItem } from '../../../drizzle/schema/work.ts'
import { listDatedMilestones } from '../../../src/store/milestone/milestone-facts.ts'
import { appendDateChanges, listSlips } from '../../../src/store/milestone/milestone-slips.ts'
import { createMilestone, listMilestones, updateMilestone } from '../../../src/store/milestone/milestones.ts'
import { refreshMilestones } from '../../../src/store/milestone/refresh-milestones.ts'
import { loadInitiativeFacts } from '../../../src/store/portfolio/facts.ts'
import { refreshScope } from '../../../src/store/scope/initiative-items.ts'
import { saveScopeRules } from '../../../src/store/scope/scope-rules.ts'
import { saveTrackerWeights } from '../../../src/store/scope/tracker-weights.ts'
import { createTestDatabase } from '../../database.ts'
import {
  seedCompleteSync,
  seedConnection,
  seedInitiative,
  seedItem,
  seedPerson,
  seedProject,
  seedRelease,
  seedSpans,
  seedWorklog,
} from '../seed.ts'

const NOW = '2026-03-01T00:00:00.000Z'
const ALL = { after: null, limit: 100 }

let database: Awaited<ReturnType<typeof createTestDatabase>>
let jira: string
let pay: string
let initiative: string

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

beforeEach(async () => {
  const { db } = database
  await db.execute(sql`truncate connection, portfolio_node, initiative_item cascade`)
  jira = await seedConnection(db, 'Jira')
  pay = await seedProject(db, jira, 'PAY')
  initiative = await seedInitiative(db, 'Checkout')
  await saveScopeRules(db, initiative, [
    { effect: 'include', connectionId: jira, selector: 'project', value: 'PAY', project: null },
  ])
})

async function refresh(at = NOW): Promise<void> {
  await refreshScope(database.db, at, null)
  await refreshMilestones(database.db, initiative, at)
  await appendDateChanges(database.db, initiative)
}

const milestones = async () => (await listMilestones(database.db, { initiativeIds: [initiative] }, ALL)).items

test('a release with an item in scope and a dated epic are milestones; other releases and undated epics are not', async () => {
  const { db } = database
  const held = await seedRelease(db, jira, pay, 'Checkout 1.3', { targetDay: '2026-04-01' })
  await seedRelease(db, jira, pay, 'Elsewhere', { targetDay: '2026-04-01' })
  await seedItem(db, jira, pay, 'PAY-1', { releaseIds: [held] })
  await seedItem(db, jira, pay, 'PAY-2', { level: 1, kind: 'epic', title: 'Wallet', targetDay: '2026-05-01' })
  await seedItem(db, jira, pay, 'PAY-3', { level: 1, kind: 'epic' })
  await seedItem(db, jira, pay, 'PAY-4', { targetDay: '2026-05-01' })
  await refresh()
  expect((await milestones()).map(({ name, source, baselineDay }) => [name, source, baselineDay])).toEqual([
    ['Checkout 1.3', 'release', '2026-04-01'],
    ['Wallet', 'work_item', '2026-05-01'],
  ])
})

test('the baseline is the first date ever known, and later syncs do not move it', async () => {
  const { db } = database
  const person = await seedPerson(db, jira, 'Amara Osei')
  const subject = await seedRelease(db, jira, pay, 'Checkout 1.3', { targetDay: '2026-04-20' })
  await seedItem(db, jira, pay, 'PAY-1', { releaseIds: [subject] })
  await seedSpans(db, jira, subject, 'target_day', [
    { from: '2026-01-01T00:00:00Z', value: null },
    { from: '2026-01-02T00:00:00Z', value: '2026-04-01' },
    { from: '2026-02-02T10:00:00Z', value: '2026-04-10', by: person },
    { from: '2026-02-09T10:00:00Z', value: '2026-04-20', by: person },
  ])
  await refresh()
  const [milestone] = await milestones()
  expect(milestone?.baselineDay).toBe('2026-04-01')
  // A tracker that forgets its history and renames the release must not move what was promised.
  await db.delete(span).where(eq(span.subjectId, subject))
  await db.update(release).set({ name: 'Checkout 1.3 (late)' }).where(eq(release.id, subject))
  await refresh()
  expect(await milestones()).toMatchObject([
    { id: milestone?.id, name: 'Checkout 1.3 (late)', baselineDay: '2026-04-01' },
  ])

  expect(await listSlips(db, milestone?.id ?? '')).toEqual([
    {
      from: '2026-04-01',
      to: '2026-04-10',
      movedByDays: 9,
      cumulativeDays: 9,
      at: '2026-02-02T10:00:00.000Z',
      personId: person,
      personName: 'Amara Osei',
      connectionId: jira,
      trackerName: 'Jira',
    },
    {
      from: '2026-04-10',
      to: '2026-04-20',
      movedByDays: 10,
      cumulativeDays: 19,
      at: '2026-02-09T10:00:00.000Z',
      personId: person,
      personName: 'Amara Osei',
      connectionId: jira,
      trackerName: 'Jira',
    },
  ])
})

test('the ledger grows by new moves only, however often it is brought up to date', async () => {
  const { db } = database
  const subject = await seedRelease(db, jira, pay, 'Checkout 1.3', { targetDay: '2026-04-10' })
  await seedItem(db, jira, pay, 'PAY-1', { releaseIds: [subject] })
  const moves = [
    { from: '2026-01-02T00:00:00Z', value: '2026-04-01' },
    { from: '2026-02-02T10:00:00Z', value: null },
    { from: '2026-02-03T10:00:00Z', value: '2026-04-10' },
  ]
  await seedSpans(db, jira, subject, 'target_day', moves)
  await refresh()
  await refresh()
  const [milestone] = await milestones()
  expect(
    (await listSlips(db, milestone?.id ?? '')).map(({ from, to, movedByDays }) => [from, to, movedByDays]),
  ).toEqual([
    ['2026-04-01', null, null],
    [null, '2026-04-10', null],
  ])
})

test('a milestone whose subject left the scope is retired with its ledger, and comes back with the same id', async () => {
  const { db } = database
  const item = await seedItem(db, jira, pay, 'PAY-2', { level: 1, kind: 'epic', targetDay: '2026-05-01' })
  await refresh()
  const [before] = await milestones()
  await db.update(workItem).set({ visibility: 'deleted' }).where(eq(workItem.id, item))
  await refresh()
  expect(await milestones()).toEqual([])
  await db.update(workItem).set({ visibility: 'visible' }).where(eq(workItem.id, item))
  await refresh()
  expect((await milestones()).map(({ id }) => id)).toEqual([before?.id])
})

test('moving the day of an entered milestone goes into its ledger and not into its baseline', async () => {
  const { db } = database
  const made = await createMilestone(db, { initiativeId: initiative, name: 'Board approval', day: '2026-06-01' })
  expect(await createMilestone(db, { initiativeId: initiative, name: 'board APPROVAL', day: '2026-06-02' })).toBeNull()
  await updateMilestone(db, made?.id ?? '', { manualDay: '2026-06-15' }, NOW)
  await refresh()
  const facts = await loadInitiativeFacts(db, initiative, '2026-12-01T00:00:00Z')
  expect(facts.milestones[0]).toMatchObject({ source: 'manual', baselineDay: '2026-06-01', actualDay: null })
  expect(facts.milestones[0]?.dates.map(({ day }) => day)).toEqual(['2026-06-01', '2026-06-15'])
  expect(
    (await listSlips(db, made?.id ?? '')).map(({ movedByDays, trackerName }) => [movedByDays, trackerName]),
  ).toEqual([[14, null]])
})

test('facts hold the items with their hours, the trackers with their freshness, and the items of each milestone', async () => {
  const { db } = database
  await seedCompleteSync(db, jira, '2026-02-28T12:00:00Z')
  await saveTrackerWeights(db, initiative, [{ connectionId: jira, weight: 3 }])
  const subject = await seedRelease(db, jira, pay, 'Checkout 1.3', { targetDay: '2026-04-10', released: true })
  await seedSpans(db, jira, subject, 'released', [
    { from: '2026-01-02T00:00:00Z', value: 'false' },
    { from: '2026-02-20T23:00:00Z', value: 'true' },
  ])
  const epic = await seedItem(db, jira, pay, 'PAY-1', { level: 1, kind: 'epic', targetDay: '2026-05-01' })
  const story = await seedItem(db, jira, pay, 'PAY-2', { parentId: epic, estimate: 5, estimateUnit: 'points' })
  const task = await seedItem(db, jira, pay, 'PAY-3', { parentId: story, level: -1 })
  const other = await seedItem(db, jira, pay, 'PAY-4', { releaseIds: [subject], completedHours: 2 })
  const hidden = await seedItem(db, jira, pay, 'PAY-5')
  await seedWorklog(db, jira, story, '2026-02-01T09:00:00Z', 1.5)
  await seedWorklog(db, jira, story, '2026-02-02T09:00:00Z', 2)
  await refresh('2026-02-01T00:00:00Z')
  await db.update(workItem).set({ visibility: 'not_visible' }).where(eq(workItem.id, hidden))
  await refresh()
  const facts = await loadInitiativeFacts(db, initiative, NOW)

  expect(facts.items.map(({ key, spentHours }) => [key, spentHours]).sort()).toEqual([
    ['PAY-1', null],
    ['PAY-2', 3.5],
    ['PAY-3', null],
    ['PAY-4', 2],
  ])
  expect(facts.items.find(({ key }) => key === 'PAY-2')).toMatchObject({
    parentId: epic,
    estimate: 5,
    createdAt: '2026-01-05T09:00:00.000Z',
    inScopeSince: '2026-01-05T09:00:00.000Z',
  })
  expect(facts.trackers).toEqual([
    {
      connectionId: jira,
      name: 'Jira',
      weight: 3,
      syncedAt: '2026-02-28T12:00:00.000Z',
      gaps: [],
      notVisibleItems: 1,
    },
  ])
  // The story counts and its sub-task does not; what another item waits for may be either, or the epic.
  expect(facts.milestones.map(({ name, actualDay, itemIds }) => [name, actualDay, itemIds])).toEqual(
    expect.arrayContaining([
      ['Checkout 1.3', '2026-02-20', [other]],
      ['Item PAY-1', null, [epic, story, task].toSorted()],
    ]),
  )
})

test('a connection with a scope that was never read completely is not synced', async () => {
  const { db } = database
  await seedCompleteSync(db, jira, '2026-02-28T12:00:00Z')
  await db.execute(
    sql`insert into scope (connection_id, external_id, name, streams) values (${jira}, 'other', 'other', '{work_items}')`,
  )
  await seedItem(db, jira, pay, 'PAY-1')
  await refresh()
  expect((await loadInitiativeFacts(db, initiative, NOW)).trackers[0]?.syncedAt).toBeNull()
})

test('of a past instant only the dates set by then are known, of now all, whatever our clock says', async () => {
  const { db } = database
  const subject = await seedRelease(db, jira, pay, 'Checkout 1.3', { targetDay: '2026-04-10' })
  await seedItem(db, jira, pay, 'PAY-1', { releaseIds: [subject] })
  await seedSpans(db, jira, subject, 'target_day', [
    { from: '2026-01-02T00:00:00Z', value: '2026-04-01' },
    { from: '2026-02-02T10:00:00Z', value: '2026-04-10' },
  ])
  await refresh()
  const then = '2026-01-20T00:00:00Z'
  const first = { day: '2026-04-01', at: '2026-01-02T00:00:00.000Z', byPersonId: null }
  const [past] = await listDatedMilestones(db, initiative, then)
  expect(past?.dates).toEqual([first])
  const now = await loadInitiativeFacts(db, initiative, then)
  expect(now.milestones[0]?.dates.map(({ day }) => day)).toEqual(['2026-04-01', '2026-04-10'])
  expect(now.items).toHaveLength(1)
  await db.delete(release)
})
