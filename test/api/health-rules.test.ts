import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { DEFAULT_HEALTH_RULES } from '../../src/portfolio/health/health.ts'
import { healthRules } from '../../src/store/portfolio/health-rules.ts'
import { type Ground, problemOf, startApi } from './ground.ts'

let ground: Ground
let at = Date.parse('2026-03-01T09:00:00.000Z')
let portfolio: string
let initiative: string

beforeAll(async () => {
  ground = await startApi({ now: () => new Date(at) })
})
afterAll(() => ground.close())
beforeEach(async () => {
  at = Date.parse('2026-03-01T09:00:00.000Z')
  await ground.database.db.execute('truncate portfolio_node cascade')
  portfolio = (await post('/portfolios', { name: 'Growth' })).id
  const program = (await post('/programs', { name: 'Channels', parentId: portfolio })).id
  initiative = (await post('/initiatives', { name: 'Checkout', parentId: program })).id
  ground.rings.length = 0
})

const send = (method: 'POST' | 'PUT' | 'GET', path: string, payload?: object) =>
  ground.request({ method, url: `/api/v1${path}`, ...(payload === undefined ? {} : { payload }) })
const post = async (path: string, payload: object) => {
  const response = await send('POST', path, payload)
  expect(response.statusCode, response.body).toBe(201)
  return response.json<{ id: string }>()
}
const override = (colour: string, reason: string, expiresAt: string) =>
  send('POST', `/initiatives/${initiative}/overrides`, { colour, reason, expiresAt })

test('a portfolio is judged by version 1 until somebody sets other thresholds, and says who did', async () => {
  expect((await send('GET', `/portfolios/${portfolio}/health-rules`)).json()).toMatchObject({
    version: 1,
    rules: { scope: DEFAULT_HEALTH_RULES.scope },
    createdBy: null,
  })
  const set = await send('PUT', `/portfolios/${portfolio}/health-rules`, { scope: { amberGrowth: 0.2 } })
  expect(set.json()).toMatchObject({
    version: 2,
    rules: { scope: { ...DEFAULT_HEALTH_RULES.scope, amberGrowth: 0.2 }, data: DEFAULT_HEALTH_RULES.data },
    createdBy: 'test',
    createdAt: '2026-03-01T09:00:00.000Z',
  })
  expect(ground.rings).toEqual([{ name: 'assess-initiative', payload: { initiativeId: initiative } }])
})

test('an initiative is judged by the newest rules of the portfolio above it, and by no other', async () => {
  const other = (await post('/portfolios', { name: 'Foundations' })).id
  await send('PUT', `/portfolios/${other}/health-rules`, { data: { staleAfterHours: 1 } })
  expect(await healthRules.load(ground.database.db, initiative)).toEqual(DEFAULT_HEALTH_RULES)
  await send('PUT', `/portfolios/${portfolio}/health-rules`, { data: { staleAfterHours: 48 } })
  await send('PUT', `/portfolios/${portfolio}/health-rules`, { improveAfterEvaluations: 4 })
  expect(await healthRules.load(ground.database.db, initiative)).toEqual({
    ...DEFAULT_HEALTH_RULES,
    version: '3',
    improveAfterEvaluations: 4,
  })
})

test('earlier versions stay and are listed, newest first', async () => {
  for (const improveAfterEvaluations of [3, 4, 5])
    await send('PUT', `/portfolios/${portfolio}/health-rules`, { improveAfterEvaluations })
  const path = `/portfolios/${portfolio}/health-rules/versions?limit=2`
  const first = (await send('GET', path)).json<{ items: { version: number }[]; nextCursor: string }>()
  expect(first.items.map(({ version }) => version)).toEqual([4, 3])
  const rest = (await send('GET', `${path}&cursor=${first.nextCursor}`)).json()
  expect(rest).toMatchObject({ items: [{ version: 2, rules: { improveAfterEvaluations: 3 } }], nextCursor: null })
})

test('an amber limit beyond the red one is refused by name', async () => {
  expect(
    problemOf(await send('PUT', `/portfolios/${portfolio}/health-rules`, { scope: { amberGrowth: 0.5 } })),
  ).toEqual({
    status: 422,
    code: 'unprocessable',
    detail: 'body.scope.amberGrowth must not be above scope.redGrowth, which is 0.25.',
  })
})

test('an override stands beside the computed colour until it expires, also in answers about the past', async () => {
  expect((await override('green', 'The vendor delivered.', '2026-03-08T09:00:00Z')).statusCode).toBe(201)
  const seen = async (asOf = new Date(at).toISOString()) => {
    const rollup = await send('GET', `/portfolios/${portfolio}/rollup?asOf=${asOf}`)
    return rollup.json().root.children[0].children[0]
  }
  expect(await seen()).toMatchObject({
    health: { colour: 'grey' },
    override: { colour: 'green', reason: 'The vendor delivered.', createdBy: 'test' },
  })
  at = Date.parse('2026-03-08T09:00:00.000Z')
  expect((await seen()).override).toBeNull()
  expect((await seen('2026-03-07T00:00:00.000Z')).override).toMatchObject({ colour: 'green' })
  expect((await seen('2026-02-28T00:00:00.000Z')).override).toBeNull()
})

test('a withdrawn override stands no more, and both entries stay in its history', async () => {
  await override('red', 'The budget is frozen.', '2026-04-01T00:00:00Z')
  at += 3_600_000
  const withdraw = () => send('POST', `/initiatives/${initiative}/overrides/withdraw`, { reason: 'It is released.' })
  expect((await withdraw()).json()).toMatchObject({ colour: null, reason: 'It is released.' })
  expect(problemOf(await withdraw())).toMatchObject({ status: 409 })
  expect((await send('GET', `/initiatives/${initiative}/overrides`)).json()).toMatchObject({
    items: [{ colour: null }, { colour: 'red', expiresAt: '2026-04-01T00:00:00.000Z' }],
  })
})

test.each(['2026-03-01T09:00:00Z', '2028-01-01T00:00:00Z'])('an override until %s is refused', async expiresAt => {
  expect(problemOf(await override('green', 'Because.', expiresAt))).toMatchObject({
    status: 422,
    detail: expect.stringContaining('must be in the future'),
  })
})
