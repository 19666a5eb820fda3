import { describe, expect, it } from 'vitest'
import { leaveOutBugs, placeType, proposeItemMeaning } from '../../../connectors/azure-devops/backlog-levels.ts'
import { readIdentity, toPerson } from '../../../connectors/azure-devops/identity.ts'
import connector from '../../../connectors/azure-devops/index.ts'
import { readDay, readInstant } from '../../../connectors/azure-devops/instant.ts'
import { toRawRelations } from '../../../connectors/azure-devops/relations.ts'
import { UnreadableRecordError } from '../../../connectors/errors.ts'
import type { Json, RawRecord } from '../../../src/work/raw-record.ts'

const record = (kind: string, payload: Json, context: RawRecord['context'] = {}): RawRecord => ({
  kind,
  externalId: 'x',
  revision: 0,
  revisionDetail: 0,
  payload,
  context,
  fetchedAt: '2026-11-22T09:00:00.000Z',
})
const inProject = { followed: true, projectId: 'P', organizationUrl: 'https://dev.azure.com/halden', ownFields: {} }
const revision = (fields: Record<string, Json>, context: RawRecord['context'] = inProject): RawRecord =>
  record(
    'revision',
    {
      id: 7,
      rev: 3,
      fields: {
        'System.WorkItemType': 'Task',
        'System.State': 'Active',
        'System.ChangedDate': '2026-05-04T10:00:00Z',
        ...fields,
      },
    },
    context,
  )
const parseItem = (raw: RawRecord) => {
  const item = connector.parse(raw).find(parsed => parsed.type === 'work_item')
  if (item?.type !== 'work_item') throw new Error('no work item')
  return item
}

describe('an identity', () => {
  it('is one person in all three shapes', () => {
    expect(
      readIdentity({
        id: 'guid-1',
        displayName: 'Maren Holt',
        uniqueName: 'maren@halden.example',
        descriptor: 'aad.x',
      }),
    ).toMatchObject({
      id: 'guid-1',
      name: 'Maren Holt',
      email: 'maren@halden.example',
    })
    expect(readIdentity({ id: 'guid-1', uniqueName: 'Maren Holt <maren@halden.example>' })).toMatchObject({
      id: 'guid-1',
      name: 'Maren Holt',
      email: 'maren@halden.example',
    })
    expect(readIdentity('Maren Holt <maren@halden.example>')).toMatchObject({
      id: 'maren@halden.example',
      name: 'Maren Holt',
    })
    expect(readIdentity('Halden Build Service <halden\\build>')).toMatchObject({ id: 'halden\\build', email: null })
  })

  it('is nobody where there is nothing, and never throws', () => {
    for (const value of [null, undefined, '', '  ', 0, {}, [], { displayName: 'No id' }])
      expect(readIdentity(value)).toBeNull()
  })

  it('tells services from people by the descriptor only', () => {
    const kindOf = (descriptor: string) => toPerson({ id: '1', name: 'Build', email: null, descriptor }).kind
    expect([kindOf('aad.QQ'), kindOf('msa.QQ'), kindOf('svc.QQ'), kindOf('vssgp.QQ')]).toEqual([
      'human',
      'human',
      'service',
      'unknown',
    ])
  })
})

describe('an instant', () => {
  it('is read with any number of digits, always as UTC', () => {
    expect(readInstant('2026-03-10T16:20:00.1234567Z')).toBe('2026-03-10T16:20:00.123Z')
    expect(readInstant('2026-03-10T16:20:00')).toBe('2026-03-10T16:20:00.000Z')
    expect(readInstant('2026-03-10T16:20:00.1+02:00')).toBe('2026-03-10T14:20:00.100Z')
    for (const value of ['10/3/2026', '2026-13-01T00:00:00Z', '', null, 5]) expect(readInstant(value)).toBeNull()
  })

  it('gives its UTC day, wherever this runs', () => {
    expect(readDay('2026-03-10T00:00:00Z')).toBe('2026-03-10')
    expect(readDay('2026-03-10T23:59:59.9Z')).toBe('2026-03-10')
    expect(readDay('2026-03-10')).toBe('2026-03-10')
    expect(readDay('soon')).toBeNull()
  })
})

