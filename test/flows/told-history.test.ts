import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateOrganization } from '../../demo/azure-devops/generate-organization.ts'
import { startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { generateJiraSite } from '../../demo/jira/generate.ts'
import { startJiraStandIn } from '../../demo/jira/server.ts'
import { DEMO_SEED } from '../../demo/organisation.ts'
import { seededRandom } from '../../demo/random.ts'
import { assessInitiative } from '../../jobs/assess-initiative.ts'
import { syncConnection } from '../../jobs/sync-connection.ts'
import { ringUntold, tellHistory } from '../../jobs/tell-history.ts'
import { queryRows } from '../../src/store/database.ts'
import { listDue } from '../../src/store/portfolio/assessment-due.ts'
import { findUntold, forgetHistory, listUntold, saveStanding } from '../../src/store/portfolio/told-history.ts'
import { type Ground, startApi } from '../api/ground.ts'
import { BEGINNING } from '../soak/modelled-tracker.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'

const DAY_MS = 86_400_000
const WEEKS = 12
/** All of the days of 12 weeks that are on two weekdays. */
const TOLD_AT_ONCE = 24

interface Shown {
  readonly id: string
  readonly progress: Record<'size' | 'count', { fraction: number | null }>
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
    readonly bases: readonly (string | null)[]
  }[]
}

let clock = BEGINNING
let ground: Ground
let workplace: Awaited<ReturnType<typeof openWorkplace>>
let jira: string
let azure: string
let portfolio: string
const initiatives: string[] = []
const closing: (() => Promise<void>)[] = []

beforeAll(async () => {
  ground = await startApi({ now: () => clock })
  closing.push(ground.close)
  const { db } = ground.database
  workplace = await openWorkplace(db, () => clock)
  const site = await startJiraStandIn({ site: generateJiraSite({ seed: DEMO_SEED, now: clock }), feedLagMs: 0 })
  closing.push(site.close)
  const organisation = await startAzureDevOpsStandIn({
    organization: generateOrganization({ seed: DEMO_SEED, now: clock }),
    personalAccessToken: 'good',
  })
  closing.push(organisation.close)
  jira = await saveConnection(
    db,
    'jira',
    { baseUrl: site.url, projects: ['PAY'] },
    { type: 'api-token', ...site.credentials },
  )
  azure = await saveConnection(
    db,
    'azure-devops',
    { baseUrl: organisation.url, projects: ['Billing Engine'] },
    { type: 'personal-access-token', token: 'good' },
  )
  portfolio = await make('portfolios', { name: 'Revenue' })
  const program = await make('programs', { name: 'Payments', parentId: portfolio })
  const label = (value: string) => ({ connectionId: jira, selector: 'label', value, project: 'PAY' })
  const area = (value: string) => ({ connectionId: azure, selector: 'area', value: `Billing Engine\\${value}` })
  for (const [name, parentId, scope] of [
    ['Billing', program, [label('subscriptions'), area('Subscriptions')]],
    ['Checkout', program, [label('instant-checkout')]],
    ['Tax', portfolio, [area('Tax')]],
  ] as const) {
    const rules = scope.map(rule => ({ effect: 'include', ...rule }))
    initiatives.push(await make('initiatives', { name, parentId, scope: rules }))
  }
}, 180_000)
afterAll(async () => {
  for (const close of closing.reverse()) await close()
})

const ask: Ground['ask'] = (method, path, payload) => ground.ask(method, path, payload)
const make = async (path: string, payload: object) => (await ask<{ id: string }>('POST', path, payload)).id
const askTrend = () => ask<Trend>('GET', `portfolios/${portfolio}/trend?weeks=${WEEKS}`)
const flatten = (node: Shown): readonly Shown[] => [node, ...node.children.flatMap(flatten)]
const first = () => initiatives[0] ?? ''
const today = () => clock.toISOString().slice(0, 10)

/** What a worker does when the doorbell rings, with what the sweeper finds. Returns of which initiatives it told the history. */
async function work(): Promise<readonly string[]> {
  const { context, rung } = workplace
  rung.length = 0
  for (const { id } of await listDue(context.db)) await assessInitiative.run({ initiativeId: id }, context)
  await ringUntold(context, null)
  const told = rung.filter(({ name }) => name === 'tell-history')
  const ids = [...new Set(told.map(({ payload }) => (payload as { initiativeId: string }).initiativeId))]
  for (const initiativeId of ids) await tellHistory.run({ initiativeId }, context)
  return ids
}

const listTold = (initiativeId: string) =>
  queryRows<{ at: string; version: string }>(
    ground.database.db,
    sql`select at::text, xmin::text as version from history_standing where initiative_id = ${initiativeId} order by at`,
  )

/** Some days and all nodes, beside what the rollup says of them. */
async function expectAsRolledUp(trend: Trend, days: number, seed: number): Promise<void> {
  const random = seededRandom(seed)
  for (let count = 0; count < days; count += 1) {
    const index = random.between(0, WEEKS - 2)
    const asOf = `${trend.days[index]}T23:59:59.999Z`
    const { root } = await ask<{ root: Shown }>('GET', `portfolios/${portfolio}/rollup?asOf=${asOf}`)
    const told = trend.nodes.map(({ id, ...line }) => [id, line.size[index], line.count[index], line.colours[index]])
    const rolledUp = flatten(root).map(({ id, progress, health }) => [
      id,
      progress.size.fraction,
      progress.count.fraction,
      health.colour,
    ])
    expect(told.toSorted(), asOf).toEqual(rolledUp.toSorted())
  }
}

