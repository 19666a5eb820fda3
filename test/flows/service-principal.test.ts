import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EntraStandIn, startEntraStandIn } from '../../demo/azure-devops/entra.ts'
import { listAzureDevOpsOracle } from '../../demo/azure-devops/oracle.ts'
import { type AzureDevOpsStandIn, startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { findConnection } from '../../src/store/access/connections.ts'
import { listStoredIds } from '../../src/store/sync/stored-ids.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { createSmallOrganization } from './small-trackers.ts'

let database: TestDatabase
let entra: EntraStandIn
let standIn: AzureDevOpsStandIn

beforeAll(async () => {
  database = await createTestDatabase()
  entra = await startEntraStandIn({ lifetimeMs: 2_000 })
  // Slow enough to take longer than a token lives.
  standIn = await startAzureDevOpsStandIn({
    organization: createSmallOrganization(150),
    entra,
    pageSize: 40,
    latencyMs: 40,
  })
})
afterAll(async () => {
  await standIn.close()
  await entra.close()
  await database.drop()
})

const save = ({ tenantId, clientId, clientSecret }: Pick<EntraStandIn, 'tenantId' | 'clientId' | 'clientSecret'>) =>
  saveConnection(
    database.db,
    'azure-devops',
    { baseUrl: standIn.url, authority: entra.url },
    { type: 'service-principal', tenantId, clientId, clientSecret },
  )

/** As a job does it: who we are, or the sentence of the refusal. */
async function ask(id: string): Promise<string> {
  const { context } = await openWorkplace(database.db)
  const { source } = await context.open(id, context.signal)
  try {
    return (await source.check()).identity
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    await source.close()
  }
}

test('a service principal whose tokens live for two seconds carries a whole sync, a second one and a census', async () => {
  const id = await save(entra)
  const { context } = await openWorkplace(database.db)
  for (const mode of ['incremental', 'incremental', 'census'] as const) {
    const run = await pass(context, id, mode)
    expect({ mode, state: run.state, text: run.reasonText }).toEqual({ mode, state: 'complete', text: null })
  }
  const [stored, source] = [await listStoredIds(database.db, id), listAzureDevOpsOracle(standIn.organization)]
  for (const entity of ['workItems', 'iterations', 'links'] as const)
    expect([...stored[entity]].sort()).toEqual([...source[entity]].sort())
  expect(entra.count.given).toBeGreaterThan(1)
  expect(entra.count.refused).toBe(0)
  // Renewed before they ended.
  expect(standIn.countFailedSignIns()).toBe(0)
}, 60_000)

test('twenty readers whose token ends early by the word of Azure DevOps renew it once', async () => {
  const long = await startEntraStandIn()
  const other = await startAzureDevOpsStandIn({ organization: createSmallOrganization(20), entra: long })
  try {
    const { tenantId, clientId, clientSecret } = long
    const settings = { baseUrl: other.url, authority: long.url }
    const credentials = { type: 'service-principal', tenantId, clientId, clientSecret }
    const id = await saveConnection(database.db, 'azure-devops', settings, credentials)
    const together = () => Promise.all(Array.from({ length: 20 }, () => ask(id)))
    const [first, ...rest] = await together()
    expect(new Set(rest)).toEqual(new Set([first]))
    expect(long.count).toEqual({ given: 1, refused: 0 })
    long.expire()
    expect(new Set(await together())).toEqual(new Set([first]))
    expect(long.count).toEqual({ given: 2, refused: 0 })
  } finally {
    await other.close()
    await long.close()
  }
}, 60_000)

test.each([
  ['a wrong secret', { clientSecret: 'wrong' }, 'the client secret is not valid'],
  ['another application', { clientId: '11111111-2222-3333-4444-555555555555' }, 'the application is not known'],
  ['another tenant', { tenantId: 'nowhere.example' }, 'the tenant does not exist'],
])(
  '%s is told apart, asked for once and holds the connection up',
  async (_, change, sentence) => {
    const id = await save({ ...entra, ...change })
    const before = entra.count.refused
    const told = await Promise.all([ask(id), ask(id), ask(id)])
    expect(new Set(told)).toEqual(new Set([expect.stringContaining(sentence)]))
    expect(told.join()).not.toContain('Trace ID')
    expect(entra.count.refused).toBe(before + 1)
    expect(await findConnection(database.db, id)).toMatchObject({ state: 'suspended' })
  },
  30_000,
)

test('a service principal that is no user of the organisation learns what an administrator has to do', async () => {
  const stranger = await startEntraStandIn()
  try {
    const { tenantId, clientId, clientSecret, url } = stranger
    const id = await saveConnection(
      database.db,
      'azure-devops',
      { baseUrl: standIn.url, authority: url },
      { type: 'service-principal', tenantId, clientId, clientSecret },
    )
    expect(await ask(id)).toContain('Organization settings, Users')
  } finally {
    await stranger.close()
  }
}, 30_000)
