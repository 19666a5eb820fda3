import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createGuid } from '../../demo/azure-devops/guid.ts'
import { startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { startJiraStandIn } from '../../demo/jira/server.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { openWorkplace, pass, saveConnection } from '../flows/connections.ts'
import { createSmallOrganization, createSmallSite } from '../flows/small-trackers.ts'
import { type AskedFor, areDescribed, loadOfficialPaths } from './official-paths.ts'

const JIRA = ['jira-platform.json', 'jira-software.json']
const AZURE_DEVOPS = ['core', 'wit', 'work', 'processes', 'hooks'].map(area => `ado-${area}-7.1.json`)
const areThere = areDescribed([...JIRA, ...AZURE_DEVOPS])
if (!areThere) console.warn('../shared/specs is not there: requests are not held against the official descriptions.')

const TOKEN = 'a-good-token'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

/** Everything that a first reading, one of changes, a census and a full one ask, and what registering webhooks does. */
async function readAll(
  kind: string,
  settings: object,
  credentials: object,
  { fetched, query }: { readonly fetched: readonly string[]; readonly query: string },
): Promise<void> {
  const { context } = await openWorkplace(database.db)
  const connectionId = await saveConnection(database.db, kind, settings, credentials)
  for (const mode of ['incremental', 'incremental', 'census', 'full'] as const)
    expect((await pass(context, connectionId, mode)).state).toBe('complete')
  const { source } = await context.open(connectionId, context.signal)
  await source.check()
  await source.fetch(fetched.map(externalId => ({ kind: 'work_item', externalId })))
  for await (const { kind: found } of source.listQuery(query)) expect(found).toBe('work_item')
  const receiver = { url: 'https://milepost.example/hook', secret: 'a secret' }
  const kept = (await source.webhooks?.keep({ ...receiver, holders: [], isAsked: true })) ?? []
  await source.webhooks?.keep({ ...receiver, holders: [kept[0]?.externalId ?? ''], isAsked: true })
  await source.webhooks?.remove(receiver)
  await source.close()
}

function listFaults(requests: readonly AskedFor[], names: readonly string[], undescribed: RegExp): readonly string[] {
  const official = loadOfficialPaths(names)
  const faults = requests.filter(({ path }) => !undescribed.test(path)).flatMap(each => official.findFault(each) ?? [])
  return [...new Set(faults)]
}

describe.skipIf(!areThere)('every request of a connector is one that the official description allows', () => {
  test('Jira Cloud', async () => {
    const site = createSmallSite(['WEB', 'OPS'], 60)
    const standIn = await startJiraStandIn({ site, feedLagMs: 0 })
    try {
      const ids = site.data.issues.slice(0, 3).map(({ id }) => id)
      site.data.filters.push({ id: '10300', name: 'Roadmap', jql: `project = ${site.data.projects[0]?.id}` })
      await readAll(
        'jira',
        { baseUrl: standIn.url },
        { type: 'api-token', ...standIn.credentials },
        { fetched: [...ids, '999999'], query: '10300' },
      )
      // The id of the site is nowhere else (connectors/jira/README.md); version 2 is described with Data Center, and what
      // administrators register in prose only.
      const undescribed = /^\/_edge\/tenant_info|^\/rest\/api\/2\/serverInfo|^\/rest\/webhooks\/1\.0\/webhook/
      expect(listFaults(standIn.requests, JIRA, undescribed)).toEqual([])
      expect(standIn.requests.length).toBeGreaterThan(40)
    } finally {
      await standIn.close()
    }
  }, 60_000)

  test('the webhooks of an app in Jira Cloud', async () => {
    const site = createSmallSite(['WEB'], 10)
    const standIn = await startJiraStandIn({ site, feedLagMs: 0 })
    try {
      const { clientId, clientSecret, refreshToken } = standIn.oauth
      const { context } = await openWorkplace(database.db)
      const connectionId = await saveConnection(
        database.db,
        'jira',
        { baseUrl: standIn.url, authority: standIn.url },
        { type: 'oauth2', clientId, clientSecret, refreshToken, cloudId: site.data.cloudId },
      )
      const { source } = await context.open(connectionId, context.signal)
      const receiver = { url: 'https://milepost.example/hook', secret: 'a secret' }
      await source.webhooks?.keep({ ...receiver, holders: [], isAsked: true })
      // Another day, on which they are renewed.
      site.clock = () => Date.now() - 15 * 86_400_000
      for (const webhook of site.data.webhooks) webhook.app = { expiresMs: Date.now() + 86_400_000 }
      await source.webhooks?.keep({ ...receiver, holders: [], isAsked: false })
      await source.webhooks?.remove(receiver)
      await source.close()
      const requests = standIn.requests.map(each => ({ ...each, path: each.path.replace(/^\/ex\/jira\/[^/]+/, '') }))
      expect(listFaults(requests, JIRA, /^\/oauth\/token|^\/rest\/api\/2\/serverInfo/)).toEqual([])
      const asked = requests.map(({ method, path }) => `${method} ${path.split('?')[0]}`)
      for (const method of ['GET', 'POST', 'DELETE']) expect(asked).toContain(`${method} /rest/api/3/webhook`)
      expect(asked).toContain('PUT /rest/api/3/webhook/refresh')
    } finally {
      await standIn.close()
    }
  }, 60_000)

  test('Azure DevOps', async () => {
    const organization = createSmallOrganization(60)
    const standIn = await startAzureDevOpsStandIn({ organization, personalAccessToken: TOKEN })
    try {
      const ids = organization.state.workItems.slice(0, 3).map(({ id }) => String(id))
      const credentials = { type: 'personal-access-token', token: TOKEN }
      const query = createGuid('query')
      organization.state.queries.push({ id: query, wiql: 'SELECT [System.Id] FROM WorkItems WHERE [System.Id] > 0' })
      await readAll('azure-devops', { baseUrl: standIn.url }, credentials, { fetched: [...ids, '999999'], query })
      const { requests } = standIn
      // What Microsoft's own clients ask first is in no description.
      expect(listFaults(requests, AZURE_DEVOPS, /_apis\/connectionData/i)).toEqual([])
      expect(requests.length).toBeGreaterThan(40)
    } finally {
      await standIn.close()
    }
  }, 60_000)

  test('a path, a method or a parameter that is not described is noticed', () => {
    const official = loadOfficialPaths([...JIRA, ...AZURE_DEVOPS])
    expect(official.findFault({ method: 'GET', path: '/rest/api/3/field?typo=1' })).toContain('typo')
    expect(official.findFault({ method: 'PATCH', path: '/rest/api/3/field' })).toContain('not described')
    expect(official.findFault({ method: 'GET', path: '/rest/api/3/nothing/here' })).toContain('no described path')
    expect(official.findFault({ method: 'GET', path: '/o/_apis/projects?api-version=7.1' })).toBeNull()
  })
})
