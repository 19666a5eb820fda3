import { afterAll, beforeAll, expect, test } from 'vitest'
import { alert } from '../../drizzle/schema/alert.ts'
import { NO_DATES } from '../../src/portfolio/alert/alert.ts'
import { assessWithAlerts } from './assess-now.ts'
import { type Ground, startApi } from './ground.ts'

interface Node {
  readonly id: string
}
interface Counted extends Node {
  readonly openAlerts: number
  readonly children: readonly Counted[]
}

let ground: Ground

beforeAll(async () => {
  ground = await startApi()
})
afterAll(() => ground.close())

async function addOverdue(parentId: string, name: string): Promise<string> {
  const { id } = await ground.ask<Node>('POST', 'initiatives', { name, parentId, scope: [] })
  for (const milestone of ['Alpha', 'Beta'])
    await ground.ask('POST', 'milestones', { initiativeId: id, name: milestone, day: '2020-01-31' })
  await assessWithAlerts(ground.database.db, id, new Date().toISOString())
  return id
}

test('as many alerts are listed below a node as its rollup counts, whether or not somebody has answered', async () => {
  const portfolio = await ground.ask<Node>('POST', 'portfolios', { name: 'Growth' })
  const program = await ground.ask<Node>('POST', 'programs', { name: 'Channels', parentId: portfolio.id })
  const below = await addOverdue(program.id, 'Checkout')
  await addOverdue(portfolio.id, 'Search')
  const list = async (query: string) =>
    (await ground.ask<{ items: readonly Node[] }>('GET', `alerts?${query}`)).items.map(({ id }) => id)
  const [first] = await list(`initiative=${below}`)
  await ground.ask('POST', `alerts/${first}/acknowledge`, {})

  const { root } = await ground.ask<{ root: Counted }>('GET', `portfolios/${portfolio.id}/rollup`)
  const counted = root.children.find(({ id }) => id === program.id)
  expect(counted?.openAlerts).toBeGreaterThan(1)
  expect(root.openAlerts).toBeGreaterThan(counted?.openAlerts ?? 0)
  expect(await list(`node=${program.id}&state=unresolved`)).toHaveLength(counted?.openAlerts ?? 0)
  expect(await list(`node=${program.id}&state=open`)).toHaveLength((counted?.openAlerts ?? 0) - 1)
  expect(await list(`node=${portfolio.id}&state=unresolved`)).toHaveLength(root.openAlerts)
  expect(await list(`node=${portfolio.id}&initiative=${below}&state=acknowledged`)).toEqual([first])
  expect(await list('node=6f1c1f5e-0000-4000-8000-000000000000')).toEqual([])

  await ground.ask('POST', `alerts/${first}/resolve`, {})
  expect(await list(`node=${program.id}&state=unresolved`)).not.toContain(first)
})

test('the alerts of a portfolio are those of its initiatives and of no initiative: connections serve every portfolio', async () => {
  const [growth, foundations] = await Promise.all(
    ['East', 'West'].map(name => ground.ask<Node>('POST', 'portfolios', { name })),
  )
  await addOverdue(growth?.id ?? '', 'Till')
  const settings = { baseUrl: 'https://paper.example' }
  const credentials = { type: 'token', token: 'good' }
  const made = { name: 'Paper', kind: 'paper', settings, credentials }
  const { id: connectionId } = await ground.ask<Node>('POST', 'connections?read=false', made)
  const details = { ...NO_DATES, initiativeId: null, milestoneId: null, milestoneName: null, reason: null }
  const blind = { fingerprint: 'blind', kind: 'connection_blind', severity: 'high', connectionId } as const
  await ground.database.db
    .insert(alert)
    .values({ ...blind, details: { ...details, evidenceIds: [], at: new Date().toISOString() } })

  const list = async (query: string) =>
    (await ground.ask<{ items: readonly { kind: string }[] }>('GET', `alerts?${query}`)).items.map(({ kind }) => kind)
  const below = await list(`node=${growth?.id}`)
  expect(below.length).toBeGreaterThan(0)
  expect((await list(`portfolio=${growth?.id}`)).toSorted()).toEqual([...below, 'connection_blind'].toSorted())
  expect(await list(`portfolio=${foundations?.id}`)).toEqual(['connection_blind'])
})
