import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { workItem } from '../../drizzle/schema/work.ts'
import { seedCompleteSync, seedConnection, seedItem, seedPerson, seedProject, seedWorklog } from '../store/seed.ts'
import { assessNow } from './assess-now.ts'
import { type Ground, problemOf, startApi } from './ground.ts'

const MORNING = 'T09:00:00.000Z'

let ground: Ground
let at: string
let initiative: string
let jira: string
let person: string
let items: readonly string[]

beforeAll(async () => {
  ground = await startApi({ now: () => new Date(at) })
})
afterAll(() => ground.close())

/** Four items of 5 points, due at the end of January, February, March and April. */
beforeEach(async () => {
  at = `2027-01-01${MORNING}`
  const { db } = ground.database
  await db.execute(
    'truncate connection, portfolio_node, work_item, labour_rate, role_assignment, exchange_rate, initiative_item cascade',
  )
  jira = await seedConnection(db, 'Jira')
  await seedCompleteSync(db, jira, '2027-01-01T08:00:00Z')
  person = await seedPerson(db, jira, 'Amara Osei')
  const project = await seedProject(db, jira, 'PAY')
  const made: string[] = []
  for (const [index, targetDay] of ['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30'].entries()) {
    const planned = { estimate: 5, estimateUnit: 'points' as const, targetDay, createdAt: '2026-12-01T09:00:00Z' }
    made.push(await seedItem(db, jira, project, `PAY-${index + 1}`, planned))
  }
  items = made
  const portfolio = await post('/portfolios', { name: 'Growth' })
  const scope = [{ effect: 'include', connectionId: jira, selector: 'project', value: 'PAY' }]
  initiative = (await post('/initiatives', { name: 'Checkout', parentId: portfolio.id, scope })).id
  ground.rings.length = 0
})

const send = (method: 'POST' | 'PATCH' | 'GET', path: string, payload?: object) =>
  ground.request({ method, url: `/api/v1${path}`, ...(payload === undefined ? {} : { payload }) })
const post = async <Answer = { readonly id: string }>(path: string, payload: object) => {
  const response = await send('POST', path, payload)
  expect(response.statusCode, response.body).toBeLessThan(300)
  return response.json<Answer>()
}
const approve = (more: object = {}) =>
  post(`/initiatives/${initiative}/baselines`, { approvedBy: 'Elena Petrova', reason: 'Board.', ...more })
const enterBudget = (amount: string) =>
  post('/budgets', {
    initiativeId: initiative,
    currency: 'EUR',
    reason: 'Board.',
    lines: [{ firstDay: '2027-01-01', lastDay: '2027-04-30', category: 'capex', amount }],
  })
const finish = async (index: number, day: string) => {
  const done = { state: 'done' as const, doneAt: `${day}${MORNING}` }
  await ground.database.db
    .update(workItem)
    .set(done)
    .where(eq(workItem.id, items[index] ?? ''))
}
const assessOn = async (day: string) => {
  at = `${day}${MORNING}`
  return (await assessNow(ground.database.db, initiative, at)).assessment
}

test('a baseline holds each item with its part of the budget and its day, and stays when the plan moves', async () => {
  await enterBudget('100000.01')
  const made = await approve()
  expect(ground.rings.at(-1)).toEqual({ name: 'assess-initiative', payload: { initiativeId: initiative } })
  await ground.database.db.update(workItem).set({ targetDay: '2027-12-31', estimate: 50 })
  const path = `/initiatives/${initiative}/baselines/${made.id}`
  expect((await send('GET', path)).json()).toMatchObject({
    number: 1,
    isInForce: true,
    approvedBy: 'Elena Petrova',
    createdBy: 'test',
    unit: 'money',
    currency: 'EUR',
    total: '100000.01',
    finishDay: '2027-04-30',
    period: 'week',
    itemCount: 4,
    undatedItems: 0,
  })
  const first = (await send('GET', `${path}/items?limit=3`)).json()
  expect(first.items).toMatchObject([
    {
      key: 'PAY-1',
      weight: expect.stringMatching(/^25000.0[01]$/),
      finishDay: '2027-01-31',
      finishFrom: 'target',
      state: 'todo',
    },
    { key: 'PAY-2', finishDay: '2027-02-28' },
    { key: 'PAY-3' },
  ])
  const rest = (await send('GET', `${path}/items?limit=3&cursor=${first.nextCursor}`)).json()
  expect(rest).toMatchObject({ items: [{ key: 'PAY-4' }], nextCursor: null })
})