test('after the first sync, the trend of the weeks before it is told from the history, as the rollup tells it', async () => {
  await assessInitiative.run({ initiativeId: first() }, workplace.context)
  expect(workplace.rung).toContainEqual({ name: 'tell-history', payload: { initiativeId: first() } })
  await tellHistory.run({ initiativeId: first() }, workplace.context)
  expect(await listTold(first())).toHaveLength(TOLD_AT_ONCE)
  const empty = await askTrend()
  expect(empty.nodes.flatMap(({ size }) => size).every(share => share === null)).toBe(true)

  // Complete for the first time: what was told of nothing is told again.
  for (const id of [jira, azure]) expect((await pass(workplace.context, id)).state).toBe('complete')
  expect(await listTold(first())).toEqual([])
  expect((await work()).toSorted()).toEqual(initiatives.toSorted())
  expect(await listUntold(ground.database.db, null, today())).toEqual([])
  const trend = await askTrend()
  for (const { id, size, bases } of trend.nodes) {
    expect(bases, id).toEqual([...new Array(WEEKS - 1).fill('history'), 'concluded'])
    expect(size.filter(share => share !== null).length, id).toBe(WEEKS)
  }
  const { size = [] } = trend.nodes.find(({ id }) => id === portfolio) ?? {}
  expect(new Set(size).size).toBeGreaterThan(WEEKS / 2)
  await expectAsRolledUp(trend, 3, 1)
}, 180_000)

test('what is drawn tomorrow is told today, and the days of other weekdays when these come', async () => {
  clock = new Date(clock.getTime() + DAY_MS)
  const trend = await askTrend()
  expect(trend.nodes.every(({ size }) => !size.includes(null))).toBe(true)
  await expectAsRolledUp(trend, 2, 2)
  workplace.rung.length = 0
  await ringUntold(workplace.context, null)
  expect(workplace.rung.map(({ payload }) => payload)).toHaveLength(initiatives.length)
  const checkout = initiatives[1] ?? ''
  for (let day = 1; day < 6; day += 1) {
    await tellHistory.run({ initiativeId: checkout }, workplace.context)
    expect(await listTold(checkout)).toHaveLength((day + 2) * WEEKS)
    clock = new Date(clock.getTime() + DAY_MS)
  }
  expect(await listUntold(ground.database.db, [checkout], '9999-12-31')).toEqual([])
}, 180_000)

test('after a change of the scope rules the history is told again, by whoever comes after one that was killed', async () => {
  const before = await askTrend()
  const scope = [{ effect: 'include', connectionId: jira, selector: 'project', value: 'PAY' }]
  await ask('PATCH', `initiatives/${first()}`, { scope })
  expect(await listTold(first())).toEqual([])
  const { context } = workplace
  const stop = new AbortController()
  // Killed at its fourth day; whether somebody waits is asked after each.
  let asked = 0
  const db = new Proxy(context.db, {
    get: (target, name) => {
      if (name === 'execute') asked += 1
      if (asked > 60) stop.abort('shutdown')
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  await expect(
    tellHistory.run({ initiativeId: first() }, { ...context, db, signal: stop.signal }),
  ).rejects.toBeDefined()
  const kept = await listTold(first())
  expect(kept.length).toBeGreaterThan(0)
  expect(kept.length).toBeLessThan(TOLD_AT_ONCE)

  expect(await work()).toContain(first())
  const told = await listTold(first())
  expect(told).toHaveLength(TOLD_AT_ONCE)
  expect(told).toEqual(expect.arrayContaining([...kept]))
  const after = await askTrend()
  expect(after.nodes.find(({ id }) => id === first())?.size).not.toEqual(
    before.nodes.find(({ id }) => id === first())?.size,
  )
  await expectAsRolledUp(after, 2, 3)
}, 180_000)

test('after a replay with other mappings the history is told again, and not before', async () => {
  const { items } = await ask<{ items: { externalId: string; project: { id: string } }[] }>(
    'GET',
    `connections/${azure}/mappings?subject=status&limit=1000`,
  )
  const before = await askTrend()
  const decision = { subject: 'status', decision: 'override', meaning: 'in_review' }
  await ask('PUT', `connections/${azure}/mappings`, {
    decisions: items.map(({ externalId, project }) => ({ ...decision, externalId, projectId: project.id })),
  })
  const tax = initiatives[2] ?? ''
  await forgetHistory(ground.database.db, [tax])
  await tellHistory.run({ initiativeId: tax }, workplace.context)
  expect(await listTold(tax)).toEqual([])
  await syncConnection.run({ connectionId: azure, mode: 'replay' }, workplace.context)
  expect(await work()).toContain(tax)
  const after = await askTrend()
  const shares = ({ nodes }: Trend) => nodes.find(({ id }) => id === tax)?.count.slice(0, -1)
  expect(shares(before)?.some(share => share !== 0)).toBe(true)
  expect(shares(after)).toEqual(new Array(WEEKS - 1).fill(0))
  await expectAsRolledUp(after, 2, 4)
}, 180_000)

test('what was found out before the history changed is not kept', async () => {
  const { db } = ground.database
  await forgetHistory(db, [first()])
  const untold = await findUntold(db, first(), today())
  await forgetHistory(db, [first()])
  const [{ standing } = { standing: null }] = await queryRows<{ standing: never }>(
    db,
    sql`select standing from history_standing limit 1`,
  )
  const { changedAt = '' } = untold ?? {}
  if (standing === null) throw new Error('no history was told')
  const day = '2026-01-01'
  expect(await saveStanding(db, { initiativeId: first(), changedAt, day }, standing)).toBe(false)
  expect(await listTold(first())).toEqual([])
})
