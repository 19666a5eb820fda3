import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { saveAssessment } from '../../src/store/portfolio/assessments.ts'
import { date, milestone, pointed } from '../portfolio/facts.ts'
import { assessed } from '../portfolio/trees.ts'
import { type Ground, problemOf, startApi } from './ground.ts'

const NOW = '2026-03-18T09:00:00.000Z'
const DAYS = ['2026-02-18', '2026-02-25', '2026-03-04', '2026-03-11', '2026-03-18']

interface Shown {
  readonly id: string
  readonly progress: { readonly size: { fraction: number | null }; readonly count: { fraction: number | null } }
  readonly health: { readonly colour: string }
  readonly children: readonly Shown[]
}
interface Trend {
  readonly days: readonly string[]
  readonly nodes: readonly {
    readonly id: string
    readonly size: readonly (number | null)[]
    readonly count: readonly (number | null)[]
    readonly colours: readonly (string | null)[]
  }[]
}

let ground: Ground
let portfolio: string
let program: string
let checkout: string
let stores: string

beforeAll(async () => {
  ground = await startApi({ now: () => new Date(NOW) })
  portfolio = await make('portfolios', { name: 'Growth' })
  program = await make('programs', { name: 'Channels', parentId: portfolio })
  checkout = await make('initiatives', { name: 'Checkout', parentId: program, weight: 3 })
  stores = await make('initiatives', { name: 'Stores', parentId: program, weight: 1 })
  await setUpOn('2026-02-20T00:00:00Z')
  await ask('PATCH', `initiatives/${stores}`, { parentId: portfolio })
  await ground.database.db.execute(sql`
    update portfolio_node_span set valid_from = '2026-03-05T00:00:00Z' where node_id = ${stores} and valid_to is null`)
  await ground.database.db.execute(sql`
    update portfolio_node_span set valid_to = '2026-03-05T00:00:00Z' where node_id = ${stores} and valid_to is not null`)
  await conclude(checkout, '2026-02-21T09:00:00.000Z', 20)
  await conclude(checkout, '2026-03-09T09:00:00.000Z', 60)
  await conclude(checkout, '2026-03-18T08:00:00.000Z', 80)
  await conclude(stores, '2026-03-02T09:00:00.000Z', 50, 'late')
})
afterAll(() => ground.close())

const ask: Ground['ask'] = (method, path, payload) => ground.ask(method, path, payload)
const make = async (path: string, payload: object) => (await ask<{ id: string }>('POST', path, payload)).id

const setUpOn = (at: string) =>
  ground.database.db.execute(sql`update portfolio_node_span set valid_from = ${at}::timestamptz`)

/** Of 100 points so many are done. */
async function conclude(id: string, statusAt: string, done: number, milestoneName?: string): Promise<void> {
  const milestones = milestoneName === undefined ? [] : [milestone('m', { dates: [date('2026-01-04', '2025-10-01')] })]
  const items = [pointed(`${id}-a`, done, { state: 'done' }), pointed(`${id}-b`, 100 - done)]
  await saveAssessment(ground.database.db, { ...assessed({ id, items, milestones }), statusAt })
}

const flatten = (node: Shown): readonly Shown[] => [node, ...node.children.flatMap(flatten)]

test('a trend says of each node and day what the rollup as of that day says, also where the tree was another one', async () => {
  const trend = await ask<Trend>('GET', `portfolios/${portfolio}/trend?weeks=5`)
  expect(trend.days).toEqual(DAYS)
  expect(trend.nodes.map(({ id }) => id).toSorted()).toEqual([portfolio, program, checkout, stores].toSorted())
  const ofProgram = trend.nodes.find(({ id }) => id === program)
  expect(ofProgram).toMatchObject({
    size: [null, null, expect.closeTo(0.75 * 0.2 + 0.25 * 0.5, 10), 0.6, 0.8],
    colours: [null, null, 'red', 'grey', 'grey'],
  })
  // Before the last two of these days, something had been concluded of every initiative.
  for (const [index, day] of DAYS.entries()) {
    if (index < 2) continue
    const asOf = index === DAYS.length - 1 ? NOW : `${day}T23:59:59.999Z`
    const { root } = await ask<{ root: Shown }>('GET', `portfolios/${portfolio}/rollup?asOf=${asOf}`)
    for (const node of flatten(root)) {
      const line = trend.nodes.find(({ id }) => id === node.id)
      expect([line?.size[index], line?.count[index], line?.colours[index]], `${node.id} on ${day}`).toEqual([
        node.progress.size.fraction,
        node.progress.count.fraction,
        node.health.colour,
      ])
    }
  }
})

test('where nothing had been concluded a trend says null: before the portfolio, and before an initiative was assessed', async () => {
  const { nodes } = await ask<Trend>('GET', `portfolios/${portfolio}/trend?weeks=5`)
  const colours = (id: string) => nodes.find(node => node.id === id)?.colours
  expect(colours(checkout)?.map(colour => colour === null)).toEqual([true, false, false, false, false])
  // Of the portfolio nothing is said that holds for one of its initiatives only.
  expect(colours(portfolio)?.map(colour => colour === null)).toEqual([true, true, false, false, false])
  expect(colours(stores)?.map(colour => colour === null)).toEqual([true, true, false, false, false])
})

test('as of a past instant it ends there, with what was known then and the tree of then', async () => {
  const trend = await ask<Trend>('GET', `portfolios/${portfolio}/trend?weeks=2&asOf=2026-03-09T08:00:00Z`)
  expect(trend.days).toEqual(['2026-03-02', '2026-03-09'])
  expect(trend.nodes.find(({ id }) => id === checkout)?.size).toEqual([0.2, 0.2])
  const before = await ask<Trend>('GET', `portfolios/${portfolio}/trend?weeks=1&asOf=2026-01-01T00:00:00Z`)
  expect(before.nodes).toHaveLength(4)
  expect(before.nodes.flatMap(({ size, colours }) => [...size, ...colours])).toEqual(new Array(8).fill(null))
})

test('a year is the longest, and what is no portfolio has none', async () => {
  const path = (id: string, weeks: number) => `/api/v1/portfolios/${id}/trend?weeks=${weeks}`
  expect((await ask<Trend>('GET', `portfolios/${portfolio}/trend?weeks=53`)).days).toHaveLength(53)
  expect((await ground.request({ method: 'GET', url: path(portfolio, 54) })).statusCode).toBe(400)
  expect(problemOf(await ground.request({ method: 'GET', url: path(program, 12) }))).toMatchObject({ status: 404 })
})
