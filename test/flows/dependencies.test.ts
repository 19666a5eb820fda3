import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { link } from '../../drizzle/schema/work.ts'
import { assessInitiative } from '../../jobs/assess-initiative.ts'
import { addWorkingDays, dayOf } from '../../src/portfolio/calendar.ts'
import { listDueInitiatives } from '../../src/store/portfolio/assessment-due.ts'
import { refreshScope } from '../../src/store/scope/initiative-items.ts'
import { type Ground, problemOf, startApi } from '../api/ground.ts'
import { seedConnection, seedItem, seedProject, seedSpans } from '../store/seed.ts'
import { openWorkplace } from './connections.ts'

/** A Monday. */
const NOW = '2026-03-02T09:00:00.000Z'
const TODAY = dayOf(NOW)

let ground: Ground
beforeAll(async () => {
  ground = await startApi({ now: () => new Date(NOW) })
})
afterAll(() => ground.close())
beforeEach(async () => {
  await ground.database.db.execute(sql`truncate connection, portfolio_node, initiative_item, dependency cascade`)
})

const send = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) =>
  ground.request({ method, url: `/api/v1/${path}`, ...(payload === undefined ? {} : { payload }) })

async function ask<Answer>(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  payload?: object,
): Promise<Answer> {
  const response = await send(method, path, payload)
  expect(response.statusCode, response.body).toBeLessThan(300)
  return response.json<Answer>()
}

interface Team {
  readonly initiative: string
  readonly milestone: string
  readonly openItems: readonly string[]
}

/** An initiative in a tracker of its own that finished an item a day; `open` are left below a dated epic. */
async function seedTeam(name: string, portfolio: string, open: number, dueDay: string): Promise<Team> {
  const { db } = ground.database
  const connectionId = await seedConnection(db, `${name} tracker`)
  const projectId = await seedProject(db, connectionId, name)
  const epic = await seedItem(db, connectionId, projectId, `${name}-EPIC`, {
    kind: 'epic',
    level: 1,
    targetDay: dueDay,
  })
  for (let index = 0; index < 20; index += 1) {
    const at = `${addWorkingDays(TODAY, -1 - index)}T10:00:00Z`
    const done = { state: 'done', startedAt: at, doneAt: at } as const
    await seedItem(db, connectionId, projectId, `${name}-D${index}`, { parentId: epic, ...done })
  }
  const openItems: string[] = []
  for (let index = 0; index < open; index += 1) {
    openItems.push(await seedItem(db, connectionId, projectId, `${name}-O${index}`, { parentId: epic }))
  }
  const { id: initiative } = await ask<{ id: string }>('POST', 'initiatives', {
    name,
    parentId: portfolio,
    scope: [{ effect: 'include', connectionId, selector: 'project', value: name }],
  })
  await assess()
  const milestones = await ask<{ items: { id: string }[] }>('GET', `milestones?initiative=${initiative}`)
  return { initiative, milestone: milestones.items[0]?.id ?? '', openItems }
}

/** Assesses what is due until nothing is. */
async function assess(): Promise<void> {
  const { db } = ground.database
  const { context } = await openWorkplace(db, () => new Date(NOW))
  for (let round = 0; round < 10; round += 1) {
    const due = await listDueInitiatives(db)
    if (due.length === 0) return
    for (const initiativeId of due) await assessInitiative.run({ initiativeId }, context)
  }
  throw new Error('initiatives are due again and again')
}

interface Shown {
  readonly forecast: { readonly p80: string; readonly waitsFor: readonly object[] }
}
interface Answer {
  readonly dependencies: {
    readonly counts: Readonly<Record<string, number>>
    readonly open: readonly object[]
    readonly cycles: readonly (readonly string[])[]
    readonly criticalPath: readonly { readonly id: string }[]
  }
}
const p80Of = async (id: string) => (await ask<Shown>('GET', `milestones/${id}`)).forecast.p80
const after = (days: number) => addWorkingDays(TODAY, days)

async function seedTeams(): Promise<{ readonly shop: Team; readonly tax: Team }> {
  const portfolio = await ask<{ id: string }>('POST', 'portfolios', { name: 'All' })
  return {
    shop: await seedTeam('Shop', portfolio.id, 4, after(10)),
    tax: await seedTeam('Tax', portfolio.id, 12, after(15)),
  }
}

