import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assess } from '../../src/portfolio/assessment.ts'
import { DEFAULT_HEALTH_RULES } from '../../src/portfolio/health/health.ts'
import { refreshMilestones } from '../../src/store/milestone/refresh-milestones.ts'
import { saveAssessment } from '../../src/store/portfolio/assessments.ts'
import { loadInitiativeFacts } from '../../src/store/portfolio/facts.ts'
import { refreshScope } from '../../src/store/scope/initiative-items.ts'
import {
  seedCompleteSync,
  seedConnection,
  seedItem,
  seedProject,
  seedRelease,
  seedSpans,
  seedWorklog,
} from '../store/seed.ts'
import { type Ground, startApi } from './ground.ts'

let ground: Ground
let jira: string
let project: string

beforeAll(async () => {
  ground = await startApi()
  const { db } = ground.database
  jira = await seedConnection(db, 'Jira')
  await seedCompleteSync(db, jira, new Date().toISOString())
  project = await seedProject(db, jira, 'PAY')
})
afterAll(() => ground.close())

const send = (method: 'POST' | 'PATCH' | 'DELETE' | 'GET', path: string, payload?: object) =>
  ground.request({ method, url: `/api/v1${path}`, ...(payload === undefined ? {} : { payload }) })
const make = async (path: string, payload: object) => {
  const response = await send('POST', path, payload)
  expect(response.statusCode, response.body).toBe(201)
  return response.json<{ id: string }>().id
}
const get = async (path: string) => {
  const response = await send('GET', path)
  expect(response.statusCode, response.body).toBe(200)
  return response.json()
}
/** An instant after all that was done so far and before all that comes. */
async function mark(): Promise<string> {
  await new Promise(done => setTimeout(done, 5))
  const at = new Date().toISOString()
  await new Promise(done => setTimeout(done, 5))
  return at
}
async function concludeNow(initiative: string): Promise<void> {
  const { db } = ground.database
  const statusAt = new Date().toISOString()
  await refreshMilestones(db, initiative, statusAt)
  const facts = await loadInitiativeFacts(db, initiative, statusAt)
  await saveAssessment(db, assess(facts, { statusAt, seed: 1, rules: DEFAULT_HEALTH_RULES, previous: null }))
}
async function plan(name: string, label: string) {
  const portfolio = await make('/portfolios', { name })
  const program = await make('/programs', { name: 'Channels', parentId: portfolio })
  const scope = [{ effect: 'include', connectionId: jira, selector: 'label', value: label }]
  const initiative = await make('/initiatives', { name: 'Checkout', parentId: program, scope })
  return { portfolio, program, initiative }
}
interface Shown {
  readonly name: string
  readonly weight: number | null
  readonly children: readonly Shown[]
}
const shape = ({ name, weight, children }: Shown): unknown => [name, weight, ...children.map(shape)]

test('what explains a rollup leads to the conclusion of the same instant, in whatever zone it was asked for', async () => {
  const { portfolio, initiative } = await plan('Explained', 'none')
  await concludeNow(initiative)
  const at = await mark()
  const assessment = `/api/v1/initiatives/${initiative}/assessment`
  expect((await get(`/portfolios/${portfolio}/rollup`)).explain).toEqual({
    rule: 'F1, F9',
    text: expect.stringMatching(/^1 initiative, 1 of them assessed\..* the worst initiative, Checkout\.$/),
    items: assessment,
  })
  const inOslo = new Date(Date.parse(at) + 3_600_000).toISOString().replace('Z', '+01:00')
  const asked = encodeURIComponent(inOslo)
  const { explain } = await get(`/portfolios/${portfolio}/rollup?asOf=${asked}`)
  expect(explain.items).toBe(`${assessment}?asOf=${at}`)
  await get(explain.items.replace('/api/v1', ''))
})

test('the tree is that of the instant: names, weights, places, and what was deleted since', async () => {
  const { portfolio, program, initiative } = await plan('Growth', 'none')
  const other = await make('/programs', { name: 'Stores', parentId: portfolio })
  const first = await mark()
  await send('PATCH', `/initiatives/${initiative}`, { name: 'Fast Checkout', weight: 3, parentId: other })
  await send('DELETE', `/programs/${program}`)
  const second = await mark()
  await send('DELETE', `/initiatives/${initiative}`)
  const asOf = async (at: string) => shape((await get(`/portfolios/${portfolio}/rollup?asOf=${at}`)).root)
  expect(await asOf(first)).toEqual(['Growth', null, ['Channels', null, ['Checkout', null]], ['Stores', null]])
  expect(await asOf(second)).toEqual(['Growth', null, ['Stores', null, ['Fast Checkout', 3]]])
  expect(shape((await get(`/portfolios/${portfolio}/rollup`)).root)).toEqual(['Growth', null, ['Stores', null]])
  expect(await get(`/initiatives/${initiative}?asOf=${first}`)).toMatchObject({
    name: 'Checkout',
    parentId: program,
    scope: [{ selector: 'label', value: 'none' }],
  })
  expect((await send('GET', `/initiatives/${initiative}?asOf=2020-01-01T00:00:00Z`)).statusCode).toBe(404)
  await send('DELETE', `/programs/${other}`)
  await send('DELETE', `/portfolios/${portfolio}`)
  expect(await asOf(second)).toEqual(['Growth', null, ['Stores', null, ['Fast Checkout', 3]]])
  expect((await send('GET', `/portfolios/${portfolio}/rollup?asOf=${await mark()}`)).statusCode).toBe(404)
})

