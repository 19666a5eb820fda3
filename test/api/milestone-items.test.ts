import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadMilestoneFacts } from '../../src/store/milestone/milestone-facts.ts'
import { refreshMilestones } from '../../src/store/milestone/refresh-milestones.ts'
import { seedConnection, seedItem, seedProject, seedRelease } from '../store/seed.ts'
import { type Ground, problemOf, startApi } from './ground.ts'

let ground: Ground
let initiative: string
let milestone: string
const ids: Record<string, string> = {}

const ask = (method: 'GET' | 'POST' | 'PUT', path: string, payload?: object) =>
  ground.request({ method, url: `/api/v1${path}`, ...(payload === undefined ? {} : { payload }) })
const make = async (path: string, payload: object) => (await ask('POST', path, payload)).json<{ id: string }>().id
const link = (itemIds: readonly (string | undefined)[], to = milestone) =>
  ask('PUT', `/milestones/${to}/items`, { itemIds })
const listed = async (query = '') => (await ask('GET', `/milestones/${milestone}/items${query}`)).json()
const heldAt = async (at: string) =>
  (await loadMilestoneFacts(ground.database.db, initiative, at)).find(({ id }) => id === milestone)?.itemIds ?? []

beforeAll(async () => {
  ground = await startApi()
  const { db } = ground.database
  const jira = await seedConnection(db, 'Jira')
  const pay = await seedProject(db, jira, 'PAY')
  const other = await seedProject(db, jira, 'OPS')
  ids.release = await seedRelease(db, jira, pay, 'Checkout 1.3', { targetDay: '2027-04-01' })
  ids.epic = await seedItem(db, jira, pay, 'PAY-1', { kind: 'epic', level: 1 })
  ids.below = await seedItem(db, jira, pay, 'PAY-2', { parentId: ids.epic })
  ids.done = await seedItem(db, jira, pay, 'PAY-3', { parentId: ids.epic, state: 'done' })
  ids.alone = await seedItem(db, jira, pay, 'PAY-4', { releaseIds: [ids.release] })
  ids.outside = await seedItem(db, jira, other, 'OPS-1')
  const portfolio = await make('/portfolios', { name: 'Growth' })
  const scope = [{ effect: 'include', connectionId: jira, selector: 'project', value: 'PAY' }]
  initiative = await make('/initiatives', { name: 'Payments', parentId: portfolio, scope })
  milestone = await make('/milestones', { initiativeId: initiative, name: 'Board approval', day: '2027-03-01' })
  await refreshMilestones(db, initiative, new Date().toISOString())
})
afterAll(() => ground.close())

test('an entered milestone waits for the items linked to it and all below them, of its scope only', async () => {
  expect(await listed()).toMatchObject({ items: [] })
  const before = new Date().toISOString()
  expect((await link([ids.epic, ids.outside])).statusCode).toBe(204)
  expect(ground.rings.at(-1)).toMatchObject({ name: 'assess-initiative', payload: { initiativeId: initiative } })
  expect(await listed()).toMatchObject({
    items: [
      { key: 'OPS-1', isLinked: true, inScope: false },
      { key: 'PAY-1', isLinked: true, inScope: true },
      { key: 'PAY-2', isLinked: false, inScope: true, state: 'todo' },
      { key: 'PAY-3', isLinked: false, inScope: true, state: 'done' },
    ],
  })
  const { items, nextCursor } = await listed('?limit=2')
  expect(items).toMatchObject([{ key: 'OPS-1' }, { key: 'PAY-1' }])
  expect((await listed(`?limit=2&cursor=${nextCursor}`)).items).toMatchObject([{ key: 'PAY-2' }, { key: 'PAY-3' }])

  const between = new Date().toISOString()
  expect(new Set(await heldAt(between))).toEqual(new Set([ids.epic, ids.below, ids.done]))
  expect((await link([ids.alone])).statusCode).toBe(204)
  const now = new Date().toISOString()
  expect(await heldAt(now)).toEqual([ids.alone])
  // What was linked then does not change by what is linked now.
  expect(new Set(await heldAt(between))).toEqual(new Set([ids.epic, ids.below, ids.done]))
  expect(await heldAt(before)).toEqual([])
  for (const itemIds of [[ids.alone], []]) expect((await link(itemIds)).statusCode).toBe(204)
  expect(await heldAt(new Date().toISOString())).toEqual([])
})

test('items of a tracker’s milestone are those the tracker gives it; unknown items are named', async () => {
  const { items } = (await ask('GET', `/milestones?initiative=${initiative}`)).json()
  const released = items.find(({ name }: { name: string }) => name === 'Checkout 1.3').id
  expect((await ask('GET', `/milestones/${released}/items`)).json()).toMatchObject({
    items: [{ key: 'PAY-4', isLinked: false, inScope: true }],
  })
  expect(problemOf(await link([ids.alone], released))).toMatchObject({ status: 409 })
  const unknown = '6f1c1f5e-0000-4000-8000-000000000000'
  expect(problemOf(await link([ids.alone, unknown]))).toMatchObject({ status: 422 })
  expect(await heldAt(new Date().toISOString())).toEqual([])
})
