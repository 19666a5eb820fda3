import type { Json } from '../../../src/work/raw-record.ts'
import type { Exchange, Recordings } from '../../recording.ts'
import {
  agileBacklogs,
  agileCategories,
  agileTypes,
  fields,
  HARBOUR,
  cutNodes,
  harbourNodes,
  KEEPERS,
  LIGHTHOUSE,
  lighthouseNodes,
  ORGANIZATION_PATH,
  processes,
  projectHistory,
  projects,
  relationTypes,
  scrumBacklogs,
  scrumCategories,
  scrumTypes,
  teamIterations,
  teams,
} from './answers.ts'
import { capacities, noTeams, SPRINT_2, teamDaysOff, teamMembers, teamSettings } from './teams.ts'
import { deliveries } from './deliveries.ts'
import { moveToOwnServer } from './own-server.ts'
import {
  connectionData,
  FIRST_TOKEN,
  firstLinks,
  firstRevisions,
  found,
  LAST_TOKEN,
  lampRevisions,
  lastLinks,
  lastRevisions,
  noRevisions,
  oddLinks,
  recycleBin,
  stuckLinks,
  unknownWords,
  workItemBatch,
} from './work.ts'

const NOW = '2026-03-20T12:00:00.000Z'
const TOKEN = 'sampletokenofharbour52'

const get = (path: string, answer: Json, query: Exchange['query'] = {}): Exchange => ({
  method: 'GET',
  path: ORGANIZATION_PATH + path,
  query,
  answer,
})
const post = (path: string, answer: Json, more: Pick<Exchange, 'query' | 'body'> = {}): Exchange => ({
  method: 'POST',
  path: ORGANIZATION_PATH + path,
  answer,
  ...more,
})
const wiql = (project: string, last: number, answer: Json): Exchange =>
  post(`/${project}/_apis/wit/wiql`, answer, {
    body: {
      query:
        'SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project ' +
        `AND [System.Id] > ${last} ORDER BY [System.Id]`,
    },
  })

/** Asked alone after the batch has left it out. */
const refusedItem = (id: number): Exchange => ({
  ...get(`/_apis/wit/workitems/${id}`, {
    message: `TF401232: Work item ${id} does not exist, or you do not have permissions to read it.`,
    typeKey: 'WorkItemUnauthorizedAccessException',
  }),
  status: 404,
})

const revisionFeed = '/_apis/wit/reporting/workitemrevisions'
const linkFeed = '/_apis/wit/reporting/workitemlinks'
const keepers = `/${LIGHTHOUSE}/${KEEPERS}/_apis/work/teamsettings`
const nodesOf = (project: string): string => `/${project}/_apis/wit/classificationnodes`

