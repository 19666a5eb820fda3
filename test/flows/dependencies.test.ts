import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { link } from '../../drizzle/schema/work.ts'
import { assessInitiative } from '../../jobs/assess-initiative.ts'
import { type Ground, problemOf, startApi } from '../api/ground.ts'
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

const { send, ask, assess, p80Of, seedTeams } = openTeams(() => ground)

interface Answer {
  readonly dependencies: {
    readonly counts: Readonly<Record<string, number>>
    readonly open: readonly object[]
    readonly cycles: readonly (readonly string[])[]
    readonly criticalPath: readonly { readonly id: string }[]
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

test('a portfolio tells each dependency once, with both ends and their trackers', async () => {
  const { portfolio, shop, tax } = await seedTeams()
  const drawn = await ask<{ id: string }>('POST', 'dependencies', {
    provider: { type: 'item', id: tax.openItems[0] },
    consumer: { type: 'milestone', id: shop.milestone },
    lagDays: 10,
  })
  const ends = {
    provider: {
      ...{ type: 'item', id: tax.openItems[0], name: 'Tax-O0 Item Tax-O0', initiativeId: tax.initiative },
      ...{ initiative: 'Tax', trackerName: 'Tax tracker', trackerKind: 'jira', url: 'https://tracker.example/Tax-O0' },
    },
    consumer: { initiative: 'Shop', trackerName: 'Shop tracker', url: 'https://tracker.example/Shop-EPIC' },
  }
  expect(drawn).toMatchObject(ends)
  expect(await ask('GET', 'dependencies')).toMatchObject({ items: [ends] })
  await assess()
  const judged = { id: drawn.id, status: 'violated', neededBy: after(10), providerP80: expect.any(String), ...ends }
  expect(await ask('GET', `portfolios/${portfolio}/dependencies`)).toMatchObject({
    counts: { violated: 1, at_risk: 0, unknown: 0, holds: 0 },
    open: [judged],
    cycles: [],
    explain: { text: expect.stringMatching(/^2 initiatives, of 2 of them dependencies were looked at: 1 violated/) },
  })
  expect(await ask('GET', `initiatives/${tax.initiative}/dependencies`)).toMatchObject({
    dependencies: { open: [{ id: drawn.id, ...ends }] },
  })
  const path = `portfolios/${shop.initiative}/dependencies`
  expect(problemOf(await send('GET', path))).toMatchObject({ status: 404 })
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
