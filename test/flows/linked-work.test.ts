import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { link } from '../../drizzle/schema/work.ts'
import { assessInitiative } from '../../jobs/assess-initiative.ts'
import { refreshScope } from '../../src/store/scope/initiative-items.ts'
import { type Ground, startApi } from '../api/ground.ts'
import { seedItem, seedSpans } from '../store/seed.ts'
import { openWorkplace } from './connections.ts'
import { after, NOW, openTeams } from './two-teams.ts'

let ground: Ground
beforeAll(async () => {
  ground = await startApi({ now: () => new Date(NOW) })
})
afterAll(() => ground.close())
beforeEach(async () => {
  await ground.database.db.execute(sql`truncate connection, portfolio_node, initiative_item, dependency cascade`)
})

const { ask, assess, p80Of, seedTeams } = openTeams(() => ground)

test('a slip tells what it did to a milestone that waits for it by a link of the PMO, and to none after its withdrawal', async () => {
  const { shop, tax } = await seedTeams()
  const { db } = ground.database
  const [epic] = await db.execute<{ id: string; tracker: string }>(
    sql`select subject_id as id, connection_id as tracker from milestone where id = ${shop.milestone}`,
  )
  await seedSpans(db, epic?.tracker ?? '', epic?.id ?? '', 'target_day', [
    { from: '2026-01-05T09:00:00Z', value: after(10) },
  ])
  const { id } = await ask<{ id: string }>('POST', 'milestones', {
    initiativeId: tax.initiative,
    name: 'Tax approved',
    day: after(5),
  })
  await ask('PATCH', `milestones/${id}`, { day: after(20) })
  const effectsOf = async () =>
    (await ask<{ items: { downstream: { milestoneId: string }[] }[] }>('GET', `milestones/${id}/slips`)).items
      .flatMap(({ downstream }) => downstream)
      .filter(({ milestoneId }) => milestoneId === shop.milestone)
  expect(await effectsOf()).toEqual([])
  for (const consumer of [
    { type: 'milestone', id: shop.milestone },
    { type: 'item', id: shop.openItems[0] },
  ]) {
    const drawn = await ask<{ id: string }>('POST', 'dependencies', { provider: { type: 'milestone', id }, consumer })
    expect(await effectsOf()).toMatchObject([{ relation: 'link', isBroken: true, initiativeId: shop.initiative }])
    await ask('DELETE', `dependencies/${drawn.id}`)
    expect(await effectsOf()).toEqual([])
  }
})

test('a milestone waits for what its epic, and what a story with sub-tasks, is linked to', async () => {
  const { shop, tax } = await seedTeams()
  const { db } = ground.database
  const [story = ''] = shop.openItems
  const [row] = await db.execute<{ connectionId: string; projectId: string; epic: string }>(
    sql`select connection_id as "connectionId", project_id as "projectId", parent_id as epic from work_item where id = ${story}`,
  )
  if (row === undefined) throw new Error('no such item')
  await seedItem(db, row.connectionId, row.projectId, 'Shop-T', { parentId: story, level: -1, kind: 'subtask' })
  const { context } = await openWorkplace(db, () => new Date(NOW))
  await refreshScope(db, NOW, null)
  await assessInitiative.run({ initiativeId: shop.initiative }, context)
  expect(await p80Of(shop.milestone)).toBe(after(4))
  for (const id of [story, row.epic]) {
    const provider = { type: 'milestone', id: tax.milestone }
    const drawn = await ask<{ id: string }>('POST', 'dependencies', { provider, consumer: { type: 'item', id } })
    await assess()
    expect(await p80Of(shop.milestone)).toBe(after(12))
    await ask('DELETE', `dependencies/${drawn.id}`)
    await assess()
  }
})

