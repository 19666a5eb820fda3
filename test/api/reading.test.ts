import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { workItem } from '../../drizzle/schema/work.ts'
import { refreshScope } from '../../src/store/scope/initiative-items.ts'
import { saveScopeRules } from '../../src/store/scope/scope-rules.ts'
import {
  seedConnection,
  seedInitiative,
  seedItem,
  seedPerson,
  seedProject,
  seedRelease,
  seedSpans,
  seedWord,
  seedWorklog,
} from '../store/seed.ts'
import { type Ground, startApi } from './ground.ts'

let ground: Ground
let jira: string
let pay: string
let initiative: string
let amara: string
let wei: string
let sprint: string

const DAY = (day: number) => `2026-02-${String(day).padStart(2, '0')}T09:00:00Z`

beforeAll(async () => {
  ground = await startApi()
  const { db } = ground.database
  jira = await seedConnection(db, 'Jira')
  const azure = await seedConnection(db, 'Azure DevOps', 'azure-devops')
  pay = await seedProject(db, jira, 'PAY', 'Payments')
  const core = await seedProject(db, azure, 'Core Platform')
  amara = await seedPerson(db, jira, 'Amara Osei')
  wei = await seedPerson(db, jira, 'Wei Zhang')
  sprint = crypto.randomUUID()
  // Three of them changed at the same microsecond: a page border may fall between them.
  for (let index = 1; index <= 10; index++) {
    await seedItem(db, jira, pay, `PAY-${index}`, {
      updatedAt: DAY(index <= 3 ? 1 : index),
      state: index % 2 === 0 ? 'done' : 'todo',
      kind: index === 1 ? 'bug' : 'story',
    })
  }
  await seedItem(db, azure, core, '77', { updatedAt: DAY(20) })
  await seedItem(db, azure, core, '78', { updatedAt: DAY(21), visibility: 'deleted', goneAt: DAY(21) })

  const moved = await seedItem(db, jira, pay, 'PAY-99', {
    createdAt: DAY(2),
    updatedAt: DAY(12),
    state: 'in_progress',
    estimate: 8,
    assigneeId: wei,
    iterationId: sprint,
  })
  await seedSpans(db, jira, moved, 'state', [
    { from: DAY(2), value: 'todo' },
    { from: DAY(6), value: 'done' },
    { from: DAY(8), value: 'in_progress' },
  ])
  await seedSpans(db, jira, moved, 'estimate', [
    { from: DAY(2), value: '3' },
    { from: DAY(7), value: '8' },
  ])
  await seedSpans(db, jira, moved, 'assignee', [
    { from: DAY(2), value: amara },
    { from: DAY(9), value: wei },
  ])
  await seedSpans(db, jira, moved, 'iteration', [{ from: DAY(4), value: sprint }])
  await seedSpans(db, jira, moved, 'target_day', [
    { from: DAY(2), value: '2026-03-01' },
    { from: DAY(5), value: null },
  ])
  await seedRelease(db, jira, pay, '1.0', { released: true })
  await seedRelease(db, jira, pay, '1.1')
  await seedWorklog(db, jira, moved, DAY(3), 1)
  await seedWorklog(db, jira, moved, DAY(5), 2)

  initiative = await seedInitiative(db, 'Checkout')
  await saveScopeRules(db, initiative, [
    { effect: 'include', connectionId: jira, selector: 'subtree', value: 'PAY-1', project: null },
  ])
  await refreshScope(db, DAY(28), null)
})
afterAll(() => ground.close())

interface Item {
  readonly id: string
  readonly key: string
}

async function list<Row = Item>(path: string): Promise<readonly Row[]> {
  const response = await ground.request({ method: 'GET', url: `/api/v1/${path}` })
  expect(response.statusCode, response.body).toBe(200)
  return response.json<{ items: Row[] }>().items
}
const keys = async (query: string) => (await list(`work-items?${query}`)).map(({ key }) => key)

async function pages(path: string, limit: number): Promise<readonly (readonly Item[])[]> {
  const all: Item[][] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const from: string = cursor === '' ? '' : `&cursor=${cursor}`
    const answer = await ground.request({
      method: 'GET',
      url: `/api/v1/${path}${path.includes('?') ? '&' : '?'}limit=${limit}${from}`,
    })
    const page = answer.json<{ items: Item[]; nextCursor: string | null }>()
    all.push(page.items)
    cursor = page.nextCursor
  }
  return all
}

test.each([1, 2, 5, 12, 1000])('pages of %i give every item once, in order of the last change', async limit => {
  const all = await pages('work-items', limit)
  expect(all.flat().map(({ id }) => id)).toEqual((await list('work-items')).map(({ id }) => id))
  expect(all.flat()).toHaveLength(12)
  expect(all.slice(0, -1).every(page => page.length === limit)).toBe(true)
})

test.each(['projects', 'people', 'releases', 'worklogs', 'milestones', 'alerts'])(
  'pages of one give all of /%s',
  async path => {
    expect((await pages(path, 1)).flat().map(({ id }) => id)).toEqual((await list(path)).map(({ id }) => id))
  },
)

test('an item that changes while pages are read comes again at the end, and none is lost', async () => {
  const { db } = ground.database
  const first = (await ground.request({ method: 'GET', url: '/api/v1/work-items?limit=6' })).json<{
    items: Item[]
    nextCursor: string
  }>()
  const [touched] = first.items
  await db
    .update(workItem)
    .set({ updatedAt: DAY(27) })
    .where(eq(workItem.id, touched?.id ?? ''))
  const rest = await list(`work-items?cursor=${first.nextCursor}`)
  await db
    .update(workItem)
    .set({ updatedAt: DAY(1) })
    .where(eq(workItem.id, touched?.id ?? ''))
  expect(new Set([...first.items, ...rest].map(({ id }) => id)).size).toBe(12)
  expect(rest.at(-1)?.id).toBe(touched?.id)
})

