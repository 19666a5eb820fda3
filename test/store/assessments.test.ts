import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { assessment as assessmentTable } from '../../drizzle/schema/portfolio.ts'
import { type Assessment, assess } from '../../src/portfolio/assessment.ts'
import { DEFAULT_HEALTH_RULES } from '../../src/portfolio/health.ts'
import { listAssessmentsAsOf, loadPreviousAssessment, saveAssessment } from '../../src/store/assessments.ts'
import { createTestDatabase } from '../database.ts'
import { initiative as initiativeFacts } from '../portfolio/facts.ts'
import { seedInitiative } from './seed.ts'

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