test('the review names what the PMO said that work waited for', async () => {
  const { shop, tax } = await seedTeams()
  const { db } = ground.database
  const [blocked = ''] = shop.openItems
  const [tracker] = await db.execute<{ id: string }>(
    sql`select connection_id as id from work_item where id = ${blocked}`,
  )
  await seedSpans(db, tracker?.id ?? '', blocked, 'state', [{ from: '2026-02-20T09:00:00Z', value: 'blocked' }])
  await db.execute(sql`update initiative_item set valid_from = '2026-01-05' where work_item_id = ${blocked}`)
  for (const type of ['milestone', 'item'] as const) {
    const id = type === 'milestone' ? tax.milestone : tax.openItems[0]
    const drawn = await ask<{ id: string }>('POST', 'dependencies', {
      provider: { type, id },
      consumer: { type: 'item', id: blocked },
    })
    const { review } = await ask<{ review: object }>('GET', `initiatives/${shop.initiative}/review`)
    expect(review).toMatchObject({ delayCauses: [{ blocker: { id }, blockedDays: 10, items: [{ id: blocked }] }] })
    await db.execute(sql`delete from dependency where id = ${drawn.id}`)
  }
})

test('what waited for what before the first assessment is told as it was linked then', async () => {
  const { portfolio, shop, tax } = await seedTeams()
  const { db } = ground.database
  const [provider = '', consumer = ''] = shop.openItems
  const [row] = await db.execute<{ tracker: string }>(
    sql`select connection_id as tracker from work_item where id = ${provider}`,
  )
  const id = '0b8a7c66-0000-8000-8000-000000000001'
  await db.insert(link).values({
    ...{
      id,
      connectionId: row?.tracker ?? '',
      externalId: 'l2',
      linkTypeExternalId: 'Blocks',
      meaning: 'blocks' as const,
    },
    ...{ fromId: provider, toId: consumer, active: false },
    ...{ revision: 1, revisionDetail: 0, readTicket: 1, readQuality: 1 },
  })
  await seedSpans(db, row?.tracker ?? '', id, 'linked', [
    { from: '2026-02-01T00:00:00Z', value: 'true' },
    { from: '2026-02-20T00:00:00Z', value: null },
  ])
  await seedSpans(db, row?.tracker ?? '', provider, 'target_day', [
    { from: '2026-01-10T00:00:00Z', value: '2026-03-20' },
  ])
  await seedSpans(db, row?.tracker ?? '', consumer, 'start_day', [
    { from: '2026-01-10T00:00:00Z', value: '2026-03-10' },
  ])
  await db.execute(sql`update initiative_item set valid_from = '2026-01-05'`)
  const openAt = async (asOf: string) => {
    const path = `initiatives/${shop.initiative}/dependencies?asOf=${asOf}`
    const { dependencies, basis } = await ask<{ basis: string; dependencies: { open: readonly object[] } }>('GET', path)
    const whole = await ask<{ open: readonly object[] }>('GET', `portfolios/${portfolio}/dependencies?asOf=${asOf}`)
    expect(whole.open).toEqual(dependencies.open)
    return { basis, open: dependencies.open }
  }
  expect(await openAt('2026-01-20T00:00:00Z')).toEqual({ basis: 'history', open: [] })
  expect(await openAt('2026-02-10T00:00:00Z')).toMatchObject({
    basis: 'history',
    open: [{ id, origin: 'tracker', provider: { id: provider }, consumer: { id: consumer }, neededBy: '2026-03-10' }],
  })
  expect((await openAt('2026-02-25T00:00:00Z')).open).toEqual([])
  const drawn = await ask<{ id: string }>('POST', 'dependencies', {
    provider: { type: 'milestone', id: tax.milestone },
    consumer: { type: 'milestone', id: shop.milestone },
  })
  const listed = async (asOf: string) => (await ask<{ items: object[] }>('GET', `dependencies?asOf=${asOf}`)).items
  expect(await listed('2026-03-01T00:00:00Z')).toEqual([])
  expect(await listed(NOW)).toMatchObject([{ id: drawn.id }])
})
