import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { seedConnection, seedPerson } from '../store/seed.ts'
import { type Ground, problemOf, startApi } from './ground.ts'

let ground: Ground
let initiative: string
let person: string

beforeAll(async () => {
  ground = await startApi()
  person = await seedPerson(ground.database.db, await seedConnection(ground.database.db, 'Jira'), 'Amara Osei')
})
afterAll(() => ground.close())
beforeEach(async () => {
  await ground.database.db.execute('truncate portfolio_node, labour_rate, role_assignment, exchange_rate cascade')
  const portfolio = (await post('/portfolios', { name: 'Growth' })).id
  initiative = (await post('/initiatives', { name: 'Checkout', parentId: portfolio })).id
})

const send = (method: 'POST' | 'GET', path: string, payload?: object) =>
  ground.request({ method, url: `/api/v1${path}`, ...(payload === undefined ? {} : { payload }) })
const post = async (path: string, payload: object) => {
  const response = await send('POST', path, payload)
  expect(response.statusCode, response.body).toBe(201)
  return response.json<{ id: string }>()
}
const EVERYBODY = { amountPerHour: '80.0000', currency: 'EUR', validFrom: '2027-01-01' }

test('rates stay as they were entered, with who entered them, and are read newest first in pages', async () => {
  await post('/rates', EVERYBODY)
  await post('/rates', { ...EVERYBODY, role: 'Developer', amountPerHour: '95.5', validTo: '2027-06-30' })
  await post('/rates', { ...EVERYBODY, personId: person, amountPerHour: null, isExternal: true })
  const page = (await send('GET', '/rates?limit=2')).json<{ items: object[]; nextCursor: string }>()
  expect(page.items).toMatchObject([
    { personId: person, role: null, amountPerHour: null, isExternal: true, validTo: null },
    { personId: null, role: 'Developer', amountPerHour: '95.5', validTo: '2027-06-30', createdBy: 'test' },
  ])
  const rest = (await send('GET', `/rates?limit=2&cursor=${page.nextCursor}`)).json()
  expect(rest).toMatchObject({ items: [{ amountPerHour: '80.0000' }], nextCursor: null })
  expect((await send('GET', '/rates?role=Developer')).json().items).toHaveLength(1)
  expect((await send('GET', `/rates?person=${person}`)).json().items).toHaveLength(1)
})

test('a budget is never edited: each entry is a version with the sum of its lines, to the cent', async () => {
  const line = { firstDay: '2027-01-01', lastDay: '2027-03-31', category: 'capex', amount: '0.10' }
  const entered = { initiativeId: initiative, currency: 'EUR', reason: 'Board.' }
  await post('/budgets', { ...entered, lines: [line, { ...line, amount: '0.20', category: 'vendor' }] })
  const second = await post('/budgets', { ...entered, lines: [{ ...line, description: 'Less.' }] })
  expect((await send('GET', `/budgets?initiative=${initiative}`)).json()).toMatchObject({
    items: [
      { version: 2, total: '0.10', lines: [{ description: 'Less.' }] },
      { version: 1, total: '0.30', lines: [{ category: 'capex' }, { category: 'vendor', amount: '0.20' }] },
    ],
  })
  expect((await send('GET', `/budgets/${second.id}`)).json()).toMatchObject({ version: 2, createdBy: 'test' })
})

test('costs, exchange rates and roles are kept with who entered them', async () => {
  const cost = { initiativeId: initiative, day: '2027-01-31', category: 'vendor', currency: 'USD', description: 'Test' }
  await post('/cost-entries', { ...cost, amount: '1000.00' })
  await post('/cost-entries', { ...cost, amount: '-250.00' })
  expect((await send('GET', `/cost-entries?initiative=${initiative}`)).json()).toMatchObject({
    items: [{ amount: '-250.00' }, { amount: '1000.00', createdBy: 'test' }],
  })
  await post('/exchange-rates', { base: 'EUR', quote: 'USD', day: '2027-01-01', rate: '1.0834' })
  expect((await send('GET', '/exchange-rates')).json()).toMatchObject({ items: [{ rate: '1.0834' }] })
  await post('/role-assignments', { personId: person, role: 'Developer', validFrom: '2027-01-01' })
  await post('/role-assignments', { personId: person, role: null, validFrom: '2027-06-01' })
  expect((await send('GET', `/role-assignments?person=${person}`)).json()).toMatchObject({
    items: [{ role: null }, { role: 'Developer' }],
  })
})

test.each([
  ['/rates', { ...EVERYBODY, amountPerHour: '1,5' }, 400, 'must be an amount such as "1250.50"'],
  ['/rates', { ...EVERYBODY, amountPerHour: '-5' }, 400, 'must be an amount'],
  ['/rates', { ...EVERYBODY, currency: 'EURO' }, 400, 'must be the code of a currency'],
  ['/rates', { ...EVERYBODY, currency: 'XQQ' }, 422, 'must be the code of a currency'],
  ['/rates', { ...EVERYBODY, validTo: '2026-12-31' }, 422, 'body.validTo must not be before 2027-01-01'],
  ['/rates', { ...EVERYBODY, personId: '6f1c1f5e-0000-4000-8000-000000000000' }, 422, 'must be the id of a person'],
  ['/exchange-rates', { base: 'EUR', quote: 'EUR', day: '2027-01-01', rate: '1' }, 422, 'must be another currency'],
  ['/exchange-rates', { base: 'EUR', quote: 'USD', day: '2027-01-01', rate: '0' }, 400, 'must be a rate above 0'],
  [
    '/cost-entries',
    {
      initiativeId: '6f1c1f5e-0000-4000-8000-000000000000',
      day: '2027-01-31',
      category: 'vendor',
      amount: '1',
      currency: 'EUR',
      description: 'Test',
    },
    422,
    'must be the id of an initiative',
  ],
] as const)('%s refuses %j', async (path, payload, status, detail) => {
  expect(problemOf(await send('POST', path, payload))).toMatchObject({
    status,
    detail: expect.stringContaining(detail),
  })
})

test('an amount that is finer than its currency is refused by name', async () => {
  const cost = { initiativeId: initiative, day: '2027-01-31', category: 'opex', description: 'Test' }
  expect(problemOf(await send('POST', '/cost-entries', { ...cost, amount: '10.5', currency: 'JPY' }))).toMatchObject({
    status: 422,
    detail: 'body.amount must not be finer than JPY has units.',
  })
})
