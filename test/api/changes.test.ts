import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assessment } from '../../drizzle/schema/portfolio.ts'
import { appendDateChanges } from '../../src/store/milestone/milestone-slips.ts'
import { refreshMilestones } from '../../src/store/milestone/refresh-milestones.ts'
import { listChanges } from '../../src/store/portfolio/list-changes.ts'
import { refreshScope } from '../../src/store/scope/initiative-items.ts'
import { keepEvents } from '../../src/store/scope/scope-events.ts'
import { seedConnection, seedItem, seedPerson, seedProject, seedRelease, seedSpans } from '../store/seed.ts'
import { type Ground, problemOf, startApi } from './ground.ts'

let ground: Ground
let portfolio: string
let initiative: string

const day = (number: number, hour = 9) =>
  `2026-02-${String(number).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`

beforeAll(async () => {
  ground = await startApi()
  const { db } = ground.database
  const jira = await seedConnection(db, 'Jira')
  const azure = await seedConnection(db, 'Azure DevOps', 'azure-devops')
  const amara = await seedPerson(db, jira, 'Amara Osei')
  const pay = await seedProject(db, jira, 'PAY')
  const core = await seedProject(db, azure, 'CORE')
  const release = await seedRelease(db, jira, pay, 'Checkout 1', { targetDay: '2026-06-30' })
  await seedSpans(db, jira, release, 'target_day', [
    { from: day(1), value: '2026-06-01' },
    { from: day(5), value: '2026-06-30', by: amara },
    { from: day(20), value: '2026-06-20' },
  ])
  const first = await seedItem(db, jira, pay, 'PAY-1', { releaseIds: [release] })
  await seedSpans(db, jira, first, 'state', [
    { from: '2026-01-05T09:00:00Z', value: 'todo' },
    { from: day(2), value: 'in_progress', by: amara },
    { from: day(4), value: 'blocked', by: amara },
    { from: day(6), value: 'done', by: amara },
    { from: day(8), value: 'in_progress' },
  ])
  await seedSpans(db, jira, first, 'estimate', [
    { from: '2026-01-05T09:00:00Z', value: '3' },
    { from: day(3), value: '8', by: amara },
  ])
  const second = await seedItem(db, azure, core, '17', { createdAt: day(7), reporterId: amara })
  await seedSpans(db, azure, second, 'state', [
    { from: day(7), value: 'todo' },
    { from: day(9), value: 'cancelled' },
  ])
  await seedSpans(db, azure, second, 'estimate', [{ from: day(7), value: '5' }])
  const outside = await seedItem(db, azure, await seedProject(db, azure, 'ELSE'), '18')
  await seedSpans(db, azure, outside, 'state', [{ from: day(3), value: 'done' }])

  const post = async (path: string, payload: object) =>
    (await ground.request({ method: 'POST', url: `/api/v1${path}`, payload })).json<{ id: string }>().id
  portfolio = await post('/portfolios', { name: 'Growth' })
  const rule = (connectionId: string, value: string) => ({
    effect: 'include',
    connectionId,
    selector: 'project',
    value,
  })
  initiative = await post('/initiatives', {
    name: 'Checkout',
    parentId: portfolio,
    scope: [rule(jira, 'PAY'), rule(azure, 'CORE')],
  })
  await refreshScope(db, new Date().toISOString(), null)
  await refreshMilestones(db, initiative, new Date().toISOString())
  await appendDateChanges(db, initiative)
  for (const [index, colour] of ['green', 'green', 'red'].entries()) {
    const conclusion = { initiativeId: initiative, health: { colour } }
    await db.insert(assessment).values({
      initiativeId: initiative,
      statusAt: day(10 + index),
      conclusion,
      hash: `${index}`,
      confirmedAt: day(10 + index),
    })
  }
})
afterAll(() => ground.close())

interface Shown {
  readonly kind: string
  readonly at: string
  readonly key: string | null
  readonly from: string | null
  readonly to: string | null
  readonly personName: string | null
}
const list = async (query: string) => {
  const response = await ground.request({ method: 'GET', url: `/api/v1/portfolios/${portfolio}/changes?${query}` })
  expect(response.statusCode, response.body).toBe(200)
  return response.json<{ items: Shown[]; nextCursor: string | null }>()
}
const tell = ({ kind, at, key, from, to, personName }: Shown) =>
  [at.slice(8, 10), kind, key, from, to, personName].map(each => each ?? '-').join(' ')

test('what changed between two instants is told in the order of time, over both trackers, with who and when', async () => {
  const { items } = await list(`from=${day(1)}&to=${day(28)}`)
  expect(items.map(tell)).toEqual([
    '03 re_estimated PAY-1 3 8 Amara Osei',
    '04 blocked PAY-1 in_progress blocked Amara Osei',
    '05 slipped - 2026-06-01 2026-06-30 Amara Osei',
    '06 done PAY-1 blocked done Amara Osei',
    '07 added 17 - - Amara Osei',
    '08 reopened PAY-1 done in_progress -',
    '09 removed 17 todo cancelled -',
    '12 health - green red -',
    '20 moved - 2026-06-30 2026-06-20 -',
  ])
  expect(items[0]).toMatchObject({ url: 'https://tracker.example/PAY-1', name: 'Item PAY-1', initiativeId: initiative })
})

test('the pages hold each change once, and what happened at the beginning belongs to the window before', async () => {
  const whole = (await list(`from=${day(3)}&to=${day(9)}`)).items
  expect(whole.map(tell).map(each => each.slice(0, 2))).toEqual(['04', '05', '06', '07', '08', '09'])
  for (const limit of [1, 2, 4]) {
    const pages: Shown[] = []
    let cursor = ''
    do {
      const page = await list(`from=${day(3)}&to=${day(9)}&limit=${limit}${cursor}`)
      pages.push(...page.items)
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`
    } while (cursor !== '')
    expect(pages).toEqual(whole)
  }
})

test('the changes are the same before they are kept by initiative, page by page', async () => {
  const { db } = ground.database
  const window = { from: day(1), to: day(28) }
  const read = (limit: number, after: readonly string[] | null = null) =>
    listChanges(db, [initiative], window, { after, limit })
  const { items } = await list(`from=${window.from}&to=${window.to}`)
  await keepEvents(db, initiative)
  expect((await read(100)).items).toEqual(items)
  const page = await read(1)
  expect(page.items).toEqual(items.slice(0, 1))
  expect((await read(1, page.next)).items).toEqual(items.slice(1, 2))
})

test('an item that was put into an initiative and taken out again is told at the moments it moved', async () => {
  const { db } = ground.database
  await db.execute(
    sql`update initiative_item set valid_to = ${day(15)} where work_item_id = (select id from work_item where key = '17')`,
  )
  expect((await list(`from=${day(14)}&to=${day(16)}`)).items.map(tell)).toEqual(['15 removed 17 - - -'])
})

test('a window that ends before it begins, or in the future, is refused', async () => {
  const ask = async (query: string) =>
    problemOf(await ground.request({ method: 'GET', url: `/api/v1/portfolios/${portfolio}/changes?${query}` }))
  expect(await ask(`from=${day(9)}&to=${day(3)}`)).toMatchObject({
    status: 422,
    detail: 'query.from must be before query.to.',
  })
  expect(await ask(`from=${day(9)}&to=2999-01-01T00:00:00Z`)).toMatchObject({ status: 422 })
})
