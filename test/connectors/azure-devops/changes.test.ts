import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RejectedError } from '../../../connectors/errors.ts'
import {
  changeType,
  deleteWorkItem,
  destroyWorkItem,
  editWorkItem,
  moveToProject,
  restoreWorkItem,
} from '../../../demo/azure-devops/edits.ts'
import { moveToParent } from '../../../demo/azure-devops/link-edits.ts'
import { listAzureDevOpsOracle } from '../../../demo/azure-devops/oracle.ts'
import {
  editIterationDates,
  removeProjectPermission,
  renameProject,
  restoreProjectPermission,
} from '../../../demo/azure-devops/project-edits.ts'
import type { Scope, Stream } from '../../../src/work/raw-record.ts'
import {
  askStandIn,
  failureOf,
  firstPage,
  gather,
  keepExisting,
  NOW,
  type Opened,
  openSource,
  type Reading,
  readAll,
  requireFirst,
} from './opened-source.ts'

/** Other suites may share the machine. */
const SLOW = { timeout: 30_000 }
const BY = 'noah.kim@halden.example'

let opened: Opened
let cursors: Map<string, string | null>

// One organisation for all: each test catches up first, and what it changes is new to nobody but itself.
beforeAll(async () => {
  opened = await openSource()
  cursors = new Map()
  await catchUp('work_items')
}, 60_000)
afterAll(() => opened.close())

async function catchUp(stream: Stream, scope: Scope = opened.collection): Promise<Reading> {
  const key = `${scope.externalId} ${stream}`
  const reading = await readAll(opened.source, stream, scope, cursors.get(key) ?? null)
  cursors.set(key, reading.cursor)
  return reading
}

const liveItem = (project: string, type = 'User Story') => {
  const { state } = opened.organization
  const projectId = state.projects.find(({ name }) => name === project)?.id
  const found = state.workItems.filter(item => {
    const last = item.revisions.at(-1)
    return item.deletion === null && last?.type === type && areaProject(last.areaId) === projectId
  })
  return requireFirst(found)
}
const areaProject = (areaId: number) => opened.organization.state.nodes.find(({ id }) => id === areaId)?.projectId