export const recordings: Recordings = {
  now: NOW,
  settings: { baseUrl: 'https://dev.azure.com/halden-sample', projects: ['Lighthouse', 'harbour'] },
  credentials: { type: 'personal-access-token', token: TOKEN },
  secrets: [TOKEN, Buffer.from(`PAT:${TOKEN}`).toString('base64')],
  badSettings: [
    { baseUrl: 7 },
    { baseUrl: '' },
    { projects: ['Lighthouse'] },
    { baseUrl: 'https://dev.azure.com/halden-sample', projects: 'Lighthouse' },
    { baseUrl: 'https://dev.azure.com/halden-sample', token: TOKEN },
    { baseUrl: 'https://dev.azure.com/halden-sample', timeZone: 'Europe / Berlin' },
  ],
  badCredentials: [
    { type: 'personal-access-token' },
    { type: 'personal-access-token', token: '' },
    { type: 'personal-access-token', token: `${TOKEN}\r\nx-other: header` },
    { type: 'api-token', email: 'maren.holt@halden.example', apiToken: TOKEN },
    { type: 'service-principal', tenantId: 'halden' },
  ],
  exchanges: [
    get('/_apis/connectionData', connectionData),
    get('/_apis/projects', projects),
    get('/_apis/projectHistory', projectHistory),
    get('/_apis/wit/fields', fields),
    get('/_apis/wit/workitemrelationtypes', relationTypes),
    get('/_apis/work/processes', processes),
    get(`/${LIGHTHOUSE}/_apis/wit/workitemtypes`, agileTypes),
    get(`/${LIGHTHOUSE}/_apis/wit/workitemtypecategories`, agileCategories),
    get(`/${LIGHTHOUSE}/_apis/work/backlogconfiguration`, agileBacklogs),
    get(`/${HARBOUR}/_apis/wit/workitemtypes`, scrumTypes),
    get(`/${HARBOUR}/_apis/wit/workitemtypecategories`, scrumCategories),
    get(`/${HARBOUR}/_apis/work/backlogconfiguration`, scrumBacklogs),
    get(nodesOf(LIGHTHOUSE), lighthouseNodes),
    get(nodesOf(HARBOUR), harbourNodes),
    get(`/_apis/projects/${LIGHTHOUSE}/teams`, teams),
    get(`/_apis/projects/${HARBOUR}/teams`, noTeams),
    get(`/_apis/projects/${LIGHTHOUSE}/teams/${KEEPERS}/members`, teamMembers),
    get(keepers, teamSettings),
    get(`${keepers}/iterations`, teamIterations),
    get(`${keepers}/iterations/${SPRINT_2}/capacities`, capacities),
    get(`${keepers}/iterations/${SPRINT_2}/teamdaysoff`, teamDaysOff),
    get(revisionFeed, noRevisions, { $maxPageSize: '1' }),
    post(revisionFeed, lastRevisions, { query: { continuationToken: FIRST_TOKEN } }),
    post(revisionFeed, noRevisions, { query: { continuationToken: LAST_TOKEN } }),
    post(revisionFeed, firstRevisions),
    get(linkFeed, lastLinks, { continuationToken: '6281123' }),
    get(linkFeed, firstLinks),
    post('/_apis/wit/workitemsbatch', workItemBatch),
    ...[103, 999].map(id => refusedItem(id)),
    get('/_apis/wit/workItems/101/revisions', lampRevisions, { $skip: '0' }),
    get('/_apis/wit/recyclebin', recycleBin),
    wiql(LIGHTHOUSE, 0, found(101)),
    wiql(LIGHTHOUSE, 101, found()),
    wiql(HARBOUR, 0, found(102, 105)),
    wiql(HARBOUR, 105, found()),
  ],
  fetches: [
    { ref: { kind: 'work_item', externalId: '101' }, outcome: 'found' },
    { ref: { kind: 'work_item', externalId: '103' }, outcome: 'deleted' },
    { ref: { kind: 'work_item', externalId: '104' }, outcome: 'found' },
    { ref: { kind: 'work_item', externalId: '999' }, outcome: 'not_visible' },
    { ref: { kind: 'work_item', externalId: 'none' }, outcome: 'not_visible' },
    { ref: { kind: 'iteration', externalId: '22' }, outcome: 'found' },
    { ref: { kind: 'iteration', externalId: '23' }, outcome: 'not_visible' },
    { ref: { kind: 'team', externalId: KEEPERS }, outcome: 'found' },
    { ref: { kind: 'team', externalId: HARBOUR }, outcome: 'not_visible' },
  ],
  censuses: [
    {
      stream: 'work_items',
      scopeId: 'collection',
      externalIds: ['101', '102', '105'],
      cuts: [
        [wiql(HARBOUR, 0, { queryType: 'flat', asOf: NOW })],
        // Breaks off after the first id: the next window is asked for, and is not recorded.
        [wiql(HARBOUR, 0, found(102))],
        [wiql(HARBOUR, 0, found(105, 102))],
      ],
    },
    {
      stream: 'links',
      scopeId: 'collection',
      externalIds: ['System.LinkTypes.Related:101:104', 'System.LinkTypes.Dependency:101:102'],
      cuts: [
        [get(linkFeed, stuckLinks, { continuationToken: '6281123' })],
        [get(linkFeed, oddLinks, { continuationToken: '6281123' })],
      ],
    },
    {
      stream: 'iterations',
      scopeId: LIGHTHOUSE,
      externalIds: ['21', '22'],
      cuts: [[get(nodesOf(LIGHTHOUSE), cutNodes)]],
    },
    {
      stream: 'teams',
      scopeId: LIGHTHOUSE,
      externalIds: [KEEPERS],
      cuts: [[get(`/_apis/projects/${LIGHTHOUSE}/teams`, { count: 1 })]],
    },
  ],
  deliveries,
  unknownWords: unknownWords.map(word => ({ ...word, revision: 0, revisionDetail: 0, fetchedAt: NOW })),
}

export const otherRecordings: Readonly<Record<string, Recordings>> = {
  'an own server of an older version': moveToOwnServer(recordings),
}