test('earned value is concluded from worklogs, rates and costs, explained, and the past stays as it was', async () => {
  const { db } = ground.database
  await enterBudget('100000.00')
  await approve({ period: 'month', startDay: '2027-01-01' })
  await post('/rates', { personId: person, amountPerHour: '100', currency: 'EUR', validFrom: '2027-01-01' })
  await post('/exchange-rates', { base: 'EUR', quote: 'USD', day: '2027-01-01', rate: '1.25' })
  const cost = { initiativeId: initiative, day: '2027-02-01', category: 'vendor', description: 'Audit' }
  await post('/cost-entries', { ...cost, amount: '6250.00', currency: 'USD' })
  await seedWorklog(db, jira, items[0] ?? '', '2027-01-20T09:00:00Z', 300, person)
  await finish(0, '2027-02-10')
  expect((await assessOn('2027-02-28')).health.axes.slice(0, 2)).toMatchObject([
    { axis: 'schedule', colour: 'red', value: 0.5, unit: 'index' },
    { axis: 'cost', colour: 'red', value: -0.4 },
  ])
  const answer = (await send('GET', `/initiatives/${initiative}/earned-value`)).json()
  expect(answer).toMatchObject({
    reason: null,
    earnedValue: {
      bac: '100000.00',
      pv: { value: '50000.00' },
      ev: { value: '25000.00' },
      ac: { value: '35000.00' },
      spi: { value: 0.5 },
      cpi: { value: 25 / 35 },
      estimates: { typical: { eac: { value: '140000.00' } } },
      schedule: { earnedSchedule: 1, actualTime: 2, schedulePerformance: { value: 0.5 }, finishEstimate: '2027-08-31' },
      cost: { labour: { value: '30000.00' }, other: { value: '5000.00' }, coverage: { pricedShare: 1 } },
    },
  })
  expect(answer.explain.find(({ name }: { name: string }) => name === 'CPI')).toMatchObject({
    rule: 'F2',
    formula: 'EV / AC',
    text: `CPI = 25000.00 / 35000.00 = ${25 / 35}`,
  })
  for (const { items: path } of answer.explain)
    expect((await ground.request({ method: 'GET', url: path })).statusCode, path).toBe(200)

  const worked = (await send('GET', `/worklogs?initiative=${initiative}`)).json()
  expect(worked.items).toMatchObject([{ workItemId: items[0], seconds: 300 * 3_600 }])

  await finish(1, '2027-03-10')
  ground.rings.length = 0
  await post('/cost-entries', { ...cost, day: '2027-02-20', amount: '1000.00', currency: 'EUR' })
  expect(ground.rings).toEqual([{ name: 'assess-initiative', payload: { initiativeId: initiative } }])
  await assessOn('2027-03-31')
  const then = (await send('GET', `/initiatives/${initiative}/earned-value?asOf=2027-03-01T00:00:00Z`)).json()
  expect(then.earnedValue).toEqual(answer.earnedValue)
  expect((await send('GET', `/initiatives/${initiative}/earned-value`)).json()).toMatchObject({
    earnedValue: { ev: { value: '50000.00' }, ac: { value: '36000.00' } },
  })
})

test('without a baseline there is no earned value, and nothing is grey for it', async () => {
  const { health, earnedValue } = await assessOn('2027-02-28')
  expect(earnedValue).toBeNull()
  expect(health.axes.find(({ axis }) => axis === 'cost')?.colour).toBe('not_measured')
  expect((await send('GET', `/initiatives/${initiative}/earned-value`)).json()).toMatchObject({
    earnedValue: null,
    reason: expect.stringContaining('There is no approved baseline'),
    explain: [],
  })
})

test('without a budget the plan is measured in points', async () => {
  await approve()
  await finish(0, '2027-01-20')
  expect((await assessOn('2027-02-28')).earnedValue).toMatchObject({
    unit: 'points',
    bac: '20',
    ev: { value: '5' },
    spi: { value: 0.5 },
    ac: { value: null },
  })
})

test('hours stay with the initiative that held the item when they were worked', async () => {
  const { db } = ground.database
  await enterBudget('1000.00')
  await approve()
  await post('/rates', { amountPerHour: '1', currency: 'EUR', validFrom: '2026-01-01' })
  await seedWorklog(db, jira, items[0] ?? '', '2026-11-20T09:00:00Z', 1)
  await seedWorklog(db, jira, items[0] ?? '', '2027-01-20T09:00:00Z', 2)
  at = `2027-02-01${MORNING}`
  await send('PATCH', `/initiatives/${initiative}`, { scope: [] })
  await seedWorklog(db, jira, items[0] ?? '', '2027-02-10T09:00:00Z', 4)
  const { earnedValue } = await assessOn('2027-02-28')
  expect(earnedValue).toMatchObject({ ac: { value: '3.00' }, scope: { leftItems: 4 } })
  expect((await send('GET', `/worklogs?initiative=${initiative}`)).json().items).toHaveLength(2)
})