describe('an incremental sync', SLOW, () => {
  it('brings nothing when nothing has changed, with one request for each feed and one for the projects', async () => {
    await catchUp('work_items')
    await catchUp('links')
    const before = opened.standIn.requests.length
    expect((await catchUp('work_items')).raw).toEqual([])
    expect((await catchUp('links')).raw).toEqual([])
    expect(opened.standIn.requests.length - before).toBe(3)
  })

  it('brings each new revision, with a value that was emptied', async () => {
    await catchUp('work_items')
    const { id } = liveItem('Core Platform')
    editWorkItem(opened.organization, { id, by: BY, fields: { 'Microsoft.VSTS.Scheduling.StoryPoints': 8 } })
    editWorkItem(opened.organization, {
      id,
      by: BY,
      fields: { 'Microsoft.VSTS.Scheduling.StoryPoints': null, 'System.AssignedTo': null },
    })
    const { records } = await catchUp('work_items')
    const entries = records.flatMap(record => (record.type === 'work_item' ? record.history : []))
    expect(entries.map(({ set }) => set['Microsoft.VSTS.Scheduling.StoryPoints'])).toEqual([8, null])
    expect(entries[1]?.set.assignee).toBeNull()
    const by = opened.organization.state.people.find(({ email }) => email === BY)
    expect(entries[0]?.authorId).toBe(by?.id)
  })

  it('reports what went to the recycle bin as removed, and what came back as it is', async () => {
    await catchUp('work_items')
    const { id } = liveItem('Core Platform')
    deleteWorkItem(opened.organization, { id, by: BY })
    const deleted = await catchUp('work_items')
    expect(deleted.records.map(({ type }) => type)).toEqual(['removal'])
    expect(deleted.records[0]).toMatchObject({ kind: 'work_item', externalId: String(id), how: 'recycle bin' })
    expect(await opened.source.fetch([{ kind: 'work_item', externalId: String(id) }])).toEqual([
      { outcome: 'deleted', ref: { kind: 'work_item', externalId: String(id) }, how: 'recycle bin' },
    ])
    restoreWorkItem(opened.organization, { id, by: BY })
    const restored = await catchUp('work_items')
    expect(restored.records.some(record => record.type === 'work_item' && record.externalId === String(id))).toBe(true)
  })

  it('sees the recycle bin also where the list of fields leaves the mark of it out', async () => {
    const other = await openSource({ organization: opened.organization })
    try {
      const { value } = await askStandIn(other.standIn, '/_apis/wit/fields')
      const listed = value.filter(field => !JSON.stringify(field).includes('System.IsDeleted'))
      expect(listed.length).toBeLessThan(value.length)
      other.standIn.faults.add({
        match: ({ path }) => path.toLowerCase().includes('/wit/fields'),
        fault: 'status',
        status: 200,
        body: JSON.stringify({ value: listed }),
      })
      const { raw } = await readAll(other.source, 'work_items', other.collection, null)
      expect([...keepExisting(raw)].sort()).toEqual([...listAzureDevOpsOracle(opened.organization).workItems].sort())
    } finally {
      await other.close()
    }
  })

  it('never calls an item deleted that it cannot see, and finds it missing in the census', async () => {
    const { id } = liveItem('Data Lake')
    destroyWorkItem(opened.organization, id)
    const ref = { kind: 'work_item', externalId: String(id) } as const
    expect(await opened.source.fetch([ref])).toEqual([{ outcome: 'not_visible', ref }])
    const listed = await gather(opened.source.census('work_items', opened.collection))
    expect(listed.map(({ externalId }) => externalId)).not.toContain(String(id))
  })

  it('keeps the id of an item that changes its type', async () => {
    await catchUp('work_items')
    const { id } = liveItem('Core Platform')
    changeType(opened.organization, { id, by: BY, type: 'Bug' })
    const { records } = await catchUp('work_items')
    const item = records.find(record => record.type === 'work_item')
    expect(item).toMatchObject({ externalId: String(id), typeId: expect.stringMatching(/\/Bug$/) })
  })

  it('learns of a new parent from the link feed, although no revision tells of it', async () => {
    await catchUp('work_items')
    await catchUp('links')
    const child = liveItem('Core Platform')
    const parent = liveItem('Core Platform', 'Feature')
    const current = [...opened.organization.state.links]
      .filter(link => link.targetId === child.id && link.rel.endsWith('Hierarchy'))
      .at(-1)
    const target = current?.sourceId === parent.id ? liveItem('Data Lake', 'Feature') : parent
    moveToParent(opened.organization, { id: child.id, parentId: target.id, by: BY })
    expect((await catchUp('work_items')).raw).toEqual([])
    const links = (await catchUp('links')).records.flatMap(record => (record.type === 'link' ? [record] : []))
    expect(links.find(({ active }) => active)).toMatchObject({
      typeId: 'System.LinkTypes.Hierarchy',
      fromId: String(target.id),
      toId: String(child.id),
    })
    const fetched = requireFirst(await opened.source.fetch([{ kind: 'work_item', externalId: String(child.id) }]))
    if (fetched.outcome !== 'found') throw new Error('the item exists')
    expect(fetched.records.at(-1)?.kind).toBe('relations')
  })

  it('takes moved dates of an iteration, and asks for teams only when something has changed', async () => {
    const scope = requireFirst((await gather(opened.source.discover())).slice(1))
    await catchUp('iterations', scope)
    const before = opened.standIn.requests.length
    expect((await catchUp('iterations', scope)).raw).toEqual([])
    expect(opened.standIn.requests.length - before).toBe(1)
    const node = requireFirst(
      opened.organization.state.nodes.filter(({ projectId, startDate }) => projectId === scope.externalId && startDate),
    )
    editIterationDates(opened.organization, {
      iteration: node.identifier,
      startDate: '2027-03-01',
      finishDate: '2027-03-14',
    })
    const { records } = await catchUp('iterations', scope)
    expect(records.find(({ externalId }) => externalId === String(node.id))).toMatchObject({
      startDay: '2027-03-01',
      endDay: '2027-03-14',
      state: 'future',
    })
  })
})

