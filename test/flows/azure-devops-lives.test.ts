import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addCompletedWork, deleteWorkItem, destroyWorkItem, restoreWorkItem } from '../../demo/azure-devops/edits.ts'
import { latestRevision, loadNode, projectOfRevision } from '../../demo/azure-devops/look-up.ts'
import { renameNode } from '../../demo/azure-devops/node-edits.ts'
import { listAzureDevOpsOracle } from '../../demo/azure-devops/oracle.ts'
import type { Organization } from '../../demo/azure-devops/organization.ts'
import type { WorkItem } from '../../demo/azure-devops/organization-state.ts'
import {
  deleteIteration,
  removeProjectPermission,
  renameIteration,
  restoreProjectPermission,
} from '../../demo/azure-devops/project-edits.ts'
import { type AzureDevOpsStandIn, startAzureDevOpsStandIn } from '../../demo/azure-devops/server.ts'
import { queryRows } from '../../src/store/database.ts'
import { createInitiative } from '../../src/store/portfolio/save-initiative.ts'
import { listStoredIds } from '../../src/store/sync/stored-ids.ts'
import { recordId } from '../../src/work/record-id.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { createSmallOrganization } from './small-trackers.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

async function connect(standIn: AzureDevOpsStandIn) {
  const { context } = await openWorkplace(database.db)
  const credentials = { type: 'personal-access-token', token: 'good' }
  const id = await saveConnection(database.db, 'azure-devops', { baseUrl: standIn.url }, credentials)
  return { context, id }
}

function findLived({ state }: Organization): WorkItem {
  const item = state.workItems.find(({ deletion, revisions }) => deletion === null && revisions.length > 3)
  if (item === undefined) throw new Error('no item has a past')
  return item
}

type Act = 'delete' | 'restore' | 'destroy' | 'read'

/** Every order in which an item can be deleted, restored and destroyed, read in between or not. */
function listLives(): readonly (readonly Act[])[] {
  const lives: (readonly Act[])[] = []
  const live = (done: readonly Act[], isBinned: boolean): void => {
    if (done.length > 0) lives.push(done)
    if (done.filter(act => act !== 'read').length === 3 || done.includes('destroy')) return
    const next: readonly Act[] = isBinned ? ['restore', 'destroy'] : ['delete', 'destroy']
    for (const act of next) {
      live([...done, act], act === 'delete')
      if (act !== 'destroy') live([...done, act, 'read'], act === 'delete')
    }
  }
  live([], false)
  return lives
}

test('items that are deleted, restored and destroyed in any order end as the tracker has them (A7)', async () => {
  const organization = createSmallOrganization(170)
  const standIn = await startAzureDevOpsStandIn({ organization, personalAccessToken: 'good' })
  try {
    const { context, id } = await connect(standIn)
    await pass(context, id)
    const by = organization.state.people[0]?.id ?? ''
    const items = organization.state.workItems.filter(({ deletion }) => deletion === null).map(item => item.id)
    const lives = listLives()
    expect(lives.length).toBeGreaterThan(20)
    expect(items.length).toBeGreaterThan(lives.length)
    // All lives go on side by side, so that one reading serves them all.
    const acts = { delete: deleteWorkItem, restore: restoreWorkItem }
    for (let step = 0; lives.some(life => step < life.length); step++) {
      let isRead = false
      for (const [position, life] of lives.entries()) {
        const [act, item] = [life[step], items[position] ?? 0]
        if (act === 'destroy') destroyWorkItem(organization, item)
        else if (act === 'read') isRead = true
        else if (act !== undefined) acts[act](organization, { id: item, by })
      }
      if (isRead) expect(await pass(context, id)).toMatchObject({ state: 'complete' })
    }
    await pass(context, id)
    expect(await pass(context, id, 'census')).toMatchObject({ state: 'complete' })
    const binned = new Set(
      organization.state.workItems.filter(({ deletion }) => deletion !== null).map(item => item.id),
    )
    const rows = await queryRows<{ id: number; visibility: string }>(
      database.db,
      sql`select external_id::int as id, visibility from work_item where connection_id = ${id}`,
    )
    const visibilityOf = new Map(rows.map(row => [row.id, row.visibility]))
    const alive = new Set(listAzureDevOpsOracle(organization).workItems.map(Number))
    for (const [position, life] of lives.entries()) {
      const item = items[position] ?? 0
      // What is destroyed leaves no trace anywhere: all that is known is that it is no longer shown.
      const expected = alive.has(item) ? ['visible'] : binned.has(item) ? ['deleted'] : ['not_visible', 'deleted']
      expect(expected, life.join(', ')).toContain(visibilityOf.get(item))
    }
  } finally {
    await standIn.close()
  }
}, 90_000)