describe('a revision', () => {
  it('sets every planning value, also those that are empty and those of the organisation', () => {
    const { history } = parseItem(
      revision(
        { 'Custom.Dose': 2.5, 'Custom.Ready': '2026-06-01T22:00:00Z' },
        {
          ...inProject,
          ownFields: { 'Custom.Dose': 'double', 'Custom.Ready': 'dateTime', 'Custom.Gone': 'double' },
        },
      ),
    )
    expect(history[0]?.set).toMatchObject({
      'Custom.Dose': 2.5,
      'Custom.Ready': '2026-06-01',
      'Custom.Gone': null,
      'Microsoft.VSTS.Scheduling.RemainingWork': null,
      assignee: null,
    })
  })

  it('keeps the iteration that was set before where it does not tell one', () => {
    expect(parseItem(revision({ 'System.IterationId': 12 })).history[0]?.set.iterations).toEqual(['12'])
    expect(parseItem(revision({})).history[0]?.set).not.toHaveProperty('iterations')
  })

  it('happened at its changed date, not when it was superseded', () => {
    const item = parseItem(revision({ 'System.RevisedDate': '9999-01-01T00:00:00Z' }))
    expect(item.history[0]?.at).toBe('2026-05-04T10:00:00.000Z')
  })

  it('in the recycle bin says nothing but that', () => {
    expect(
      connector.parse(revision({ 'System.IsDeleted': true, 'System.AssignedTo': 'M <m@halden.example>' })),
    ).toEqual([
      {
        type: 'removal',
        kind: 'work_item',
        externalId: '7',
        visibility: 'deleted',
        at: '2026-05-04T10:00:00.000Z',
        how: 'recycle bin',
      },
    ])
  })

  it('that is not what is documented is refused alone', () => {
    const broken = [
      revision({ 'System.ChangedDate': null }),
      revision({ 'System.State': 5 }),
      record('revision', { id: 7, rev: 1 }, inProject),
      record('revision', null, inProject),
      record('revision', { id: 7, rev: 1, fields: {} }, {}),
      record('poem', {}),
    ]
    for (const raw of broken) expect(() => connector.parse(raw)).toThrow(UnreadableRecordError)
  })
})

describe('a type', () => {
  const backlogs = {
    taskBacklog: { id: 'Microsoft.TaskCategory', workItemTypes: [{ name: 'Task' }] },
    requirementBacklog: { id: 'Microsoft.RequirementCategory', workItemTypes: [{ name: 'Story' }] },
    portfolioBacklogs: [
      { id: 'Halden.Theme', rank: 50, workItemTypes: [{ name: 'Theme' }] },
      { id: 'Microsoft.EpicCategory', rank: 40, workItemTypes: [{ name: 'Epic' }] },
      { id: 'Microsoft.FeatureCategory', rank: 30, workItemTypes: [{ name: 'Feature' }, { name: 'Enabler' }] },
    ],
    backlogFields: null,
    bugsBehavior: 'asTasks',
  }
  const judge = (name: string, categories: string[] = [], referenceName?: string, of: typeof backlogs = backlogs) =>
    proposeItemMeaning(name, referenceName, placeType(name, of, categories))

  it('has the level of its backlog, whatever it is called', () => {
    expect(['Task', 'Story', 'Enabler', 'Epic', 'Theme'].map(name => judge(name)?.value)).toEqual([
      { kind: 'task', level: -1 },
      { kind: 'story', level: 0 },
      { kind: 'feature', level: 1 },
      { kind: 'epic', level: 2 },
      { kind: 'initiative', level: 3 },
    ])
  })

  it('that is a bug lies where the team keeps its bugs', () => {
    expect(judge('Defect', ['Microsoft.BugCategory'])?.value).toEqual({ kind: 'bug', level: -1 })
    const asRequirements = { ...backlogs, bugsBehavior: 'asRequirements' }
    expect(judge('Defect', ['Microsoft.BugCategory'], undefined, asRequirements)?.value).toEqual({
      kind: 'bug',
      level: 0,
    })
  })

  it('that is a bug lies there also by levels that another team has added bugs to', () => {
    const bug = { referenceName: 'Microsoft.BugCategory', workItemTypes: [{ name: 'Defect' }] }
    const others = {
      ...backlogs,
      taskBacklog: { id: 'Microsoft.TaskCategory', workItemTypes: [{ name: 'Task' }, { name: 'Defect' }] },
    }
    for (const [bugsBehavior, level] of [
      ['asTasks', -1],
      ['asRequirements', 0],
      ['off', 0],
    ] as const) {
      const here = { ...leaveOutBugs(others, [bug]), bugsBehavior }
      expect(proposeItemMeaning('Defect', undefined, placeType('Defect', here, [bug.referenceName]))?.value).toEqual({
        kind: 'bug',
        level,
      })
      expect(proposeItemMeaning('Task', undefined, placeType('Task', here, []))?.value).toEqual({
        kind: 'task',
        level: -1,
      })
    }
  })

  it('on no backlog is judged by its reference name, and by its name only as a hint', () => {
    expect(judge('Problema', [], 'Microsoft.VSTS.WorkItemTypes.Impediment')).toMatchObject({
      value: { kind: 'issue' },
      confidence: 0.7,
    })
    expect(judge('Project Risk')?.confidence).toBeLessThan(0.5)
    expect(judge('Lamp Check')).toBeNull()
  })
})

