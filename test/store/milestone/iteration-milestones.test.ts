import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { workItem } from '../../../drizzle/schema/work.ts'
import type { MilestoneRule } from '../../../src/portfolio/milestone/milestone-rule.ts'
import { loadMilestoneFacts } from '../../../src/store/milestone/milestone-facts.ts'
import { loadMilestoneRules } from '../../../src/store/milestone/milestone-rules.ts'
import { appendDateChanges, listSlips } from '../../../src/store/milestone/milestone-slips.ts'
import { listMilestones } from '../../../src/store/milestone/milestones.ts'
import { refreshMilestones } from '../../../src/store/milestone/refresh-milestones.ts'
import { listPastItems } from '../../../src/store/portfolio/past-items.ts'
import { createNode, updateNode } from '../../../src/store/portfolio/portfolio-nodes.ts'
import { saveIterations } from '../../../src/store/records/iterations.ts'
import { refreshScope } from '../../../src/store/scope/initiative-items.ts'
import { saveScopeRules } from '../../../src/store/scope/scope-rules.ts'
import type { IterationFact } from '../../../src/work/fact.ts'
import { normalize } from '../../../src/work/normalize.ts'
import { createTestDatabase } from '../../database.ts'
import { mappingWith } from '../../work/source-work-item.ts'
import { seedConnection, seedItem, seedProject, seedSpans } from '../seed.ts'

const NOW = '2026-03-01T00:00:00.000Z'
const ALL_ITERATIONS: readonly MilestoneRule[] = [{ source: 'iteration', name: null }]

let database: Awaited<ReturnType<typeof createTestDatabase>>
let tracker: string
let project: string
let portfolio: string
let initiative: string

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

beforeEach(async () => {
  const { db } = database
  await db.execute(
    sql`truncate connection, portfolio_node, portfolio_node_span, initiative_item, work_item, iteration, span cascade`,
  )
  tracker = await seedConnection(db, 'Azure')
  project = await seedProject(db, tracker, 'PAY')
  portfolio = (await createNode(db, { kind: 'portfolio', name: 'All', parentId: null }))?.id ?? ''
  initiative = (await createNode(db, { kind: 'initiative', name: 'Checkout', parentId: portfolio }))?.id ?? ''
  await saveScopeRules(db, initiative, [
    { effect: 'include', connectionId: tracker, selector: 'project', value: 'PAY', project: null },
  ])
})

let readings = 0

/** As it is read at an instant; returns our id. */
async function see(
  name: string,
  endDay: string | null,
  seenAt: string,
  completedAt: string | null = null,
): Promise<string> {
  const [fact] = normalize(
    {
      type: 'iteration',
      externalId: name,
      projectId: 'PAY',
      name,
      path: `Pay\\Plan\\${name}`,
      state: null,
      startDay: '2026-01-05',
      endDay,
      completedAt,
      seenAt,
      goal: null,
      teamIds: [],
    },
    tracker,
    mappingWith(),
  )
  readings += 1
  const version = { revision: 0, revisionDetail: 0, readTicket: readings, readQuality: 1 as const }
  await saveIterations(database.db, tracker, [{ fact: fact as IterationFact, version }])
  return (fact as IterationFact).id
}

async function seedIn(key: string, ...iterations: readonly { readonly from: string; readonly value: string | null }[]) {
  const id = await seedItem(database.db, tracker, project, key)
  await seedSpans(database.db, tracker, id, 'iteration', iterations)
  return id
}

async function refresh(at = NOW): Promise<void> {
  await refreshScope(database.db, at, null)
  await refreshMilestones(database.db, initiative, at)
  await appendDateChanges(database.db, initiative)
}

const milestones = async () =>
  (await listMilestones(database.db, { initiativeIds: [initiative] }, { after: null, limit: 100 })).items
const factsAt = async (at: string, past = false) =>
  loadMilestoneFacts(
    ...([database.db, initiative, at] as const),
    past ? { items: await listPastItems(database.db, initiative, at), isPast: true } : undefined,
  )

test('iterations are milestones where the portfolio says so, by name or path, and the nearest node decides', async () => {
  const { db } = database
  const increment = await see('PI 7', '2026-04-30', '2026-01-05T09:00:00.000Z')
  await see('PI 8', '2026-07-31', '2026-01-05T09:00:00.000Z')
  const sprint = await see('Sprint 12', '2026-03-15', '2026-01-05T09:00:00.000Z')
  await seedIn('PAY-1', { from: '2026-01-06T00:00:00Z', value: increment })
  await seedIn('PAY-2', { from: '2026-01-06T00:00:00Z', value: sprint })
  const namesWith = async (rules: readonly MilestoneRule[] | null, node = portfolio) => {
    await updateNode(db, node, { milestonesFrom: rules })
    await refresh()
    return (await milestones()).map(({ name }) => name)
  }
  await refresh()
  expect(await milestones()).toEqual([])
  // One that holds nothing of the initiative is none of its milestones.
  expect(await namesWith(ALL_ITERATIONS)).toEqual(['PI 7', 'Sprint 12'])
  expect(await namesWith([{ source: 'iteration', name: 'pi *' }])).toEqual(['PI 7'])
  expect(await namesWith([{ source: 'iteration', name: 'Pay\\Plan\\sprint*' }])).toEqual(['Sprint 12'])
  // A percent sign or an underscore in a name is no wildcard.
  expect(await namesWith([{ source: 'iteration', name: 'PI_7' }])).toEqual([])
  expect(await namesWith([{ source: 'iteration', name: 'Sprint 12' }], initiative)).toEqual(['Sprint 12'])
  expect(await namesWith([], initiative)).toEqual([])
  expect(await namesWith(null, initiative)).toEqual([])
  expect(await namesWith(ALL_ITERATIONS)).toEqual(['PI 7', 'Sprint 12'])
})

