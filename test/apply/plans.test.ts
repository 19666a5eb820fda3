import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Applied } from '../../src/apply/applied.ts'
import { applyPortfolio } from '../../src/apply/apply-portfolio.ts'
import { readPortfolioFile } from '../../src/apply/read-portfolio-file.ts'
import { openService } from '../../src/apply/service.ts'
import { type Ground, startApi } from '../api/ground.ts'
import { seedConnection, seedItem, seedPerson, seedProject } from '../store/seed.ts'

let ground: Ground
let url: string

beforeAll(async () => {
  ground = await startApi()
  url = await ground.listen()
})
afterAll(() => ground.close())
beforeEach(async () => {
  const { db } = ground.database
  await db.execute(sql`truncate connection, portfolio_node, labour_rate, role_assignment, person cascade`)
  const connectionId = await seedConnection(db, 'Jira')
  const projectId = await seedProject(db, connectionId, 'PAY')
  await seedItem(db, connectionId, projectId, 'PAY-1')
  await seedPerson(db, connectionId, 'Amara Osei')
})

const FILE = `
roleAssignments:
  - { person: Amara Osei, role: Developer, validFrom: 2026-01-01 }
rates:
  - { amountPerHour: "80.00", currency: EUR, validFrom: 2026-01-01 }
  - { role: Developer, amountPerHour: "95.00", currency: EUR, validFrom: 2026-01-01 }
  - { role: Developer, amountPerHour: "99.50", currency: EUR, validFrom: 2026-07-01, isExternal: true }
portfolios:
  - name: Growth
    healthRules: { scope: { amberGrowth: 0.15 } }
    alertRules: { kinds: [silent_slip, milestone_slipped], mediumDays: 10, escalateAfterHours: { low: 24, medium: null } }
    scoreModel:
      method: weighted
      criteria: [{ name: value, source: entered, weight: 2, part: value }]
    initiatives:
      - name: Payments
        scope: [{ connection: Jira, project: PAY }]
        budget:
          currency: EUR
          reason: Approved by the board.
          lines: [{ firstDay: 2026-01-01, lastDay: 2026-12-31, category: capex, amount: "120000" }]
        baseline: { approvedBy: Noah Kim, reason: First plan., planRule: linear, finishDay: 2026-12-31 }
`

const apply = (text: string, dryRun = false): Promise<Applied> =>
  applyPortfolio(openService(url, ground.token), readPortfolioFile(text, 'p.yaml'), {
    ...{ dryRun, renewSecrets: false, readVariable: () => null },
  })
const told = ({ steps }: Applied) => steps.map(({ action, what, name }) => `${action} ${what} ${name}`)
const get = async <Answer>(path: string) =>
  (await ground.request({ method: 'GET', url: `/api/v1${path}` })).json<Answer>()
const listOf = async (path: string) => (await get<{ items: readonly Record<string, unknown>[] }>(path)).items

test('rates, roles, budgets, baselines, health and alert rules and score models are entered once; a dry run enters nothing', async () => {
  const wanted = [
    'create portfolio Growth',
    'create initiative Payments',
    'create health rules Growth',
    'create alert rules Growth',
    'create score model Growth',
    'create role Amara Osei from 2026-01-01',
    'create rate everybody from 2026-01-01',
    'create rate Developer from 2026-01-01',
    'create rate Developer from 2026-07-01',
    'create budget Payments',
    'create baseline Payments',
  ]
  expect(told(await apply(FILE, true))).toEqual(wanted)
  expect(await listOf('/rates')).toEqual([])
  expect(told(await apply(FILE))).toEqual(wanted)
  expect(told(await apply(FILE))).toEqual([])
  const [initiative] = await listOf('/initiatives')
  const [portfolio] = await listOf('/portfolios')
  expect((await listOf('/rates')).map(({ amountPerHour }) => Number(amountPerHour))).toEqual([99.5, 95, 80])
  expect(await listOf('/role-assignments')).toMatchObject([{ role: 'Developer' }])
  expect(await listOf(`/budgets?initiative=${initiative?.id}`)).toMatchObject([{ version: 1, currency: 'EUR' }])
  expect(await listOf(`/initiatives/${initiative?.id}/baselines`)).toMatchObject([
    { number: 1, approvedBy: 'Noah Kim', planRule: 'linear', total: '120000.00', unit: 'money' },
  ])
  expect(await get(`/portfolios/${portfolio?.id}/health-rules`)).toMatchObject({
    version: 2,
    rules: { scope: { amberGrowth: 0.15, redGrowth: 0.25 } },
  })
  expect(await get(`/portfolios/${portfolio?.id}/alert-rules`)).toMatchObject({
    version: 2,
    rules: {
      kinds: ['silent_slip', 'milestone_slipped'],
      ...{ lowDays: 7, mediumDays: 10, escalateAfterHours: { low: 24, medium: null, high: null } },
    },
  })
  expect(await get(`/portfolios/${portfolio?.id}/score-model`)).toMatchObject({ version: 1, method: 'weighted' })
})

test('what differs is entered as the next version, and told field by field', async () => {
  await apply(FILE)
  const changed = FILE.replace('amberGrowth: 0.15', 'redGrowth: 0.5')
    .replace('[silent_slip, milestone_slipped], mediumDays: 10', '[milestone_slipped, silent_slip], lowDays: 3')
    .replace('weight: 2', 'weight: 3')
    .replace('"120000"', '"130000"')
    .replace('First plan.', 'Second plan.')
  const { steps } = await apply(changed)
  expect(steps.map(({ action, what }) => `${action} ${what}`)).toEqual([
    'change health rules',
    'change alert rules',
    'change score model',
    'change budget',
    'create baseline',
  ])
  expect(steps[0]?.fields).toEqual([
    { field: 'scope.amberGrowth', from: 0.15, to: 0.1 },
    { field: 'scope.redGrowth', from: 0.25, to: 0.5 },
  ])
  // The order of kinds means nothing; what left the file is the program's own again.
  expect(steps[1]?.fields).toEqual([
    { field: 'lowDays', from: 7, to: 3 },
    { field: 'mediumDays', from: 10, to: 30 },
  ])
  expect(told(await apply(changed))).toEqual([])
  // A plan that was approved already is not approved again because another came after it.
  expect(told(await apply(changed.replace('Second plan.', 'First plan.')))).toEqual([])
})

test('a rate that is entered anew does not become the last word about the days of those after it', async () => {
  await apply(FILE)
  const changed = FILE.replace('"95.00"', '"96.00"')
  expect(told(await apply(changed))).toEqual([
    'change rate Developer from 2026-01-01',
    'change rate Developer from 2026-07-01',
  ])
  const [last, before] = await listOf('/rates')
  expect([Number(last?.amountPerHour), Number(before?.amountPerHour)]).toEqual([99.5, 96])
  expect(told(await apply(changed))).toEqual([])
})

test('a person nobody knows is refused before anything is changed', async () => {
  await expect(apply(FILE.replace('person: Amara Osei', 'person: Amara'))).rejects.toThrow(
    'roleAssignments[0].person: no tracker knows "Amara" (yet). Write the e-mail address or name that GET /people shows',
  )
  expect(await listOf('/portfolios')).toEqual([])
})

test('a plan without items is not frozen, and the sentence says when to come back; everything else is applied', async () => {
  await expect(apply(FILE.replace('project: PAY', 'project: OPS'))).rejects.toThrow(
    /There is nothing to freeze.*apply the file again after the first sync\.\n10 of 11 differences applied/,
  )
  expect(await listOf('/budgets')).toHaveLength(1)
})
