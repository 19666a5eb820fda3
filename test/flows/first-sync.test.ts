import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateOrganization } from '../../demo/azure-devops/generate-organization.ts'
import { listAzureDevOpsOracle } from '../../demo/azure-devops/oracle.ts'
import { startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { generateJiraSite } from '../../demo/jira/generate.ts'
import { listJiraOracle } from '../../demo/jira/oracle.ts'
import { startJiraStandIn } from '../../demo/jira/server.ts'
import { DEMO_SEED } from '../../demo/organisation.ts'
import { listStoredIds, type StoredIds } from '../../src/store/sync/stored-ids.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

function expectSame(stored: StoredIds, source: StoredIds): void {
  for (const entity of ['workItems', 'iterations', 'releases', 'worklogs', 'links'] as const) {
    expect({ entity, ids: [...stored[entity]].sort() }).toEqual({ entity, ids: [...source[entity]].sort() })
  }
}

test('everything in an Azure DevOps organisation is stored, and a second pass asks for little and changes nothing', async () => {
  const standIn = await startAzureDevOpsStandIn({
    organization: generateOrganization({ seed: DEMO_SEED, now: new Date() }),
    personalAccessToken: 'a-good-token',
  })
  try {
    const { context } = await openWorkplace(database.db)
    const id = await saveConnection(
      database.db,
      'azure-devops',
      { baseUrl: standIn.url },
      { type: 'personal-access-token', token: 'a-good-token' },
    )
    const first = await pass(context, id)
    expect({ state: first.state, text: first.reasonText }).toEqual({ state: 'complete', text: null })
    expectSame(await listStoredIds(database.db, id), listAzureDevOpsOracle(standIn.organization))
    const second = await pass(context, id)
    expect(second.state).toBe('complete')
    expect(second.requests).toBeLessThan(first.requests)
    expectSame(await listStoredIds(database.db, id), listAzureDevOpsOracle(standIn.organization))
  } finally {
    await standIn.close()
  }
}, 60_000)

test('everything on a Jira site is stored, and a second pass asks for little and changes nothing', async () => {
  const standIn = await startJiraStandIn({ site: generateJiraSite({ seed: DEMO_SEED, now: new Date() }), feedLagMs: 0 })
  try {
    const { context } = await openWorkplace(database.db)
    const id = await saveConnection(
      database.db,
      'jira',
      { baseUrl: standIn.url },
      { type: 'api-token', ...standIn.credentials },
    )
    const first = await pass(context, id)
    expect({ state: first.state, text: first.reasonText }).toEqual({ state: 'complete', text: null })
    expectSame(await listStoredIds(database.db, id), listJiraOracle(standIn.site))
    const second = await pass(context, id)
    expect(second.state).toBe('complete')
    expect(second.requests).toBeLessThan(first.requests)
  } finally {
    await standIn.close()
  }
}, 60_000)
