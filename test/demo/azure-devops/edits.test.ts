import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  addCompletedWork,
  changeType,
  createWorkItem,
  deleteWorkItem,
  destroyWorkItem,
  editWorkItem,
  moveTargetDate,
  moveToProject,
  restoreWorkItem,
} from '../../../demo/azure-devops/edits.ts'
import { addLink } from '../../../demo/azure-devops/link-edits.ts'
import { latestRevision, loadWorkItem } from '../../../demo/azure-devops/look-up.ts'
import { listAzureDevOpsOracle } from '../../../demo/azure-devops/oracle.ts'
import { editIterationDates, renameProject } from '../../../demo/azure-devops/project-edits.ts'
import type { AzureDevOpsStandIn } from '../../../demo/azure-devops/server.ts'
import { ask, startStandIn } from './organization-for-tests.ts'

interface Shown {
  readonly id: number
  readonly rev: number
  readonly fields: Readonly<Record<string, unknown>>
}

describe('edits made in process are seen through the protocol', () => {
  let standIn: AzureDevOpsStandIn
  const by = 'noah.kim@halden.example'
  const read = (id: number): Promise<Shown> => ask<Shown>(standIn, `/_apis/wit/workitems/${id}`)
  const create = (type = 'User Story', project = 'Core Platform'): number =>
    createWorkItem(standIn.organization, { project, type, by, fields: { 'System.Title': 'Made by a test' } }).id

  beforeAll(async () => {
    standIn = await startStandIn()
  })
  afterAll(() => standIn.close())

  it('an edit is a new revision with its author, and the dates that a change of state sets', async () => {
    const id = create()
    const edited = editWorkItem(standIn.organization, {
      id,
      by,
      fields: {
        'System.State': 'Closed',
        'System.AssignedTo': 'Elena Petrova',
        'System.IterationPath': 'Core Platform\\Sprint 3',
        'Microsoft.VSTS.Common.Priority': null,
      },
    })
    const shown = await read(id)
    expect([shown.rev, edited.rev]).toEqual([2, 2])
    expect(shown.fields).toMatchObject({
      'System.State': 'Closed',
      'System.IterationPath': 'Core Platform\\Sprint 3',
      'System.ChangedBy': { uniqueName: by },
      'System.AssignedTo': { displayName: 'Elena Petrova' },
      'Microsoft.VSTS.Common.ClosedDate': edited.changedDate,
    })
    expect(shown.fields).not.toHaveProperty(['Microsoft.VSTS.Common.Priority'])
    expect(() => editWorkItem(standIn.organization, { id, by, fields: { 'System.State': 'Done' } })).toThrow(
      'has no state Done',
    )
  })

  it('an update tells who moved the target date from when to when, and its time is not revisedDate', async () => {
    const id = create('Epic')
    moveTargetDate(standIn.organization, { id, by, to: '2027-01-15' })
    const moved = moveTargetDate(standIn.organization, { id, by: 'Wei Zhang', to: '2027-02-26' })
    const { value } = await ask<{ value: readonly { fields: Record<string, unknown>; revisedDate: string }[] }>(
      standIn,
      `/_apis/wit/workitems/${id}/updates`,
    )
    expect(value.at(-1)?.revisedDate).toBe('9999-01-01T00:00:00Z')
    expect(value.at(-1)?.fields).toMatchObject({
      'Microsoft.VSTS.Scheduling.TargetDate': { oldValue: '2027-01-15T00:00:00Z', newValue: '2027-02-26T00:00:00Z' },
      'System.ChangedBy': { newValue: { displayName: 'Wei Zhang' } },
      'System.ChangedDate': { newValue: moved.changedDate },
    })
  })

  it('hours added and corrected are worklogs of the oracle, by revision', () => {
    const id = create('Task')
    const before = listAzureDevOpsOracle(standIn.organization).worklogs.length
    addCompletedWork(standIn.organization, { id, by, hours: 5 })
    editWorkItem(standIn.organization, { id, by, fields: { 'System.Title': 'No hours here' } })
    addCompletedWork(standIn.organization, { id, by, hours: -2 })
    const { worklogs } = listAzureDevOpsOracle(standIn.organization)
    expect(worklogs.slice(before - worklogs.length)).toEqual([`${id}@2`, `${id}@4`])
    expect(
      latestRevision(loadWorkItem(standIn.organization, id)).fields['Microsoft.VSTS.Scheduling.CompletedWork'],
    ).toBe(3)
  })

  it('a deleted item is in the recycle bin and nowhere else until it is restored', async () => {
    const id = create()
    const bin = async (): Promise<readonly number[]> =>
      (await ask<{ value: readonly { id: number }[] }>(standIn, '/Core%20Platform/_apis/wit/recyclebin')).value.map(
        entry => entry.id,
      )
    deleteWorkItem(standIn.organization, { id, by })
    expect(await read(id)).toHaveProperty('typeKey', 'WorkItemUnauthorizedAccessException')
    expect(await bin()).toContain(id)
    expect(listAzureDevOpsOracle(standIn.organization).workItems).not.toContain(String(id))
    expect(() => editWorkItem(standIn.organization, { id, by, fields: {} })).toThrow('recycle bin')
    restoreWorkItem(standIn.organization, { id, by })
    expect((await read(id)).fields['System.IsDeleted']).toBe(false)
    expect(await bin()).not.toContain(id)
    expect(listAzureDevOpsOracle(standIn.organization).workItems).toContain(String(id))
  })

  it('a destroyed item leaves no trace in any answer, nor do its links', async () => {
    const [id, other] = [create(), create()]
    addLink(standIn.organization, { rel: 'System.LinkTypes.Dependency', sourceId: id, targetId: other, by })
    expect(listAzureDevOpsOracle(standIn.organization).links).toContain(`System.LinkTypes.Dependency:${id}:${other}`)
    destroyWorkItem(standIn.organization, id)
    expect(await read(id)).toHaveProperty('typeKey')
    expect(await ask(standIn, `/_apis/wit/workitems/${other}?$expand=relations`)).not.toHaveProperty('relations')
    const longAgo = encodeURIComponent(new Date(0).toUTCString())
    const feeds = [
      await ask<{ values: readonly { id: number }[] }>(
        standIn,
        `/_apis/wit/reporting/workitemrevisions?includeDeleted=true&startDateTime=${longAgo}`,
      ),
      await ask<{ values: readonly { id: number }[] }>(standIn, '/_apis/wit/reporting/workitemlinks'),
    ]
    expect(JSON.stringify(feeds)).not.toContain(`:${id},`)
    expect(listAzureDevOpsOracle(standIn.organization).links.filter(link => link.includes(`:${id}`))).toEqual([])
  })

  it("an item moved to another project keeps its id and takes that project's areas, types and states", async () => {
    const id = create()
    moveToProject(standIn.organization, { id, by, project: 'Billing Engine' })
    const shown = await read(id)
    expect(shown.fields).toMatchObject({
      'System.TeamProject': 'Billing Engine',
      'System.AreaPath': 'Billing Engine',
      'System.WorkItemType': 'Product Backlog Item',
      'System.State': 'New',
    })
    const underOld = await ask(standIn, `/Core%20Platform/_apis/wit/workitems/${id}`)
    expect(underOld).toHaveProperty('typeKey', 'WorkItemUnauthorizedAccessException')
  })

  it('a changed type keeps the id; a state the new type lacks becomes its first', async () => {
    const id = create('Risk')
    changeType(standIn.organization, { id, by, type: 'Bug' })
    expect((await read(id)).fields).toMatchObject({ 'System.WorkItemType': 'Bug', 'System.State': 'New' })
  })

  it('an item as it was at an instant is what it was then', async () => {
    const id = create()
    const at = (minute: number): Date => new Date(Date.now() + minute * 60_000)
    editWorkItem(standIn.organization, { id, by, at: at(10), fields: { 'System.Title': 'Later' } })
    const before = await ask<Shown>(standIn, `/_apis/wit/workitems/${id}?asOf=${at(5).toISOString()}`)
    expect([before.rev, before.fields['System.Title']]).toEqual([1, 'Made by a test'])
  })

  it('new iteration dates and a new project name change answers without a revision', async () => {
    const { lastWatermark } = standIn.organization.state
    editIterationDates(standIn.organization, {
      iteration: 'Billing Engine\\Sprint 20',
      startDate: '2026-12-07',
      finishDate: '2026-12-24',
    })
    const nodes = await ask<{ attributes: unknown }>(
      standIn,
      '/Billing%20Engine/_apis/wit/classificationnodes/Iterations/Sprint%2020',
    )
    expect(nodes.attributes).toEqual({ startDate: '2026-12-07T00:00:00Z', finishDate: '2026-12-24T00:00:00Z' })
    renameProject(standIn.organization, { project: 'Data Lake', name: 'Data Ocean' })
    const item = standIn.organization.state.workItems.find(
      ({ revisions }) =>
        revisions[0]?.type === 'Epic' &&
        revisions[0].areaId === 1_000 + standIn.organization.state.nodes.findIndex(({ name }) => name === 'Lakehouse'),
    )
    expect((await read(item?.id ?? 0)).fields).toMatchObject({
      'System.TeamProject': 'Data Ocean',
      'System.AreaPath': 'Data Ocean\\Lakehouse',
    })
    const history = await ask<{ value: readonly { name: string }[] }>(standIn, '/_apis/projecthistory?minRevision=19', {
      version: '7.1-preview',
    })
    expect(history.value.map(({ name }) => name)).toEqual(['Data Ocean'])
    expect(standIn.organization.state.lastWatermark).toBe(lastWatermark)
  })
})