describe('followed projects', SLOW, () => {
  it('bring only their own items; one that leaves is reported once, one that never was inside is not', async () => {
    const narrow = await openSource({ organization: opened.organization, projects: ['core platform'] })
    try {
      const first = await readAll(narrow.source, 'work_items', narrow.collection, null)
      const projectId = opened.organization.state.projects.find(({ name }) => name === 'Core Platform')?.id
      const items = first.records.flatMap(record => (record.type === 'work_item' ? [record] : []))
      expect(new Set(items.map(item => item.projectId))).toEqual(new Set([projectId]))
      const inside = new Set(items.map(({ externalId }) => externalId))
      const removals = first.records.flatMap(record => (record.type === 'removal' ? [record] : []))
      const left = removals.filter(({ how }) => how === 'moved out of the followed projects')
      expect(left.every(({ externalId }) => inside.has(externalId))).toBe(true)

      const { id } = liveItem('Core Platform')
      moveToProject(opened.organization, { id, by: BY, project: 'Data Lake' })
      const moved = await readAll(narrow.source, 'work_items', narrow.collection, first.cursor)
      expect(moved.records).toEqual([
        expect.objectContaining({ type: 'removal', externalId: String(id), visibility: 'not_visible' }),
      ])
      expect(JSON.stringify(moved.raw)).not.toContain('System.Title')
      moveToProject(opened.organization, { id, by: BY, project: 'Core Platform' })
      const back = await readAll(narrow.source, 'work_items', narrow.collection, moved.cursor)
      expect(back.records.some(record => record.type === 'work_item' && record.projectId === projectId)).toBe(true)
    } finally {
      await narrow.close()
    }
  })

  it('start the feed over when they change', async () => {
    const narrow = await openSource({ organization: opened.organization, projects: ['Core Platform'] })
    try {
      const start = await firstPage(opened.source.read('work_items', opened.collection, null))
      const { cursor } = await firstPage(narrow.source.read('work_items', narrow.collection, null))
      const again = await firstPage(opened.source.read('work_items', opened.collection, cursor))
      expect(again.records).toEqual(start.records)
      expect((await firstPage(opened.source.read('work_items', opened.collection, start.cursor))).records).not.toEqual(
        start.records,
      )
    } finally {
      await narrow.close()
    }
  })

  it('are named when they do not exist or are not visible', async () => {
    const wrong = await openSource({ organization: opened.organization, projects: ['Core Platform', 'Atlantis'] })
    try {
      const error = await failureOf(() => gather(wrong.source.discover()))
      expect(error).toBeInstanceOf(RejectedError)
      expect(error).toMatchObject({ reason: 'bad_settings', message: expect.stringContaining('"Atlantis"') })
      expect((await wrong.source.check()).problems).toEqual([expect.stringContaining('"Atlantis"')])
    } finally {
      await wrong.close()
    }
  })

  it('keep their id when they are renamed', async () => {
    await catchUp('work_items')
    const item = liveItem('Core Platform')
    const projectId = areaProject(item.revisions.at(-1)?.areaId ?? 0)
    renameProject(opened.organization, { project: 'Core Platform', name: 'Base Camp', at: NOW })
    editWorkItem(opened.organization, { id: item.id, by: BY, fields: { 'System.Title': 'After the rename' } })
    const { records, pages } = await catchUp('work_items')
    expect(records.find(record => record.type === 'work_item')).toMatchObject({ projectId, title: 'After the rename' })
    expect(pages.flatMap(page => page.gaps ?? [])).toEqual([])

    // A revision may hold the name of its time.
    const fields = { 'System.TeamProject': 'Core Platform', 'System.ChangedDate': '2026-05-04T10:00:00Z' }
    opened.standIn.faults.add({
      match: ({ path }) => path.toLowerCase().includes('workitemrevisions'),
      fault: 'status',
      status: 200,
      body: JSON.stringify({ values: [{ id: 9, rev: 1, fields }], isLastBatch: true, continuationToken: '9;9;0' }),
    })
    const old = await firstPage(opened.source.read('work_items', opened.collection, null))
    expect(old.gaps).toEqual([])
    expect(old.records.map(({ context }) => context.projectId)).toEqual([projectId])
    renameProject(opened.organization, { project: 'Base Camp', name: 'Core Platform', at: NOW })
  })

  it('that vanish are neither deleted items nor an end of the sync', async () => {
    await catchUp('work_items')
    const { id } = liveItem('Data Lake')
    removeProjectPermission(opened.organization, 'Data Lake')
    const ref = { kind: 'work_item', externalId: String(id) } as const
    expect((await catchUp('work_items')).records).toEqual([])
    expect(await opened.source.fetch([ref])).toEqual([{ outcome: 'not_visible', ref }])
    restoreProjectPermission(opened.organization, 'Data Lake')
    expect((await opened.source.fetch([ref]))[0]?.outcome).toBe('found')
    expect(listAzureDevOpsOracle(opened.organization).workItems).toContain(String(id))
  })

  it('that are hidden while the feed of links is read bring what was linked then when they are seen again', async () => {
    await catchUp('links')
    const { id } = liveItem('Data Lake')
    const parentId = liveItem('Data Lake', 'Epic').id
    removeProjectPermission(opened.organization, 'Data Lake')
    moveToParent(opened.organization, { id, parentId, by: BY })
    const isMade = (reading: Reading): boolean =>
      reading.records.some(
        record =>
          record.type === 'link' && record.active && record.fromId === String(parentId) && record.toId === String(id),
      )
    expect(isMade(await catchUp('links'))).toBe(false)
    restoreProjectPermission(opened.organization, 'Data Lake')
    // The list of projects is a moment old.
    await catchUp('links')
    expect(isMade(await catchUp('links'))).toBe(true)
    expect((await catchUp('links')).raw).toEqual([])
  })
})
