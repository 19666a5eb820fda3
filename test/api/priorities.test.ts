import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Ground, problemOf, startApi } from './ground.ts'

let ground: Ground
let portfolio: string

beforeAll(async () => {
  ground = await startApi()
})
afterAll(() => ground.close())
beforeEach(async () => {
  await ground.database.db.execute(sql`truncate portfolio_node cascade`)
  portfolio = (await send('POST', '/portfolios', { name: 'Growth' })).json().id
})

const send = (method: 'POST' | 'PUT' | 'GET', path: string, payload?: object) =>
  ground.request({ method, url: `/api/v1${path}`, ...(payload === undefined ? {} : { payload }) })

const MODEL = {
  method: 'weighted',
  criteria: [
    { name: 'value', source: 'entered', weight: 2, part: 'value' },
    { name: 'fit', source: 'entered', weight: 1, part: 'value' },
  ],
}

async function initiative(name: string, value: number, budget: string | null): Promise<string> {
  const { id } = (await send('POST', '/initiatives', { name, parentId: portfolio })).json<{ id: string }>()
  await send('POST', `/initiatives/${id}/scores`, { values: [{ criterion: 'value', value: 1 }] })
  const scores = await send('POST', `/initiatives/${id}/scores`, {
    values: [
      { criterion: 'value', value },
      { criterion: 'fit', value: 1 },
    ],
  })
  expect(scores.statusCode, scores.body).toBe(201)
  const period = { firstDay: '2027-01-01', lastDay: '2027-12-31', category: 'opex' }
  if (budget !== null) {
    const made = await send('POST', '/budgets', {
      ...{ initiativeId: id, currency: 'EUR', reason: 'Approved', lines: [{ ...period, amount: budget }] },
    })
    expect(made.statusCode, made.body).toBe(201)
  }
  return id
}

test('initiatives are ranked by what people entered and cut where the money ends, exact to the cent', async () => {
  expect(problemOf(await send('GET', `/portfolios/${portfolio}/priorities`))).toMatchObject({
    status: 404,
    detail: expect.stringContaining('score-model'),
  })
  expect((await send('PUT', `/portfolios/${portfolio}/score-model`, MODEL)).json()).toMatchObject({ version: 1 })
  const low = await initiative('Low', 2, '0.10')
  const high = await initiative('High', 9, '100000.10')
  const middle = await initiative('Middle', 5, '0.20')
  const unknown = await initiative('Unknown', 7, null)
  const answer = await send('GET', `/portfolios/${portfolio}/priorities?unit=money&currency=EUR&capacity=100000.30`)
  expect(answer.json()).toMatchObject({
    capacity: '100000.30',
    items: [
      { initiativeId: high, score: 19, demand: '100000.10', isAboveCut: true },
      { initiativeId: unknown, rank: 2, demand: null, isAboveCut: null },
      { initiativeId: middle, score: 11, cumulative: '100000.30', isAboveCut: true },
      {
        ...{ initiativeId: low, rank: 4, cumulative: '100000.40', isAboveCut: false },
        text: 'Score 5. Dropped: with it 100000.40 of 100000.30 are asked for.',
      },
    ],
    dropped: [low],
    undecided: [unknown],
    explain: { rule: 'F15' },
  })
})

test('every entry stays with who made it, and the newest of a criterion holds until it is taken back', async () => {
  await send('PUT', `/portfolios/${portfolio}/score-model`, MODEL)
  const id = await initiative('Checkout', 5, null)
  await send('POST', `/initiatives/${id}/scores`, { values: [{ criterion: 'fit', value: null }] })
  expect((await send('GET', `/initiatives/${id}/scores`)).json().items).toMatchObject([
    { criterion: 'fit', value: null, createdBy: 'test' },
    { criterion: 'fit', value: 1 },
    { criterion: 'value', value: 5 },
    { criterion: 'value', value: 1 },
  ])
  expect((await send('GET', `/portfolios/${portfolio}/priorities`)).json().items).toMatchObject([
    { rank: null, score: null, text: 'Not scored: fit is not known. Nobody entered it.' },
  ])
})

test('a model that cannot be meant, or money without a currency, is refused', async () => {
  const wsjf = { method: 'wsjf', criteria: MODEL.criteria }
  expect(problemOf(await send('PUT', `/portfolios/${portfolio}/score-model`, wsjf))).toMatchObject({ status: 422 })
  await send('PUT', `/portfolios/${portfolio}/score-model`, MODEL)
  expect(problemOf(await send('GET', `/portfolios/${portfolio}/priorities?unit=money`))).toMatchObject({
    status: 422,
    detail: expect.stringContaining('query.currency'),
  })
})