test('an end that was moved is a slip at the instant it was seen, by nobody that the tracker names', async () => {
  const { db } = database
  await updateNode(db, portfolio, { milestonesFrom: ALL_ITERATIONS })
  const id = await see('PI 7', '2026-04-30', '2026-01-05T09:00:00.000Z')
  await seedIn('PAY-1', { from: '2026-01-06T00:00:00Z', value: id })
  await see('PI 7', '2026-04-30', '2026-01-20T09:00:00.000Z')
  await see('PI 7', '2026-05-14', '2026-02-03T09:00:00.000Z')
  await refresh()
  const [milestone] = await milestones()
  expect(milestone).toMatchObject({ source: 'iteration', connectionId: tracker, baselineDay: '2026-04-30' })
  expect(await listSlips(db, milestone?.id ?? '')).toMatchObject([
    {
      ...{ from: '2026-04-30', to: '2026-05-14', movedByDays: 14, cumulativeDays: 14 },
      ...{ at: '2026-02-03T09:00:00.000Z', personId: null, trackerName: 'Azure' },
    },
  ])
  expect((await factsAt(NOW))[0]?.dates.map(({ day }) => day)).toEqual(['2026-04-30', '2026-05-14'])
  expect((await factsAt('2026-01-31T00:00:00.000Z', true))[0]?.dates.map(({ day }) => day)).toEqual(['2026-04-30'])
})

test('an iteration waits for what was carried over from it, and is reached when that is done as well', async () => {
  const { db } = database
  await updateNode(db, portfolio, { milestonesFrom: [{ source: 'iteration', name: 'Sprint 1' }] })
  const first = await see('Sprint 1', '2026-01-16', '2026-01-05T09:00:00.000Z')
  const second = await see('Sprint 2', '2026-01-30', '2026-01-05T09:00:00.000Z')
  const done = await seedIn('PAY-1', { from: '2026-01-05T10:00:00Z', value: first })
  const carried = await seedIn(
    'PAY-2',
    { from: '2026-01-05T10:00:00Z', value: first },
    { from: '2026-01-19T10:00:00Z', value: second },
  )
  // Taken out before the end: no longer planned for it.
  await seedIn('PAY-3', { from: '2026-01-05T10:00:00Z', value: first }, { from: '2026-01-12T10:00:00Z', value: second })
  const finish = (id: string, at: string) =>
    db.update(workItem).set({ state: 'done', doneAt: at }).where(sql`${workItem.id} = ${id}`)
  await finish(done, '2026-01-14T10:00:00Z')
  await refresh()
  const [open] = await factsAt(NOW)
  expect(new Set(open?.itemIds)).toEqual(new Set([done, carried]))
  expect(open?.actualDay).toBeNull()
  await finish(carried, '2026-01-22T10:00:00Z')
  expect((await factsAt(NOW))[0]?.actualDay).toBe('2026-01-22')
  // Before its end nobody knows what else will be taken into it.
  expect((await factsAt('2026-01-15T00:00:00.000Z'))[0]?.actualDay).toBeNull()
})

test('an iteration is over when its last day is over where the portfolio is, or in UTC where that is earlier', async () => {
  const { db } = database
  await updateNode(db, portfolio, { milestonesFrom: [{ source: 'iteration', name: 'Sprint 1' }] })
  const sprint = await see('Sprint 1', '2026-01-16', '2026-01-05T09:00:00.000Z')
  const done = await seedIn('PAY-1', { from: '2026-01-05T10:00:00Z', value: sprint })
  await db.update(workItem).set({ state: 'done', doneAt: '2026-01-14T10:00:00Z' }).where(sql`${workItem.id} = ${done}`)
  await refresh()
  const reachedAt = async (at: string, timeZone: string) => {
    await updateNode(db, portfolio, { timeZone })
    return (await factsAt(at))[0]?.actualDay
  }
  // One in the morning of the 17th in Sydney.
  expect(await reachedAt('2026-01-16T14:00:00.000Z', 'Australia/Sydney')).toBe('2026-01-14')
  expect(await reachedAt('2026-01-16T12:00:00.000Z', 'Australia/Sydney')).toBeNull()
  expect(await reachedAt('2026-01-16T14:00:00.000Z', 'UTC')).toBeNull()
  expect(await reachedAt('2026-01-17T01:00:00.000Z', 'America/New_York')).toBe('2026-01-14')
})

test('which iterations were milestones at a past instant follows from the items and the rules of then', async () => {
  const { db } = database
  const id = await see('PI 7', '2026-04-30', '2026-01-05T09:00:00.000Z')
  const item = await seedIn(
    'PAY-1',
    { from: '2026-01-06T00:00:00Z', value: null },
    { from: '2026-02-10T00:00:00Z', value: id },
  )
  await updateNode(db, portfolio, { milestonesFrom: ALL_ITERATIONS })
  const then = async (at: string) => (await factsAt(at, true)).map(({ name, itemIds }) => [name, itemIds])
  await refresh()
  const since = new Date().toISOString()
  expect(await then('2026-02-20T00:00:00.000Z')).toEqual([['PI 7', [item]]])
  expect(await then('2026-02-01T00:00:00.000Z')).toEqual([])
  await updateNode(db, portfolio, { milestonesFrom: [] })
  expect(await loadMilestoneRules(db, initiative)).toEqual([])
  expect(await loadMilestoneRules(db, initiative, since)).toEqual(ALL_ITERATIONS)
})
