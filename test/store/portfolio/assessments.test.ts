import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { assessment as assessmentTable } from '../../../drizzle/schema/portfolio.ts'
import { type Assessment, assess } from '../../../src/portfolio/assessment.ts'
import { DEFAULT_HEALTH_RULES } from '../../../src/portfolio/health/health.ts'
import { rollUp } from '../../../src/portfolio/rollup.ts'
import {
  listAssessmentsAsOf,
  listSummariesAsOf,
  loadPreviousAssessment,
  saveAssessment,
} from '../../../src/store/portfolio/assessments.ts'
import { createTestDatabase } from '../../database.ts'
import { date, initiative as initiativeFacts, milestone, pointed } from '../../portfolio/facts.ts'
import { node } from '../../portfolio/trees.ts'
import { seedInitiative } from '../seed.ts'

const AT = [
  '2026-03-01T00:00:00.000Z',
  '2026-03-01T01:00:00.000Z',
  '2026-03-01T02:00:00.000Z',
  '2026-03-01T03:00:00.000Z',
] as const

let database: Awaited<ReturnType<typeof createTestDatabase>>
let initiative: string

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.db.execute(sql`truncate portfolio_node, assessment cascade`)
  initiative = await seedInitiative(database.db, 'Checkout')
})

/** What would be concluded at `at`, with data of that instant and an initiative of that name. */
function conclude(at: string, openGaps = 0): Assessment {
  const gaps = openGaps === 0 ? [] : [{ kind: 'forbidden', count: openGaps }]
  const tracker = { connectionId: 'c', name: 'Jira', weight: null, syncedAt: at, gaps, notVisibleItems: 0 }
  const facts = initiativeFacts({ id: initiative, trackers: [tracker] })
  return assess(facts, { statusAt: at, seed: 1, rules: DEFAULT_HEALTH_RULES, previous: null })
}

const asOf = async (at: string) => (await listAssessmentsAsOf(database.db, [initiative], at)).get(initiative)

test('an hour later the same conclusion makes no new row, and is known to have held until then', async () => {
  await saveAssessment(database.db, conclude(AT[0]))
  await saveAssessment(database.db, conclude(AT[1]))
  expect(await database.db.select().from(assessmentTable)).toHaveLength(1)
  expect(await asOf(AT[3])).toMatchObject({
    statusAt: AT[0],
    confirmedAt: AT[1],
    assessment: { coverage: { oldestDataAt: AT[1] } },
  })
})

test('an answer of the past does not claim data that came later', async () => {
  await saveAssessment(database.db, conclude(AT[0]))
  await saveAssessment(database.db, conclude(AT[2]))
  expect((await asOf(AT[1]))?.assessment).toMatchObject({ statusAt: AT[1], coverage: { oldestDataAt: AT[1] } })
})

test('another conclusion is a new row, and each instant gets the one that held then', async () => {
  await saveAssessment(database.db, conclude(AT[0]))
  await saveAssessment(database.db, conclude(AT[2], 5))
  expect((await asOf(AT[1]))?.assessment.coverage.openGaps).toBe(0)
  expect((await asOf(AT[2]))?.assessment.coverage.openGaps).toBe(5)
  expect(await asOf('2026-02-28T00:00:00.000Z')).toBeUndefined()
  expect((await loadPreviousAssessment(database.db, initiative))?.coverage.openGaps).toBe(5)
})

test('the summary rolls up to what the whole conclusion rolls up to, at each instant it held', async () => {
  const tracker = { connectionId: 'c', name: 'Jira', weight: null, syncedAt: AT[0], gaps: [], notVisibleItems: 1 }
  const facts = initiativeFacts({
    id: initiative,
    trackers: [tracker],
    items: [pointed('p', 3, { state: 'done' }), pointed('q', 5)],
    milestones: [
      milestone('m', { dates: [date('2026-02-01', '2026-01-01')] }),
      milestone('n', { dates: [date('2026-09-01', '2026-01-01')] }),
    ],
  })
  for (const statusAt of [AT[0], AT[2]]) {
    const options = { statusAt, seed: 1, rules: DEFAULT_HEALTH_RULES, previous: null }
    await saveAssessment(database.db, assess(facts, options))
  }
  const nodes = [node('portfolio', 'portfolio', null), node(initiative, 'initiative', 'portfolio')]
  for (const at of [AT[1], AT[3]]) {
    const whole = await listAssessmentsAsOf(database.db, [initiative], at)
    const summary = await listSummariesAsOf(database.db, [initiative], at)
    const rolledUp = (stored: typeof summary) =>
      rollUp(nodes, new Map([...stored].map(([id, { assessment }]) => [id, assessment])))
    expect(rolledUp(whole)[0]?.nextMilestone?.milestone.milestoneId).toBe('m')
    expect(rolledUp(summary)).toEqual(rolledUp(whole))
    const { assessment, ...held } = whole.get(initiative) ?? {}
    const { assessment: told, ...heldToo } = summary.get(initiative) ?? {}
    expect(heldToo).toEqual(held)
    expect(assessment).toMatchObject(told ?? {})
    expect(told).not.toHaveProperty('findings')
  }
})

test('a conclusion that comes back after another one is a row of its own', async () => {
  for (const [index, gaps] of [0, 5, 0].entries()) await saveAssessment(database.db, conclude(AT[index] ?? '', gaps))
  expect(await database.db.select().from(assessmentTable)).toHaveLength(3)
})

test('a conclusion of before freshness and gaps were in it is told without them', async () => {
  await saveAssessment(database.db, conclude(AT[0], 5))
  await database.db.execute(sql`update assessment set conclusion = conclusion #- '{coverage,fresh}' #- '{coverage,gaps}'
    #- '{coverage,outOf,fresh}' #- '{coverage,oldestAgeHours}'`)
  expect((await asOf(AT[0]))?.assessment.coverage).toMatchObject({
    fresh: null,
    gaps: [],
    openGaps: 5,
    outOf: { fresh: 0 },
    oldestAgeHours: 0,
  })
})
