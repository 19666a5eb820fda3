import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEFAULT_ALERT_RULES } from '../../src/portfolio/alert/alert-rules.ts'
import { alertRules } from '../../src/store/alert/alert-rules.ts'
import { type Ground, problemOf, startApi } from './ground.ts'

let ground: Ground
let portfolio: string
let initiative: string

const send = (method: 'GET' | 'POST' | 'PUT', path: string, payload?: object) =>
  ground.request({ method, url: `/api/v1${path}`, ...(payload === undefined ? {} : { payload }) })
const make = async (path: string, payload: object) => (await send('POST', path, payload)).json<{ id: string }>().id

beforeAll(async () => {
  ground = await startApi()
  portfolio = await make('/portfolios', { name: 'Growth' })
  const programId = await make('/programs', { name: 'Shop', parentId: portfolio })
  initiative = await make('/initiatives', { name: 'Checkout', parentId: programId })
})
afterAll(() => ground.close())

test('a portfolio raises the alerts of the code until somebody sets rules, which its initiatives are looked at with again', async () => {
  expect((await send('GET', `/portfolios/${portfolio}/alert-rules`)).json()).toMatchObject({
    version: 1,
    createdBy: null,
  })
  expect(await alertRules.load(ground.database.db, initiative)).toEqual(DEFAULT_ALERT_RULES)
  ground.rings.length = 0
  const set = await send('PUT', `/portfolios/${portfolio}/alert-rules`, {
    kinds: ['silent_slip'],
    steps: { silent_slip: 3 },
  })
  expect(set.json()).toMatchObject({ version: 2, rules: { kinds: ['silent_slip'], lowDays: 7 }, createdBy: 'test' })
  expect(ground.rings).toEqual([{ name: 'assess-initiative', payload: { initiativeId: initiative } }])
  expect(await alertRules.load(ground.database.db, initiative)).toMatchObject({
    steps: { silent_slip: 3, milestone_slipped: 1 },
  })
  expect((await send('GET', `/portfolios/${portfolio}/alert-rules/versions`)).json()).toMatchObject({
    items: [{ version: 2 }],
  })
})

test('limits and severities that were set hold, and the others are as in the code', async () => {
  await send('PUT', `/portfolios/${portfolio}/alert-rules`, {
    kinds: ['blocked_long'],
    limits: { blockedDays: 3 },
    severities: { blocked_long: 'high' },
  })
  expect(await alertRules.load(ground.database.db, initiative)).toMatchObject({
    kinds: ['blocked_long'],
    limits: { ...DEFAULT_ALERT_RULES.limits, blockedDays: 3 },
    severities: { ...DEFAULT_ALERT_RULES.severities, blocked_long: 'high' },
  })
})

test.each([
  [{ lowDays: 40 }, 422, 'body.lowDays must not be above mediumDays, which is 30.'],
  [{ kinds: ['rain'] }, 400, 'body.kinds'],
  [{ limits: { leastProbability: 2 } }, 400, 'body.limits.leastProbability'],
  [{ severities: { milestone_slipped: 'low' } }, 400, 'body.severities.milestone_slipped is not known here'],
  [{ steps: { rain: 1 } }, 400, 'body.steps.rain is not known here'],
])('%j is refused by name', async (rules, status, sentence) => {
  const problem = problemOf(await send('PUT', `/portfolios/${portfolio}/alert-rules`, rules))
  expect(problem).toMatchObject({ status, detail: expect.stringContaining(sentence) })
})
