import type { Json } from '../../../src/work/raw-record.ts'
import { HARBOUR, ILJA, LIGHTHOUSE, list, MAREN } from './answers.ts'

type Fields = { readonly [key: string]: Json }

/** The feed shortens identities to an id and "Name <account>", a reading by id does not. */
const shorten = (value: Json): Json =>
  typeof value === 'object' && value !== null && 'uniqueName' in value
    ? { id: value['id'] ?? '', uniqueName: `${String(value['displayName'])} <${String(value['uniqueName'])}>` }
    : value

const revision = (id: number, rev: number, fields: Fields) => ({
  id,
  rev,
  fields: {
    'System.Id': id,
    'System.Rev': rev,
    'System.CreatedDate': '2026-03-02T08:00:00Z',
    'System.CreatedBy': MAREN,
    ...fields,
  },
})
type Revision = ReturnType<typeof revision>

const inFeed = ({ id, rev, fields }: Revision): Json => ({
  id,
  rev,
  fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, shorten(value)])),
})

const story = (project: string, state: string, changedDate: string, more: Fields = {}): Fields => ({
  'System.TeamProject': project,
  'System.AreaPath': `${project}\\Tower`,
  'System.AreaId': 41,
  'System.IterationPath': `${project}\\Sprint 1`,
  'System.IterationId': 21,
  'System.WorkItemType': 'User Story',
  'System.State': state,
  'System.Title': 'Ships see the lamp from ten miles',
  'System.ChangedDate': changedDate,
  'System.ChangedBy': MAREN,
  ...more,
})

const lamp = [
  revision(101, 1, story('Beacon', 'New', '2026-03-02T08:00:00Z')),
  revision(
    101,
    2,
    story('Lighthouse', 'Active', '2026-03-03T10:15:30.1Z', {
      'System.AssignedTo': ILJA,
      'Microsoft.VSTS.Scheduling.StoryPoints': 5,
    }),
  ),
  revision(
    101,
    3,
    story('Lighthouse', 'Closed', '2026-03-10T16:20:00.1234567Z', {
      'System.AssignedTo': ILJA,
      'System.Tags': 'optics; night',
    }),
  ),
]
const pier = revision(102, 1, {
  ...story('Harbour', 'New', '2026-03-04T09:00:00.5Z', {
    'System.WorkItemType': 'Product Backlog Item',
    'System.Title': 'Mend the pier',
  }),
  'Microsoft.VSTS.Scheduling.TargetDate': '2026-04-01T00:00:00Z',
  'Custom.LampHours': 12.5,
})
const binned = [
  revision(103, 1, story('Lighthouse', 'New', '2026-03-05T09:00:00Z', { 'System.Title': 'Duplicate of the lamp' })),
  revision(103, 2, story('Lighthouse', 'New', '2026-03-05T09:30:00Z', { 'System.IsDeleted': true })),
]
const moved = [
  revision(104, 1, story('Lighthouse', 'New', '2026-03-06T09:00:00Z', { 'System.Title': 'Old ropes' })),
  revision(104, 2, story('Attic', 'New', '2026-03-06T10:00:00Z', { 'System.Title': 'Old ropes' })),
]

const feed = '/halden-sample/_apis/wit/reporting/workItemRevisions'
const batch = (rows: readonly Json[], token: string, isLastBatch: boolean): Json => ({
  values: rows,
  nextLink: `https://dev.azure.com${feed}?continuationToken=${encodeURIComponent(token)}&api-version=7.1`,
  continuationToken: token,
  isLastBatch,
})
export const FIRST_TOKEN = '813;350;1'
export const LAST_TOKEN = '902;358;1'
export const firstRevisions = batch([...lamp.slice(0, 2), pier].map(inFeed), FIRST_TOKEN, false)
export const lastRevisions = batch([...lamp.slice(2), ...binned, ...moved].map(inFeed), LAST_TOKEN, true)
export const noRevisions = batch([], LAST_TOKEN, true)

