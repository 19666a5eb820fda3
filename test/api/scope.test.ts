import { afterAll, beforeAll, expect, test } from 'vitest'
import { refreshScope } from '../../src/store/scope/initiative-items.ts'
import { seedConnection, seedItem, seedProject, seedWord } from '../store/seed.ts'
import { type Ground, problemOf, startApi } from './ground.ts'

let ground: Ground
let jira: string
let azure: string
let first: string
let second: string

const rule = (connectionId: string, selector: string, value: string, effect = 'include') => ({
  effect,
  connectionId,
  selector,
  value,
})
const ask = (method: 'GET' | 'POST' | 'PATCH', path: string, payload?: object) =>
  ground.request({ method, url: `/api/v1${path}`, ...(payload === undefined ? {} : { payload }) })
const make = async (path: string, payload: object) => (await ask('POST', path, payload)).json<{ id: string }>().id
const preview = async (id: string, payload: object) => {
  const response = await ask('POST', `/initiatives/${id}/scope/preview`, payload)
  expect(response.statusCode, response.body).toBe(200)
  return response.json()
}

beforeAll(async () => {
  ground = await startApi()
  const { db } = ground.database
  jira = await seedConnection(db, 'Jira')
  azure = await seedConnection(db, 'Azure DevOps', 'azure-devops')
  const pay = await seedProject(db, jira, 'PAY')
  const core = await seedProject(db, azure, 'CORE')
  await seedWord(db, jira, 'field', 'customfield_7', { name: 'Customer Tiers' })
  await seedItem(db, jira, pay, 'PAY-1', { labels: ['q3'], fields: { customfield_7: ['Gold', 'Silver'] } })
  await seedItem(db, jira, pay, 'PAY-2', { fields: { customfield_7: ['Bronze'] } })
  await seedItem(db, jira, pay, 'PAY-3', { labels: ['q3', 'ops'], fields: { customfield_9: 4 } })
  await seedItem(db, azure, core, '17', { labels: ['q3'] })
  const portfolio = await make('/portfolios', { name: 'Growth' })
  first = await make('/initiatives', { name: 'Payments', parentId: portfolio, scope: [rule(jira, 'project', 'PAY')] })
  second = await make('/initiatives', {
    name: 'Quarter',
    parentId: portfolio,
    priority: 5,
    scope: [rule(jira, 'label', 'q3'), rule(azure, 'label', 'q3'), rule(jira, 'label', 'ops', 'exclude')],
  })
  await refreshScope(db, new Date().toISOString(), null)
})
afterAll(() => ground.close())

test('items that several select are listed with who gets each and why, and each is in one scope only', async () => {
  for (const id of [first, second]) {
    const { items } = (await ask('GET', `/initiatives/${id}/scope/conflicts`)).json()
    expect(items).toMatchObject([
      {
        key: 'PAY-1',
        presentId: first,
        primaryId: first,
        claims: expect.arrayContaining([
          { initiativeId: first, name: 'Payments', priority: 0 },
          { initiativeId: second, name: 'Quarter', priority: 5 },
        ]),
      },
    ])
  }
})

test('conflicts come in pages', async () => {
  const scope = [rule(jira, 'label', 'q3'), rule(jira, 'project', 'PAY')]
  const before = (await ask('GET', `/initiatives/${second}`)).json()
  await ask('PATCH', `/initiatives/${second}`, { scope })
  const whole = (await ask('GET', `/initiatives/${first}/scope/conflicts`)).json()
  expect(whole).toMatchObject({ nextCursor: null })
  expect(whole.items.length).toBeGreaterThan(1)
  const keys: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { items: { key: string }[]; nextCursor: string | null } = (
      await ask('GET', `/initiatives/${first}/scope/conflicts?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`)
    ).json()
    expect(page.items).toHaveLength(1)
    keys.push(...page.items.map(({ key }) => key))
    cursor = page.nextCursor
  }
  expect(keys).toEqual(whole.items.map(({ key }: { key: string }) => key))
  await ask('PATCH', `/initiatives/${second}`, { scope: before.scope })
})

test('a preview tells what rules and a priority would catch, and changes nothing', async () => {
  const scope = [rule(jira, 'label', 'q3'), rule(azure, 'project', 'CORE')]
  expect(await preview(second, { scope })).toMatchObject({
    caught: 3,
    gets: 1,
    joins: 0,
    conflictCount: 2,
    byTracker: expect.arrayContaining([
      { connectionId: azure, caught: 1, gets: 1 },
      { connectionId: jira, caught: 2, gets: 0 },
    ]),
    sample: [{ key: '17' }, { key: 'PAY-1', primaryId: first }, { key: 'PAY-3', primaryId: first }],
  })
  expect(await preview(second, { scope, priority: -1 })).toMatchObject({
    caught: 3,
    gets: 3,
    joins: 2,
    conflictCount: 2,
  })
  expect(await preview(second, { scope: [] })).toMatchObject({ caught: 0, byTracker: [], sample: [], conflicts: [] })
  const kept = (await ask('GET', `/initiatives/${second}`)).json()
  expect([kept.priority, kept.scope.length]).toEqual([5, 3])
  expect((await ask('GET', `/work-items?initiative=${second}`)).json().items).toMatchObject([{ key: '17' }])
})

test('a field selects by its name or id and one of its values, whatever the case', async () => {
  const keys = async (value: string) =>
    (await preview(second, { scope: [rule(jira, 'field', value)] })).sample.map(({ key }: { key: string }) => key)
  expect(await keys('customer tiers = GOLD')).toEqual(['PAY-1'])
  expect(await keys('customfield_7=bronze')).toEqual(['PAY-2'])
  expect(await keys('customfield_7=Lead')).toEqual([])
  expect(await keys('unknown=Gold')).toEqual([])
  await ask('PATCH', `/initiatives/${second}`, { priority: -5, scope: [rule(jira, 'field', 'Customer Tiers=Silver')] })
  expect((await ask('GET', `/work-items?initiative=${second}`)).json().items).toMatchObject([{ key: 'PAY-1' }])
  expect(
    problemOf(await ask('PATCH', `/initiatives/${second}`, { scope: [rule(jira, 'field', 'Gold')] })),
  ).toMatchObject({
    status: 422,
    detail: 'body.scope.0.value must be FIELD=VALUE.',
  })
})

test('what a saved query catches is not known before a sync has read it, and one is asked for', async () => {
  const query = rule(jira, 'query', '10300')
  expect(await preview(second, { scope: [query, rule(jira, 'label', 'ops')] })).toMatchObject({
    caught: 1,
    unread: ['10300'],
  })
  const before = ground.rings.length
  const portfolio = await make('/portfolios', { name: 'Queries' })
  await make('/initiatives', { name: 'By query', parentId: portfolio, scope: [query] })
  expect(ground.rings.slice(before)).toContainEqual({
    name: 'sync-connection',
    payload: { connectionId: jira, mode: 'incremental' },
  })
  const { items } = (await ask('GET', `/sync-runs?connection=${jira}`)).json()
  expect(items).toMatchObject([{ mode: 'incremental', state: 'queued' }])
})
