import { eq, isNull, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { initiativeItem, portfolioNode } from '../../../drizzle/schema/portfolio.ts'
import { workItem } from '../../../drizzle/schema/work.ts'
import type { ScopeRule } from '../../../src/portfolio/initiative.ts'
import { refreshScope } from '../../../src/store/scope/initiative-items.ts'
import { saveScopeRules } from '../../../src/store/scope/scope-rules.ts'
import { createTestDatabase } from '../../database.ts'
import { seedConnection, seedInitiative, seedItem, seedProject, seedRelease } from '../seed.ts'

const NOW = '2026-03-01T00:00:00.000Z'
const LATER = '2026-03-02T00:00:00.000Z'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let jira: string
let azure: string
let pay: string
let billing: string

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

beforeEach(async () => {
  await database.db.execute(sql`truncate connection, portfolio_node, initiative_item cascade`)
  jira = await seedConnection(database.db, 'Jira')
  azure = await seedConnection(database.db, 'Azure DevOps', 'azure-devops')
  pay = await seedProject(database.db, jira, 'PAY', 'Payments')
  billing = await seedProject(database.db, azure, 'Billing Engine')
})

const rule = (selector: ScopeRule['selector'], value: string, more: Partial<ScopeRule> = {}): ScopeRule => ({
  effect: 'include',
  connectionId: jira,
  selector,
  value,
  project: null,
  ...more,
})

/** Keys of the items that belong to the initiative now, in order. */
async function members(initiativeId: string): Promise<readonly string[]> {
  const rows = await database.db
    .select({ key: workItem.key, initiativeId: initiativeItem.initiativeId })
    .from(initiativeItem)
    .innerJoin(workItem, eq(workItem.id, initiativeItem.workItemId))
    .where(isNull(initiativeItem.validTo))
    .orderBy(workItem.key)
  return rows.filter(row => row.initiativeId === initiativeId).map(row => row.key)
}

async function initiativeOf(...rules: readonly ScopeRule[]): Promise<string> {
  const id = await seedInitiative(database.db, `Initiative ${Math.random()}`)
  await saveScopeRules(database.db, id, rules)
  return id
}

test.each([
  ['a key', 'PAY'],
  ['a name in other case', 'payments'],
])('a project rule selects by %s, and only in its own connection', async (_, value) => {
  const twin = await seedProject(database.db, azure, 'PAY')
  await seedItem(database.db, azure, twin, 'A-1')
  await seedItem(database.db, jira, pay, 'PAY-1')
  const initiative = await initiativeOf(rule('project', value))
  expect(await refreshScope(database.db, NOW, null)).toEqual([initiative])
  expect(await members(initiative)).toEqual(['PAY-1'])
})

test('a subtree rule takes the item with that key and everything below it, in any project', async () => {
  const web = await seedProject(database.db, jira, 'WEB')
  const epic = await seedItem(database.db, jira, pay, 'PAY-1', { level: 1 })
  const story = await seedItem(database.db, jira, web, 'WEB-2', { parentId: epic })
  await seedItem(database.db, jira, web, 'WEB-3', { parentId: story, level: -1 })
  await seedItem(database.db, jira, web, 'WEB-4')
  const initiative = await initiativeOf(rule('subtree', 'pay-1'))
  await refreshScope(database.db, NOW, null)
  expect(await members(initiative)).toEqual(['PAY-1', 'WEB-2', 'WEB-3'])
})

test('a cycle of parents ends, and all its items belong', async () => {
  const a = await seedItem(database.db, jira, pay, 'PAY-1')
  const b = await seedItem(database.db, jira, pay, 'PAY-2', { parentId: a })
  await database.db.update(workItem).set({ parentId: b }).where(eq(workItem.id, a))
  const initiative = await initiativeOf(rule('subtree', 'PAY-1'))
  await refreshScope(database.db, NOW, null)
  expect(await members(initiative)).toEqual(['PAY-1', 'PAY-2'])
  expect(await refreshScope(database.db, NOW, [b])).toEqual([initiative])
})

test('an area rule takes the area and what is below it, not an area that only begins alike', async () => {
  await seedItem(database.db, azure, billing, '1', { area: 'Billing Engine\\Tax' })
  await seedItem(database.db, azure, billing, '2', { area: 'Billing Engine\\Tax\\VAT' })
  await seedItem(database.db, azure, billing, '3', { area: 'Billing Engine\\Taxonomy' })
  await seedItem(database.db, azure, billing, '4', { area: 'Billing Engine' })
  const initiative = await initiativeOf(rule('area', 'billing engine\\Tax\\', { connectionId: azure }))
  await refreshScope(database.db, NOW, null)
  expect(await members(initiative)).toEqual(['1', '2'])
})

test('component, label and release rules match whole words, and may be limited to a project', async () => {
  const web = await seedProject(database.db, jira, 'WEB', 'Web Shop')
  const release = await seedRelease(database.db, jira, pay, 'Checkout 1.3')
  await seedItem(database.db, jira, pay, 'PAY-1', { components: ['Search', 'Cart'] })
  await seedItem(database.db, jira, web, 'WEB-1', { components: ['search'] })
  await seedItem(database.db, jira, pay, 'PAY-2', { labels: ['q3'] })
  await seedItem(database.db, jira, pay, 'PAY-3', { labels: ['q33'] })
  await seedItem(database.db, jira, pay, 'PAY-4', { releaseIds: [release] })
  const initiative = await initiativeOf(
    rule('component', 'Search', { project: 'Web Shop' }),
    rule('label', 'Q3'),
    rule('release', 'checkout 1.3'),
  )
  await refreshScope(database.db, NOW, null)
  expect(await members(initiative)).toEqual(['PAY-2', 'PAY-4', 'WEB-1'])
})

test('an exclude rule takes items out of its own initiative only', async () => {
  await seedItem(database.db, jira, pay, 'PAY-1', { labels: ['ops'] })
  await seedItem(database.db, jira, pay, 'PAY-2')
  const first = await initiativeOf(rule('project', 'PAY'), rule('label', 'ops', { effect: 'exclude' }))
  const second = await initiativeOf(rule('label', 'ops'))
  await refreshScope(database.db, NOW, null)
  expect(await members(first)).toEqual(['PAY-2'])
  expect(await members(second)).toEqual(['PAY-1'])
})

test('an item that several initiatives claim goes to the one of lowest priority number, then the oldest', async () => {
  await seedItem(database.db, jira, pay, 'PAY-1')
  const older = await initiativeOf(rule('project', 'PAY'))
  const newer = await initiativeOf(rule('project', 'PAY'))
  await refreshScope(database.db, NOW, null)
  expect(await members(older)).toEqual(['PAY-1'])
  await database.db.update(portfolioNode).set({ priority: -1 }).where(eq(portfolioNode.id, newer))
  expect([...(await refreshScope(database.db, LATER, null))].sort()).toEqual([older, newer].sort())
  expect(await members(older)).toEqual([])
  expect(await members(newer)).toEqual(['PAY-1'])
})

test('moving a parent moves what is below it, though only the parent was touched', async () => {
  const inside = await seedItem(database.db, jira, pay, 'PAY-1', { level: 2 })
  const epic = await seedItem(database.db, jira, pay, 'PAY-2', { level: 1 })
  await seedItem(database.db, jira, pay, 'PAY-3', { parentId: epic })
  const initiative = await initiativeOf(rule('subtree', 'PAY-1'))
  await refreshScope(database.db, NOW, null)
  expect(await members(initiative)).toEqual(['PAY-1'])
  await database.db.update(workItem).set({ parentId: inside }).where(eq(workItem.id, epic))
  expect(await refreshScope(database.db, LATER, [epic])).toEqual([initiative])
  expect(await members(initiative)).toEqual(['PAY-1', 'PAY-2', 'PAY-3'])
})

test('leaving closes the interval and coming back opens a new one', async () => {
  const item = await seedItem(database.db, jira, pay, 'PAY-1', { labels: ['q3'] })
  const initiative = await initiativeOf(rule('label', 'q3'))
  await refreshScope(database.db, NOW, [item])
  await database.db.update(workItem).set({ labels: [] }).where(eq(workItem.id, item))
  expect(await refreshScope(database.db, LATER, [item])).toEqual([initiative])
  await database.db
    .update(workItem)
    .set({ labels: ['q3'] })
    .where(eq(workItem.id, item))
  await refreshScope(database.db, '2026-03-03T00:00:00.000Z', [item])
  const rows = await database.db.select().from(initiativeItem).orderBy(initiativeItem.validFrom)
  expect(rows.map(row => [row.validFrom, row.validTo])).toEqual([
    ['2026-01-05 09:00:00+00', '2026-03-02 00:00:00+00'],
    ['2026-03-03 00:00:00+00', null],
  ])
})

test('deleted and invisible items leave, archived ones stay', async () => {
  for (const [key, visibility] of [
    ['PAY-1', 'visible'],
    ['PAY-2', 'not_visible'],
    ['PAY-3', 'archived'],
    ['PAY-4', 'deleted'],
  ] as const) {
    await seedItem(database.db, jira, pay, key, { visibility })
  }
  const initiative = await initiativeOf(rule('project', 'PAY'))
  await refreshScope(database.db, NOW, null)
  expect(await members(initiative)).toEqual(['PAY-1', 'PAY-3'])
})

test('a refresh that changes nothing writes nothing and still names the initiative of a touched item', async () => {
  const item = await seedItem(database.db, jira, pay, 'PAY-1')
  const initiative = await initiativeOf(rule('project', 'PAY'))
  await refreshScope(database.db, NOW, null)
  expect(await refreshScope(database.db, LATER, null)).toEqual([])
  expect(await refreshScope(database.db, LATER, [item])).toEqual([initiative])
  expect(await database.db.select().from(initiativeItem)).toHaveLength(1)
})

test('touching items one by one ends where refreshing everything ends', async () => {
  const epic = await seedItem(database.db, jira, pay, 'PAY-1', { level: 1 })
  const ids = [epic]
  for (let index = 2; index < 12; index++) {
    const more = index % 3 === 0 ? { parentId: epic } : index % 3 === 1 ? { labels: ['ops'] } : { components: ['Cart'] }
    ids.push(await seedItem(database.db, jira, pay, `PAY-${index}`, more))
  }
  const first = await initiativeOf(rule('subtree', 'PAY-1'), rule('label', 'ops', { effect: 'exclude' }))
  const second = await initiativeOf(rule('component', 'cart'), rule('label', 'ops'))
  for (const id of ids) await refreshScope(database.db, NOW, [id])
  const oneByOne = [await members(first), await members(second)]
  expect(oneByOne.map(keys => keys.length)).toEqual([4, 7])
  expect(await refreshScope(database.db, LATER, null)).toEqual([])
})

test('what follows in the transaction has the memory that it had before', async () => {
  const item = await seedItem(database.db, jira, pay, 'PAY-1')
  const initiative = await initiativeOf(rule('project', 'PAY'))
  await database.db.transaction(async page => {
    const [before] = await page.execute(sql`show work_mem`)
    expect(await refreshScope(page, NOW, [item])).toEqual([initiative])
    expect(await page.execute(sql`show work_mem`)).toEqual([before])
    expect(before).not.toEqual({ work_mem: '512kB' })
  })
})

test('refreshes at the same time never give an item two places', async () => {
  const ids: string[] = []
  for (let index = 0; index < 20; index++) ids.push(await seedItem(database.db, jira, pay, `PAY-${index}`))
  await initiativeOf(rule('project', 'PAY'))
  await initiativeOf(rule('project', 'PAY'))
  await Promise.all(
    Array.from({ length: 6 }, (_, index) => refreshScope(database.db, NOW, index % 2 === 0 ? ids : null)),
  )
  expect(await database.db.select().from(initiativeItem)).toHaveLength(20)
})