const link = (rel: string, sourceId: number, targetId: number, changedDate: string, isActive: boolean): Json => ({
  rel: `System.LinkTypes.${rel}`,
  sourceId,
  targetId,
  changedDate,
  isActive,
})
/** Here the position is only in the link to the next batch. */
const linkBatch = (rows: readonly Json[], token: string, isLastBatch: boolean): Json => ({
  values: rows,
  nextLink: `https://dev.azure.com/halden-sample/_apis/wit/reporting/workItemLinks?continuationToken=${token}`,
  isLastBatch,
})
export const firstLinks = linkBatch(
  [link('Hierarchy', 102, 101, '2026-03-04T10:00:00Z', true), link('Related', 101, 104, '2026-03-06T09:10:00Z', true)],
  '6281123',
  false,
)
export const lastLinks = linkBatch(
  [
    link('Hierarchy', 102, 101, '2026-03-07T10:00:00Z', false),
    link('Dependency', 101, 102, '2026-03-08T10:00:00Z', true),
  ],
  '6281199',
  true,
)
export const stuckLinks = linkBatch([link('Related', 101, 104, '2026-03-06T09:10:00Z', true)], '6281123', false)
export const oddLinks = linkBatch([{ rel: 'System.LinkTypes.Related', url: 'elsewhere' }], '6281199', true)

const workItemUrl = (id: number): string =>
  `https://dev.azure.com/halden-sample/${LIGHTHOUSE}/_apis/wit/workItems/${id}`
/** Asked for 101, 103, 104 and 999: those in the bin and unknown are null. */
export const workItemBatch = list([
  {
    ...(lamp[2] ?? {}),
    relations: [
      {
        rel: 'System.LinkTypes.Dependency-Forward',
        url: workItemUrl(102),
        attributes: { isLocked: false, name: 'Successor' },
      },
      { rel: 'System.LinkTypes.Related', url: workItemUrl(104), attributes: { isLocked: false, name: 'Related' } },
      { rel: 'Hyperlink', url: 'https://halden.example/lamp', attributes: {} },
    ],
    url: workItemUrl(101),
  },
  null,
  { ...(moved[1] ?? {}), url: workItemUrl(104) },
])
export const lampRevisions = list(lamp)
export const recycleBin = list([
  {
    id: 103,
    code: 200,
    type: 'User Story',
    name: 'Duplicate of the lamp',
    project: 'Lighthouse',
    deletedDate: '3/5/2026 9:30:00 AM',
  },
  { id: 999, code: 404, message: 'Work item 999 does not exist.' },
])

export const found = (...ids: readonly number[]): Json => ({
  queryType: 'flat',
  queryResultType: 'workItem',
  asOf: '2026-03-20T12:00:00Z',
  columns: [{ referenceName: 'System.Id', name: 'ID' }],
  workItems: ids.map(id => ({ id, url: workItemUrl(id) })),
})

export const connectionData: Json = {
  authenticatedUser: {
    id: 'a3c1f0de-11aa-4b2c-8d3e-000000000009',
    descriptor: 'Microsoft.IdentityModel.Claims.ClaimsIdentity;halden',
    subjectDescriptor: 'aad.c2VydmljZQ',
    providerDisplayName: 'Milepost Reader',
    isActive: true,
  },
  instanceId: '9d1b7c3e-55aa-4c60-9f2c-1c0a2b3d4e5f',
  deploymentType: 'hosted',
}

/** A type, its state, a field and a link of the organisation's own. */
export const unknownWords = [
  {
    kind: 'item_type',
    externalId: `${HARBOUR}/Buoy`,
    payload: {
      name: 'Buoy',
      referenceName: 'Halden.Buoy',
      states: [{ name: 'Adrift', category: 'Floating' }, { name: 'Done' }],
    },
    context: {
      projectId: HARBOUR,
      place: {
        backlogId: null,
        backlogKind: null,
        portfolioPosition: 0,
        categories: [],
        hasRequirements: true,
        bugsAreTasks: false,
      },
    },
  },
  {
    kind: 'field',
    externalId: 'Custom.Tide',
    payload: { referenceName: 'Custom.Tide', name: 'Target Date', type: 'dateTime' },
    context: {},
  },
  {
    kind: 'relation_type',
    externalId: 'Halden.Moors-Forward',
    payload: { referenceName: 'Halden.Moors-Forward', name: 'Blocks' },
    context: {},
  },
] as const