test('an iteration that is renamed keeps its items, and one that is deleted stays in their history (A8)', async () => {
  const organization = createSmallOrganization(120)
  const standIn = await startAzureDevOpsStandIn({ organization, personalAccessToken: 'good' })
  try {
    const { context, id } = await connect(standIn)
    await pass(context, id)
    const by = organization.state.people[0]?.id ?? ''
    const inSprints = organization.state.workItems
      .filter(({ deletion }) => deletion === null)
      .map(item => loadNode(organization, latestRevision(item).iterationId))
      .filter(node => node.startDate !== undefined)
    const [renamed, deleted] = [...new Set(inSprints)]
    if (renamed === undefined || deleted === undefined) throw new Error('too few iterations')
    const holders = organization.state.workItems.filter(item => latestRevision(item).iterationId === deleted.id)
    const rowOf = async (node: number) =>
      (
        await queryRows<{ name: string; path: string; visibility: string; items: number }>(
          database.db,
          sql`select name, path, visibility, (select count(*)::int from work_item w where w.iteration_id = i.id) as items
            from iteration i where connection_id = ${id} and external_id = ${String(node)}`,
        )
      )[0]
    const before = await rowOf(renamed.id)
    expect(before?.items).toBeGreaterThan(0)
    renameIteration(organization, renamed.identifier, 'Renamed sprint')
    deleteIteration(organization, { iteration: deleted.identifier, moveTo: renamed.identifier, by })
    expect(await pass(context, id)).toMatchObject({ state: 'complete' })
    await pass(context, id, 'census')
    expect(await rowOf(renamed.id)).toMatchObject({ name: 'Renamed sprint', visibility: 'visible' })
    expect((await rowOf(renamed.id))?.path).toContain('Renamed sprint')
    // The row stays, so that the history of its items goes on to have a name.
    expect(await rowOf(deleted.id)).toMatchObject({ name: deleted.name, visibility: 'not_visible', items: 0 })
    for (const { id: item } of holders) {
      const spans = await queryRows<{ value: string }>(
        database.db,
        sql`select value from span where subject_id = ${recordId(id, 'work_item', String(item))} and field = 'iteration' order by valid_from`,
      )
      expect(spans.map(({ value }) => value)).toContain(recordId(id, 'iteration', String(deleted.id)))
      expect(spans.at(-1)?.value).toBe(recordId(id, 'iteration', String(renamed.id)))
    }
    expect([...(await listStoredIds(database.db, id)).iterations].sort()).toEqual(
      [...listAzureDevOpsOracle(organization).iterations].sort(),
    )
  } finally {
    await standIn.close()
  }
}, 90_000)

async function listRevisions(connectionId: string, itemId: number): Promise<readonly string[]> {
  const rows = await queryRows<{ revision: string }>(
    database.db,
    sql`select external_id as revision from raw_record where connection_id = ${connectionId} and kind = 'revision'
      and external_id like ${`${itemId}@%`} order by raw_record.revision`,
  )
  return rows.map(({ revision }) => revision)
}

test('of a project that was hidden until now the whole past is read', async () => {
  const organization = createSmallOrganization(120)
  const standIn = await startAzureDevOpsStandIn({ organization, personalAccessToken: 'good' })
  try {
    const { context, id } = await connect(standIn)
    const [by, item] = [organization.state.people[0]?.id ?? '', findLived(organization)]
    const project = projectOfRevision(organization, latestRevision(item)).id
    removeProjectPermission(organization, project)
    await pass(context, id)
    restoreProjectPermission(organization, project)
    addCompletedWork(organization, { id: item.id, by, hours: 2 })
    await pass(context, id)
    expect(await listRevisions(id, item.id)).toEqual(item.revisions.map(({ rev }) => `${item.id}@${rev}`))
  } finally {
    await standIn.close()
  }
})

test('items follow their area when it is renamed, without a revision, with all that is below it and into its scope (A8)', async () => {
  const organization = createSmallOrganization(150)
  const standIn = await startAzureDevOpsStandIn({ organization, personalAccessToken: 'good' })
  try {
    const { db } = database
    const { context, id } = await connect(standIn)
    await pass(context, id)
    const areas = organization.state.nodes.filter(({ structureType }) => structureType === 'area')
    const holders = (area: number) =>
      organization.state.workItems.filter(item => item.deletion === null && latestRevision(item).areaId === area)
    // Neither a root nor a leaf: what lies below is renamed with it.
    const above = areas.find(
      ({ id: area, parentId }) =>
        parentId !== null && areas.some(child => child.parentId === area && holders(child.id).length > 0),
    )
    if (above === undefined) throw new Error('no area has areas below it')
    const below = areas.filter(({ parentId }) => parentId === above.id).map(({ id: area }) => area)
    const inside = [above.id, ...below].flatMap(holders).map(item => String(item.id))
    const project = organization.state.projects.find(({ id: projectId }) => projectId === above.projectId)
    const path = `${project?.name}\\Renamed area`
    const rule = { connectionId: id, effect: 'include', selector: 'area', value: path, project: null } as const
    const at = new Date().toISOString()
    const { result: initiative } = await createInitiative(db, { name: 'areas', parentId: null }, { scope: [rule] }, at)
    if (initiative === 'duplicate') throw new Error('the name is taken')
    const listMembers = async () =>
      (
        await queryRows<{ id: string }>(
          db,
          sql`select w.external_id as id from initiative_item i join work_item w on w.id = i.work_item_id
            where i.initiative_id = ${initiative.id} and i.valid_to is null`,
        )
      ).map(row => row.id)
    const storedIn = async () =>
      (
        await queryRows<{ id: string }>(
          db,
          sql`select external_id as id from work_item where connection_id = ${id} and visibility = 'visible' and starts_with(area || '\\', ${`${path}\\`})`,
        )
      ).map(row => row.id)
    expect(await storedIn()).toEqual([])
    renameNode(organization, { id: above.id, name: 'Renamed area' })
    expect(await pass(context, id)).toMatchObject({ state: 'complete' })
    expect((await storedIn()).sort()).toEqual([...inside].sort())
    expect((await listMembers()).sort()).toEqual(expect.arrayContaining([...inside].sort()))
    // The stored answers still name the area as it was.
    await pass(context, id, 'replay')
    expect((await storedIn()).sort()).toEqual([...inside].sort())
    expect(listAzureDevOpsOracle(organization).workItems.length).toBeGreaterThan(inside.length)
  } finally {
    await standIn.close()
  }
}, 90_000)