test('filters narrow, and together they narrow further', async () => {
  expect(await keys('project=pay&state=done')).toEqual(['PAY-2', 'PAY-4', 'PAY-6', 'PAY-8', 'PAY-10'])
  expect(await keys(`project=${pay}&type=bug`)).toEqual(['PAY-1'])
  expect(await keys('project=Payments&updatedSince=2026-02-10T10:00:00%2B01:00')).toEqual(['PAY-10', 'PAY-99'])
  expect(await keys(`iteration=${sprint}`)).toEqual(['PAY-99'])
  expect(await keys(`initiative=${initiative}`)).toEqual(['PAY-1'])
  expect(await keys('project=Core%20Platform')).toEqual(['77'])
  expect(await keys('project=Core%20Platform&gone=true')).toEqual(['77', '78'])
  expect(await keys('project=NOPE')).toEqual([])
})

test.each([
  [3, { state: 'todo', estimate: 3, assignee: 'amara', iteration: false, targetDay: '2026-03-01', doneAt: null }],
  [
    6.5,
    {
      state: 'done',
      estimate: 3,
      assignee: 'amara',
      iteration: true,
      targetDay: null,
      doneAt: '2026-02-06T09:00:00.000Z',
    },
  ],
  [20, { state: 'in_progress', estimate: 8, assignee: 'wei', iteration: true, targetDay: null, doneAt: null }],
])('on day %d an item is what it was then', async (day, then) => {
  const asOf = new Date(Date.parse('2026-02-01T09:30:00Z') + (day - 1) * 86_400_000).toISOString()
  const [item] = (await list<Record<string, unknown>>(`work-items?asOf=${asOf}`)).filter(({ key }) => key === 'PAY-99')
  expect(item).toMatchObject({
    state: then.state,
    estimate: then.estimate,
    assigneeId: then.assignee === 'amara' ? amara : wei,
    iterationId: then.iteration ? sprint : null,
    targetDay: then.targetDay,
    doneAt: then.doneAt,
  })
  const single = (
    await ground.request({ method: 'GET', url: `/api/v1/work-items/${String(item?.id)}?asOf=${asOf}` })
  ).json<Record<string, unknown>>()
  expect(single).toMatchObject(item ?? {})
})

test('filters ask about the instant as well: done then, not now; not created then, not there', async () => {
  expect(await keys('project=PAY&state=done&asOf=2026-02-06T12:00:00Z')).toEqual(['PAY-99'])
  expect(await keys('project=PAY&state=done')).not.toContain('PAY-99')
  expect(await keys('asOf=2026-02-01T12:00:00Z')).not.toContain('PAY-99')
  expect(await keys(`iteration=${sprint}&asOf=2026-02-03T12:00:00Z`)).toEqual([])
})

test('an item deleted later is still there at an instant before', async () => {
  expect(await keys('project=Core%20Platform&asOf=2026-02-20T12:00:00Z')).toEqual(['77', '78'])
  expect(await keys('project=Core%20Platform&asOf=2026-02-22T12:00:00Z')).toEqual(['77'])
})

test('items are shown by their ids with the words and names of their tracker, those that are nothing passed over', async () => {
  const all = await list('work-items?gone=true')
  const idOf = (key: string) => all.find(item => item.key === key)?.id ?? ''
  await seedWord(ground.database.db, jira, 'status', '1', { name: 'Parked' })
  const asked = [idOf('PAY-99').toUpperCase(), idOf('77'), crypto.randomUUID(), initiative].join(',')
  expect(await list<object>(`work-items?ids=${asked}`)).toMatchObject([
    { key: 'PAY-99', assigneeName: 'Wei Zhang', statusName: 'Parked', typeName: null, trackerName: 'Jira' },
    { key: '77', assigneeName: null, statusName: null, trackerName: 'Azure DevOps', trackerKind: 'azure-devops' },
  ])
  expect(await list<object>(`work-items?ids=${idOf('PAY-99')}&asOf=${DAY(3)}`)).toMatchObject([
    { key: 'PAY-99', assigneeName: 'Amara Osei' },
  ])
  expect(await keys(`ids=${idOf('78')}`)).toEqual([])
  expect(await keys(`ids=${idOf('78')}&gone=true`)).toEqual(['78'])
  for (const ids of ['', 'PAY-1', `${initiative},`, new Array(101).fill(initiative).join(',')]) {
    const refused = await ground.request({ method: 'GET', url: `/api/v1/work-items?ids=${ids}` })
    expect(refused.statusCode, refused.body).toBe(400)
  }
})

test('the other lists filter too', async () => {
  expect((await list<{ name: string }>('releases?project=PAY&released=true')).map(({ name }) => name)).toEqual(['1.0'])
  expect((await list<{ day: string }>('worklogs?from=2026-02-04&project=PAY')).map(({ day }) => day)).toEqual([
    '2026-02-05',
  ])
  expect(await list(`worklogs?person=${amara}`)).toEqual([])
  expect(await list<{ name: string; itemCount: number }>(`projects?connection=${jira}`)).toMatchObject([
    { name: 'Payments', itemCount: 11 },
  ])
  expect((await list<{ name: string }>(`people?connection=${jira}`)).map(({ name }) => name)).toEqual([
    'Amara Osei',
    'Wei Zhang',
  ])
})