test('milestones are held against the plan in force, by every answer, until there is a newer one', async () => {
  const milestone = await post('/milestones', { initiativeId: initiative, name: 'Launch', day: '2027-04-30' })
  at = `2027-01-10${MORNING}`
  await send('PATCH', `/milestones/${milestone.id}`, { day: '2027-05-30' })
  expect((await assessOn('2027-01-11')).milestones).toMatchObject([{ movedByDays: 30 }])
  await approve()
  expect((await send('GET', `/milestones/${milestone.id}`)).json()).toMatchObject({
    baselineDay: '2027-05-30',
    isBaselineApproved: true,
  })
  expect((await assessOn('2027-01-12')).milestones).toMatchObject([{ movedByDays: 0, baselineDay: '2027-05-30' }])
  expect((await send('GET', `/milestones/${milestone.id}/slips`)).json()).toMatchObject({
    items: [{ movedByDays: 30, cumulativeDays: 0 }],
  })
  expect(problemOf(await send('PATCH', `/milestones/${milestone.id}`, { baselineDay: '2027-06-30' }))).toMatchObject({
    status: 409,
    detail: expect.stringContaining('a new baseline of the initiative changes it'),
  })
  at = `2027-02-01${MORNING}`
  await send('PATCH', `/milestones/${milestone.id}`, { day: '2027-06-30' })
  expect((await assessOn('2027-02-02')).milestones).toMatchObject([{ movedByDays: 31 }])
})

test('an approved change makes a new baseline with its money; the one before stays', async () => {
  await enterBudget('100000.00')
  const first = await approve()
  const change = await post('/change-requests', {
    initiativeId: initiative,
    title: 'A second language',
    proposedBy: 'Sofia Rossi',
    effect: { items: 1, size: { value: 5, unit: 'points' }, days: 31, money: { amount: '25000.00', currency: 'EUR' } },
  })
  const { db } = ground.database
  await seedItem(db, jira, await projectOf(), 'PAY-5', { estimate: 5, estimateUnit: 'points', targetDay: '2027-05-31' })
  expect((await assessOn('2027-02-01')).earnedValue).toMatchObject({ bac: '100000.00', scope: { addedItems: 1 } })
  const path = `/change-requests/${change.id}`
  const decision = { approvedBy: 'Elena Petrova', reason: 'The customer pays for it.' }
  expect(await post(`${path}/approve`, decision)).toMatchObject({
    changeRequest: { state: 'approved', decidedBy: 'Elena Petrova', decidedAt: at },
    baseline: { number: 2, total: '125000.00', itemCount: 5, finishDay: '2027-05-31', changeRequestId: change.id },
  })
  expect(problemOf(await send('POST', `${path}/approve`, decision))).toMatchObject({ status: 409 })
  const reject = { rejectedBy: 'Elena Petrova', reason: 'No.' }
  expect(problemOf(await send('POST', `${path}/reject`, reject))).toMatchObject({ status: 409 })
  const listed = (await send('GET', `/initiatives/${initiative}/baselines`)).json()
  expect(listed.items).toMatchObject([
    { number: 2, isInForce: true },
    { number: 1, isInForce: false, id: first.id, total: '100000.00', itemCount: 4 },
  ])
  expect((await assessOn('2027-02-02')).earnedValue).toMatchObject({ bac: '125000.00', baselineNumber: 2 })
  expect((await approve()) as object).toMatchObject({ number: 3, total: '125000.00' })
})

test('a rejected change leaves the plan, and says who rejected it and why', async () => {
  const proposal = { initiativeId: initiative, title: 'More', proposedBy: 'Sofia Rossi', effect: { days: 5 } }
  const change = await post('/change-requests', proposal)
  const rejected = await post(`/change-requests/${change.id}/reject`, { rejectedBy: 'Elena Petrova', reason: 'Later.' })
  expect(rejected).toMatchObject({ state: 'rejected', decidedBy: 'Elena Petrova', baselineId: null })
  const of = `/change-requests?initiative=${initiative}`
  expect((await send('GET', `${of}&state=rejected`)).json().items).toHaveLength(1)
  expect((await send('GET', `${of}&state=proposed`)).json().items).toHaveLength(0)
})

test('a plan of nothing, or with a budget of another initiative, is refused with what to do', async () => {
  const empty = await post('/portfolios', { name: 'Other' })
  const other = (await post('/initiatives', { name: 'Empty', parentId: empty.id })).id
  const body = { approvedBy: 'Elena Petrova', reason: 'Board.' }
  expect(problemOf(await send('POST', `/initiatives/${other}/baselines`, body))).toMatchObject({
    status: 422,
    detail: expect.stringContaining('There is nothing to freeze'),
  })
  const budgetId = (await enterBudget('10.00')).id
  expect(problemOf(await send('POST', `/initiatives/${other}/baselines`, { ...body, budgetId }))).toMatchObject({
    detail: 'body.budgetId must be the id of a budget of this initiative.',
  })
  const rule = { ...body, planRule: 'iterations' }
  expect(problemOf(await send('POST', `/initiatives/${initiative}/baselines`, rule))).toMatchObject({ status: 422 })
})

const projectOf = async (): Promise<string> => {
  const [row] = await ground.database.db.select().from(workItem).limit(1)
  return row?.projectId ?? ''
}
