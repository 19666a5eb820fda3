import { afterAll, beforeAll, expect, test } from 'vitest'
import { initiativeItem } from '../../../drizzle/schema/portfolio.ts'
import { listItemLives } from '../../../src/store/portfolio/item-lives.ts'
import { listPresentItems } from '../../../src/store/scope/present-items.ts'
import { createTestDatabase } from '../../database.ts'
import { seedConnection, seedInitiative, seedItem, seedProject, seedSpans } from '../seed.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('an item that left is still told of, with what it went through and where it went, as of any instant', async () => {
  const { db } = database
  const jira = await seedConnection(db, 'Jira')
  const pay = await seedProject(db, jira, 'PAY')
  const workItemId = await seedItem(db, jira, pay, 'PAY-1', { kind: 'bug', estimateUnit: 'points' })
  const initiativeId = await seedInitiative(db, 'Checkout')
  const other = await seedInitiative(db, 'Billing')
  const [january, february, march] = ['2026-01-05T09:00:00Z', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'] as const
  const ms = (at: string) => Date.parse(at)
  await db.insert(initiativeItem).values([
    { initiativeId, workItemId, validFrom: january, validTo: march },
    { initiativeId: other, workItemId, validFrom: march },
  ])
  await seedSpans(db, jira, workItemId, 'state', [
    { from: january, value: 'todo' },
    { from: february, value: 'blocked' },
    { from: march, value: 'done' },
  ])
  await seedSpans(db, jira, workItemId, 'estimate', [
    { from: january, value: '3' },
    { from: february, value: null },
  ])

  expect(await listItemLives(db, initiativeId, '2026-04-01T00:00:00Z')).toEqual([
    {
      id: workItemId,
      key: 'PAY-1',
      title: 'Item PAY-1',
      connectionId: jira,
      kind: 'bug',
      level: 0,
      parentId: null,
      createdMs: ms(january),
      estimateUnit: 'points',
      stays: [{ fromMs: ms(january), toMs: ms(march) }],
      elsewhere: [{ fromMs: ms(march), toMs: Number.POSITIVE_INFINITY, initiativeId: other }],
      states: [
        { state: 'blocked', fromMs: ms(february), toMs: ms(march) },
        { state: 'done', fromMs: ms(march), toMs: Number.POSITIVE_INFINITY },
      ],
      estimates: [{ value: 3, fromMs: ms(january), toMs: ms(february) }],
    },
  ])
  expect(await listItemLives(db, initiativeId, '2026-02-15T00:00:00Z')).toMatchObject([
    {
      stays: [{ fromMs: ms(january), toMs: Number.POSITIVE_INFINITY }],
      elsewhere: [],
      states: [{ state: 'blocked', toMs: Number.POSITIVE_INFINITY }],
    },
  ])
})

test('the lives are the same whether or not the items in scope are known already', async () => {
  const { db } = database
  const jira = await seedConnection(db, 'Another Jira')
  const pay = await seedProject(db, jira, 'SHOP')
  const initiativeId = await seedInitiative(db, 'Shop')
  const keys = ['SHOP-1', 'SHOP-2', 'SHOP-3', 'SHOP-4']
  const ids = await Promise.all(keys.map(key => seedItem(db, jira, pay, key)))
  const [before, between, after] = ['2026-01-05T09:00:00.123Z', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'] as const
  await db.insert(initiativeItem).values([
    { initiativeId, workItemId: ids[0] ?? '', validFrom: before },
    { initiativeId, workItemId: ids[1] ?? '', validFrom: before, validTo: between },
    // It came back.
    { initiativeId, workItemId: ids[2] ?? '', validFrom: before, validTo: between },
    { initiativeId, workItemId: ids[2] ?? '', validFrom: after },
    { initiativeId, workItemId: ids[3] ?? '', validFrom: after },
  ])
  for (const id of ids) {
    await seedSpans(db, jira, id, 'state', [
      { from: before, value: 'blocked' },
      { from: '2026-01-19T10:00:00.1234Z', value: 'in_progress' },
      { from: between, value: 'done' },
    ])
    await seedSpans(db, jira, id, 'estimate', [
      { from: before, value: 'a few,\x1ed1,2' },
      { from: '2026-01-19T10:00:00.1231Z', value: '2.5' },
      { from: between, value: '' },
    ])
    await seedSpans(db, jira, id, 'iteration', [{ from: before, value: ids[0] ?? '' }])
  }
  expect(await listItemLives(db, initiativeId, '2026-01-20T00:00:00Z')).toHaveLength(3)
  expect(await listItemLives(db, initiativeId, '2026-02-15T00:00:00Z')).toHaveLength(3)
  const now = '2026-04-01T00:00:00Z'
  const lives = await listItemLives(db, initiativeId, now)
  const known = await listPresentItems(db, initiativeId, now)
  expect(await listItemLives(db, initiativeId, now, known)).toEqual(lives)
  expect(lives).toHaveLength(4)
})