describe('relations of an item', () => {
  const organizationUrl = 'https://dev.azure.com/halden'
  const own = `${organizationUrl}/_apis/wit/workItems/9`
  const linksOf = (...relations: readonly unknown[]): readonly string[] =>
    connector
      .parse(toRawRelations(7, relations, { organizationUrl, fetchedAt: '2026-11-22T09:00:00.000Z', isWhole: false }))
      .flatMap(parsed => (parsed.type === 'link' ? [parsed.externalId] : []))
  const to = (rel: string, url = own) => ({ rel, url, attributes: {} })

  it('give the same links as the feed, from either end', () => {
    expect(linksOf(to('System.LinkTypes.Hierarchy-Reverse'), to('System.LinkTypes.Dependency-Forward'))).toEqual([
      'System.LinkTypes.Hierarchy:9:7',
      'System.LinkTypes.Dependency:7:9',
    ])
  })

  it('leave to the feed what has no direction, and leave out what is not a work item of ours', () => {
    expect(
      linksOf(
        to('System.LinkTypes.Related'),
        to('Microsoft.VSTS.Common.TestedBy-Forward'),
        to('Hyperlink', 'https://halden.example'),
        to('System.LinkTypes.Dependency-Forward', 'https://dev.azure.com/other/_apis/wit/workItems/9'),
        to('System.LinkTypes.Dependency-Forward', 'https://dev.azure.com/halden2/_apis/wit/workItems/9'),
        to('System.LinkTypes.Dependency-Forward', 'vstfs:///Git/Commit/1'),
        null,
        { rel: 4 },
      ),
    ).toEqual([])
  })

  it('are ours also under the older address of the organisation', () => {
    expect(
      linksOf(to('System.LinkTypes.Dependency-Forward', 'https://halden.visualstudio.com/_apis/wit/workItems/9')),
    ).toEqual(['System.LinkTypes.Dependency:7:9'])
  })

  it('are ours under whatever name an own server gives itself, of the same collection', () => {
    const relation = (url: string) => to('System.LinkTypes.Dependency-Forward', url)
    const linksAt = (url: string): readonly unknown[] =>
      connector.parse(
        toRawRelations(7, [relation(url)], {
          organizationUrl: 'https://tfs.halden.example/tfs/Main',
          fetchedAt: '',
          isWhole: false,
        }),
      )
    expect(linksAt('http://tfs01:8080/tfs/main/0f/_apis/wit/workItems/9')).toHaveLength(1)
    expect(linksAt('http://tfs01:8080/tfs/Other/_apis/wit/workItems/9')).toHaveLength(0)
  })
})