test('an answer about a past instant stays what it was when later data arrives, and as of now is now', async () => {
  const { db } = ground.database
  const release = await seedRelease(db, jira, project, 'Checkout 2', { targetDay: '2027-01-31' })
  await seedSpans(db, jira, release, 'target_day', [{ from: '2026-01-10T09:00:00Z', value: '2027-01-31' }])
  const item = await seedItem(db, jira, project, 'PAY-1', {
    labels: ['now'],
    releaseIds: [release],
    state: 'done',
    doneAt: '2026-02-01T09:00:00Z',
    originalHours: 8,
  })
  await seedSpans(db, jira, item, 'state', [
    { from: '2026-01-05T09:00:00Z', value: 'todo' },
    { from: '2026-02-01T09:00:00Z', value: 'done' },
  ])
  await seedSpans(db, jira, item, 'release', [{ from: '2026-01-05T09:00:00Z', value: release }])
  await seedWorklog(db, jira, item, '2026-01-20T09:00:00Z', 2)
  const { portfolio, initiative } = await plan('Foundations', 'now')
  await refreshScope(db, new Date().toISOString(), null)
  await concludeNow(initiative)
  const at = await mark()
  const path = `/portfolios/${portfolio}/rollup?asOf=${at}`
  const before = await get(path)
  expect(before).toMatchObject({
    treeOf: 'then',
    restatedSince: { lateWorklogs: { count: 0 }, reopenedItems: { count: 0 } },
  })
  expect(before.root.progress.count).toMatchObject({ done: 1, total: 1 })
  const present = await get(`/portfolios/${portfolio}/rollup`)
  expect((await get(`/portfolios/${portfolio}/rollup?asOf=${present.asOf}`)).root).toEqual(present.root)

  const reopenedAt = new Date().toISOString()
  await db.execute(
    sql`update span set valid_to = ${reopenedAt}::timestamptz where subject_id = ${item} and valid_to is null and field = 'state'`,
  )
  await seedSpans(db, jira, item, 'state', [{ from: reopenedAt, value: 'in_progress' }])
  await db.execute(sql`update work_item set state = 'in_progress', done_at = null where id = ${item}`)
  await seedWorklog(db, jira, item, '2026-01-21T09:00:00Z', 3)
  await db.execute(sql`update worklog set created_at = now() where seconds = 10800`)
  await seedItem(db, jira, project, 'PAY-2', { labels: ['now'] })
  await refreshScope(db, new Date().toISOString(), null)
  await concludeNow(initiative)

  const after = await get(path)
  expect(after.root).toEqual(before.root)
  expect(after.restatedSince).toMatchObject({
    lateWorklogs: { count: 1, hours: 3, items: [{ key: 'PAY-1' }] },
    reopenedItems: { count: 1, items: [{ key: 'PAY-1', at: reopenedAt }] },
  })
  expect((await get(`/portfolios/${portfolio}/rollup`)).root.progress.count).toMatchObject({ done: 0, total: 2 })
  const { items } = await get(`/milestones?initiative=${initiative}&asOf=${at}`)
  expect(items).toMatchObject([{ name: 'Checkout 2', currentDay: '2027-01-31' }])
  expect(await get(`/milestones/${items[0].id}?asOf=2026-03-01T00:00:00Z`)).toMatchObject({ currentDay: '2027-01-31' })
  expect((await send('GET', `/milestones/${items[0].id}?asOf=2026-01-01T00:00:00Z`)).statusCode).toBe(404)
})

test('before anything was concluded the history answers, with the tree of today, as it was at each instant', async () => {
  const { db } = ground.database
  const item = await seedItem(db, jira, project, 'PAY-7', {
    labels: ['past'],
    state: 'done',
    doneAt: '2026-02-03T09:00:00Z',
  })
  await seedSpans(db, jira, item, 'state', [
    { from: '2026-01-05T09:00:00Z', value: 'todo' },
    { from: '2026-02-03T09:00:00Z', value: 'done' },
  ])
  await seedSpans(db, jira, item, 'remaining_hours', [
    { from: '2026-01-05T09:00:00Z', value: '6' },
    { from: '2026-02-03T09:00:00Z', value: '0' },
  ])
  await seedWorklog(db, jira, item, '2026-01-20T09:00:00Z', 2)
  const { portfolio, initiative } = await plan('Legacy', 'past')
  await refreshScope(db, new Date().toISOString(), null)
  const rollup = await get(`/portfolios/${portfolio}/rollup?asOf=2026-02-01T00:00:00Z`)
  expect(rollup).toMatchObject({ treeOf: 'today', root: { name: 'Legacy' } })
  expect(rollup.root.children[0].children[0]).toMatchObject({
    basis: 'history',
    progress: { count: { done: 0, total: 1 }, effort: { done: 2, total: 8 } },
    coverage: { oldestDataAt: '2026-02-01T00:00:00.000Z', oldestAgeHours: 0 },
  })
  expect(await get(`/initiatives/${initiative}/assessment?asOf=2026-02-04T00:00:00Z`)).toMatchObject({
    explain: {
      rule: 'F1, F9',
      text: expect.stringMatching(/^By count \d+ of \d+ items are done/),
      items: `/api/v1/work-items?initiative=${initiative}&asOf=2026-02-04T00:00:00.000Z`,
    },
    progress: { count: { done: 1, total: 1 } },
  })
  expect(await get(`/initiatives/${initiative}/assessment?asOf=2026-01-01T00:00:00Z`)).toMatchObject({
    progress: { count: { fraction: null, reason: 'Nothing is in scope.' } },
  })
  expect((await send('GET', `/initiatives/${initiative}/assessment`)).statusCode).toBe(404)
})
