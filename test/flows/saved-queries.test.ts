import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createGuid } from '../../demo/azure-devops/guid.ts'
import { findParentId } from '../../demo/azure-devops/look-up.ts'
import { startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { startJiraStandIn } from '../../demo/jira/server.ts'
import { queryRows } from '../../src/store/database.ts'
import { changeInitiative } from '../../src/store/portfolio/save-initiative.ts'
import { listOpenGaps } from '../../src/store/sync/gaps.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { seedInitiative } from '../store/seed.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { createSmallOrganization, createSmallSite } from './small-trackers.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

async function initiativeOf(connectionId: string, query: string): Promise<string> {
  const id = await seedInitiative(database.db, `What ${query} finds for ${connectionId}`)
  const scope = [{ effect: 'include', connectionId, selector: 'query', value: query, project: null }] as const
  await changeInitiative(database.db, id, {}, { scope }, new Date().toISOString())
  return id
}

async function itemsOf(initiativeId: string): Promise<readonly string[]> {
  const rows = await queryRows<{ id: string }>(
    database.db,
    sql`
    select w.external_id as id from initiative_item i join work_item w on w.id = i.work_item_id
    where i.initiative_id = ${initiativeId} and i.valid_to is null order by w.external_id`,
  )
  return rows.map(({ id }) => id)
}

const gapsOf = async (connectionId: string) =>
  (await listOpenGaps(database.db, connectionId, 100)).filter(({ kind }) => kind === 'saved_query')

describe.each(['cloud', 'data-center'] as const)('a saved filter of Jira (%s)', product => {
  test('decides what is in scope, with each sync anew; a filter that is gone keeps what it found', async () => {
    const site = createSmallSite(['WEB', 'OPS'], 120)
    const [web, ops] = site.data.projects.map(({ id }) => ({
      id,
      issues: site.data.issues.flatMap(issue => (issue.projectId === id ? [issue.id] : [])).sort(),
    }))
    if (web === undefined || ops === undefined) throw new Error('two projects were asked for')
    site.data.filters.push({ id: '10300', name: 'Roadmap', jql: `project = ${web.id} ORDER BY created DESC` })
    const standIn = await startJiraStandIn({ site, product, feedLagMs: 0 })
    try {
      const { context } = await openWorkplace(database.db)
      const id = await saveConnection(database.db, 'jira', { baseUrl: standIn.url }, standIn.login)
      const named = await initiativeOf(id, '10300')
      const addressed = await initiativeOf(id, `${standIn.url}/issues/?filter=10300`)
      expect((await pass(context, id)).state).toBe('complete')
      // An item has one initiative, of those of one priority the oldest.
      expect(await itemsOf(named)).toEqual(web.issues)
      expect(await itemsOf(addressed)).toEqual([])
      await changeInitiative(database.db, named, {}, { scope: [] }, new Date().toISOString())
      expect(await itemsOf(addressed)).toEqual(web.issues)

      const [filter] = site.data.filters
      if (filter !== undefined) filter.jql = `project = ${ops.id}`
      expect((await pass(context, id)).state).toBe('complete')
      expect(await itemsOf(addressed)).toEqual(ops.issues)

      // One whose text names a field that is gone, and then one that is gone itself: neither holds up a pass.
      if (filter !== undefined) filter.jql = 'nonsense = 1'
      for (const _ of [1, 2]) {
        expect((await pass(context, id)).state).toBe('complete')
        expect(await itemsOf(addressed)).toEqual(ops.issues)
        expect(await gapsOf(id)).toMatchObject([{ detail: expect.stringContaining('does not run the filter 10300') }])
        site.data.filters.length = 0
      }

      await changeInitiative(database.db, addressed, {}, { scope: [] }, new Date().toISOString())
      expect((await pass(context, id)).state).toBe('complete')
      expect(await gapsOf(id)).toEqual([])
      expect(await queryRows(database.db, sql`select 1 from saved_query where connection_id = ${id}`)).toEqual([])
    } finally {
      await standIn.close()
    }
  }, 60_000)
})

test('a query of Azure DevOps decides what is in scope: flat, of trees, or with @project', async () => {
  const organization = createSmallOrganization(120)
  const { state } = organization
  const [project] = state.projects
  if (project === undefined) throw new Error('no project')
  const [flat, tree, relative] = ['flat', 'tree', 'relative'].map(name => createGuid(`query ${name}`)) as [
    string,
    string,
    string,
  ]
  const select = 'SELECT [System.Id] FROM WorkItems WHERE'
  state.queries.push(
    { id: flat, wiql: `${select} [System.Id] > 1000` },
    { id: tree, wiql: `${select} [System.Id] > 0`, isTree: true },
    { id: relative, wiql: `${select} [System.TeamProject] = @project` },
  )
  const standIn = await startAzureDevOpsStandIn({ organization, personalAccessToken: 'good' })
  try {
    const { context } = await openWorkplace(database.db)
    const credentials = { type: 'personal-access-token', token: 'good' }
    const id = await saveConnection(database.db, 'azure-devops', { baseUrl: standIn.url }, credentials)
    const live = state.workItems.filter(({ deletion }) => deletion === null).map(item => item.id)
    expect(live.some(item => findParentId(organization, item) !== null)).toBe(true)

    const initiative = await initiativeOf(id, flat.toUpperCase())
    const expectAfterPass = async (query: string, ids: readonly number[]) => {
      const scope = [{ effect: 'include', connectionId: id, selector: 'query', value: query, project: null }] as const
      await changeInitiative(database.db, initiative, {}, { scope }, new Date().toISOString())
      expect((await pass(context, id)).state).toBe('complete')
      expect(await itemsOf(initiative), query).toEqual(ids.map(String).sort())
    }
    await expectAfterPass(
      flat,
      live.filter(item => item > 1_000),
    )
    await expectAfterPass(tree, live)
    const address = `${standIn.url}/${encodeURIComponent(project.name)}/_queries/query/${relative}/`
    const areas = new Set(state.nodes.filter(node => node.projectId === project.id).map(node => node.id))
    await expectAfterPass(
      address,
      state.workItems
        .filter(({ deletion, revisions }) => deletion === null && areas.has(revisions.at(-1)?.areaId ?? 0))
        .map(item => item.id),
    )

    const words = {
      'a query that nobody saved': 'names no query of Azure DevOps',
      [relative]: 'uses @project',
      [createGuid('query of someone else')]: 'TF401243',
    }
    for (const [query, why] of Object.entries(words)) {
      await initiativeOf(id, query)
      await pass(context, id)
      expect(await gapsOf(id)).toContainEqual(
        expect.objectContaining({ subject: query, detail: expect.stringContaining(why) }),
      )
    }
  } finally {
    await standIn.close()
  }
}, 90_000)