test('a milestone waits for one in another tracker, and is free again when the dependency is withdrawn', async () => {
  const { shop, tax } = await seedTeams()
  expect([await p80Of(shop.milestone), await p80Of(tax.milestone)]).toEqual([after(4), after(12)])
  const drawn = await ask<{ id: string; createdBy: string }>('POST', 'dependencies', {
    provider: { type: 'milestone', id: tax.milestone },
    consumer: { type: 'milestone', id: shop.milestone },
    lagDays: 2,
    reason: 'The checkout calls the tax service.',
  })
  expect(drawn.createdBy).toBe('test')
  await assess()
  expect([await p80Of(shop.milestone), await p80Of(tax.milestone)]).toEqual([after(14), after(12)])
  const { dependencies } = await ask<Answer>('GET', `initiatives/${shop.initiative}/dependencies`)
  expect(dependencies.open).toMatchObject([
    { id: drawn.id, origin: 'pmo', status: 'violated', providerP80: after(14), neededBy: after(10), lagDays: 2 },
  ])
  expect(dependencies.criticalPath.map(({ id }) => id)).toEqual([shop.milestone, tax.milestone])
  // The provider is told as well what depends on it.
  expect((await ask<Answer>('GET', `initiatives/${tax.initiative}/dependencies`)).dependencies.open).toHaveLength(1)

  await ask('DELETE', `dependencies/${drawn.id}`)
  await assess()
  expect(await p80Of(shop.milestone)).toBe(after(4))
  expect(problemOf(await send('DELETE', `dependencies/${drawn.id}`))).toMatchObject({ status: 404 })
  expect((await ask<{ items: object[] }>('GET', 'dependencies')).items).toEqual([])
  expect((await ask<{ items: object[] }>('GET', 'dependencies?withdrawn=true')).items).toMatchObject([
    { id: drawn.id, withdrawnBy: 'test', withdrawnAt: NOW },
  ])
})

test('who waits is assessed again when the other initiative gets on', async () => {
  const { shop, tax } = await seedTeams()
  const ends = {
    provider: { type: 'milestone', id: tax.milestone },
    consumer: { type: 'milestone', id: shop.milestone },
  }
  await ask('POST', 'dependencies', ends)
  await assess()
  expect(await p80Of(shop.milestone)).toBe(after(12))
  const { db } = ground.database
  await db.execute(sql`update work_item set state = 'cancelled' where id = ${tax.openItems[0]}`)
  const { context } = await openWorkplace(db, () => new Date(NOW))
  await assessInitiative.run({ initiativeId: tax.initiative }, context)
  await assess()
  expect(await p80Of(shop.milestone)).toBe(after(11))
})

test('blocking links of a tracker count like those of the PMO, and a circle is reported', async () => {
  const { shop, tax } = await seedTeams()
  const { db } = ground.database
  const [blocker = '', blocked = ''] = [tax.openItems[0], shop.openItems[0]]
  const rows = await db.execute<{ id: string }>(sql`select connection_id as id from work_item where id = ${blocker}`)
  await db.insert(link).values({
    id: '0b8a7c66-0000-8000-8000-000000000000',
    connectionId: rows[0]?.id ?? '',
    externalId: 'l1',
    linkTypeExternalId: 'Blocks',
    meaning: 'blocks',
    fromId: blocker,
    toId: blocked,
    active: true,
    ...{ revision: 1, revisionDetail: 0, readTicket: 1, readQuality: 1 },
  })
  const { context } = await openWorkplace(db, () => new Date(NOW))
  await assessInitiative.run({ initiativeId: shop.initiative }, context)
  await assess()
  // The blocking item is anywhere among the twelve.
  const p80 = await p80Of(shop.milestone)
  expect(p80 >= after(9) && p80 <= after(11)).toBe(true)

  await ask('POST', 'dependencies', {
    provider: { type: 'milestone', id: shop.milestone },
    consumer: { type: 'item', id: blocker },
  })
  await assess()
  const { dependencies } = await ask<Answer>('GET', `initiatives/${shop.initiative}/dependencies`)
  expect(dependencies.cycles).toHaveLength(1)
  expect(await p80Of(shop.milestone)).toBe(after(4))
})

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

test('a dependency is refused between what is not there, twice, and on itself', async () => {
  const { shop, tax } = await seedTeams()
  const provider = { type: 'milestone', id: tax.milestone }
  const consumer = { type: 'milestone', id: shop.milestone }
  await ask('POST', 'dependencies', { provider, consumer })
  expect(problemOf(await send('POST', 'dependencies', { provider, consumer }))).toMatchObject({ status: 409 })
  expect(problemOf(await send('POST', 'dependencies', { provider, consumer: provider }))).toMatchObject({ status: 422 })
  const wrong = { provider: { type: 'item', id: tax.milestone }, consumer }
  expect(problemOf(await send('POST', 'dependencies', wrong))).toMatchObject({
    status: 422,
    detail: 'body.provider.id must be the id of a stored work item.',
  })
})
