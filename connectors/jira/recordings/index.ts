import type { RawRecord } from '../../../src/work/raw-record.ts'
import type { Recordings } from '../../recording.ts'
import { dataCenterRecordings } from './data-center.ts'
import { deliveries } from './deliveries.ts'
import { effortExchanges } from './efforts.ts'
import { issueExchanges, issues } from './issues.ts'
import { planningExchanges, sprint7, version1 } from './planning.ts'
import { wordExchanges } from './words.ts'

const word = (kind: string, externalId: string, payload: RawRecord['payload']): RawRecord => ({
  kind,
  externalId,
  revision: 0,
  revisionDetail: 0,
  payload,
  context: {},
  fetchedAt: '2026-11-20T12:00:00.000Z',
})

const search = '/rest/api/3/search/jql'
const versions = '/rest/api/3/project/10000/version'

/** A railway's site: two projects, three issues with a history of every kind of row. */
export const recordings: Recordings = {
  now: '2026-11-20T12:00:00.000Z',
  settings: { baseUrl: 'https://lumen-rail.atlassian.net', projects: ['TRN', '10001'] },
  credentials: { type: 'api-token', email: 'reader@lumen.example', apiToken: 'ATATT3-frost-and-signal-7781' },
  secrets: [
    'ATATT3-frost-and-signal-7781',
    // As HTTP basic authentication sends it.
    'cmVhZGVyQGx1bWVuLmV4YW1wbGU6QVRBVFQzLWZyb3N0LWFuZC1zaWduYWwtNzc4MQ==',
  ],
  badSettings: [
    { baseUrl: 'lumen-rail.atlassian.net' },
    { baseUrl: 'ftp://lumen-rail.atlassian.net' },
    { baseUrl: 'https://reader:secret@lumen-rail.atlassian.net' },
    { baseUrl: 'https://lumen-rail.atlassian.net/?next=https://elsewhere.example' },
    { baseUrl: 'https://lumen-rail.atlassian.net', projects: [] },
    { baseUrl: 'https://lumen-rail.atlassian.net', projects: ['TRN) OR (project is not EMPTY'] },
    { baseUrl: 'https://lumen-rail.atlassian.net', project: 'TRN' },
  ],
  badCredentials: [
    { type: 'api-token', email: 'reader@lumen.example' },
    { type: 'api-token', email: 'reader', apiToken: 'x' },
    { type: 'api-token', email: 'reader@lumen.example', apiToken: '' },
    { type: 'password', email: 'reader@lumen.example', password: 'x' },
    { type: 'personal-access-token' },
  ],
  exchanges: [...wordExchanges, ...planningExchanges, ...issueExchanges, ...effortExchanges],
  fetches: [
    { ref: { kind: 'work_item', externalId: '10402' }, outcome: 'found' },
    { ref: { kind: 'work_item', externalId: '10499' }, outcome: 'not_visible' },
    { ref: { kind: 'work_item', externalId: 'TRN-2' }, outcome: 'not_visible' },
    { ref: { kind: 'release', externalId: '10200', byPersonId: '60c1a9d2b7f34e0068a10003' }, outcome: 'found' },
    { ref: { kind: 'iteration', externalId: '7' }, outcome: 'found' },
    { ref: { kind: 'iteration', externalId: '999' }, outcome: 'not_visible' },
    { ref: { kind: 'project', externalId: '10000' }, outcome: 'found' },
    { ref: { kind: 'worklog', externalId: '30003' }, outcome: 'found' },
    { ref: { kind: 'worklog', externalId: '30009' }, outcome: 'not_visible' },
  ],
  censuses: [
    {
      stream: 'work_items',
      scopeId: 'site',
      externalIds: ['10400', '10401', '10402'],
      cuts: [
        [{ method: 'POST', path: search, answer: { issues: [{ id: '10400' }] } }],
        [{ method: 'POST', path: search, answer: { issues: [{ id: '10400' }], isLast: false } }],
        [{ method: 'POST', path: search, answer: { issues: [{ id: '10400' }], nextPageToken: 'again', isLast: false } }],
        [{ method: 'POST', path: search, body: { nextPageToken: 'census-2' }, status: 400, answer: { errorMessages: ['expired'] } }],
        [{ method: 'POST', path: '/rest/api/3/search/approximate-count', answer: { count: 900 } }],
        [{ method: 'POST', path: search, headers: { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' }, answer: { issues: [], isLast: true } }],
        [{ method: 'GET', path: '/rest/api/3/project/search', answer: { values: [], total: 0, isLast: true } }],
      ],
    },
    {
      stream: 'iterations',
      scopeId: '10000',
      externalIds: ['7', '8', '9', '31'],
      cuts: [[{ method: 'GET', path: '/rest/agile/1.0/board/1/sprint', answer: { values: [], isLast: false } }]],
    },
    {
      stream: 'releases',
      scopeId: '10000',
      externalIds: ['10200', '10201'],
      cuts: [
        [{ method: 'GET', path: versions, query: { startAt: '1' }, answer: { values: [], total: 2, isLast: false } }],
        [{ method: 'GET', path: versions, query: { startAt: '1' }, status: 404, answer: { errorMessages: ['gone'] } }],
      ],
    },
    {
      stream: 'worklogs',
      scopeId: 'site',
      externalIds: ['30001', '30002', '30003'],
      cuts: [
        [{ method: 'GET', path: '/rest/api/3/worklog/updated', answer: { values: [], since: 0, until: 0, lastPage: false } }],
        [{ method: 'GET', path: '/rest/api/3/worklog/updated', answer: { values: [], since: 0, until: 1 } }],
      ],
    },
  ],
  deliveries,
  unknownWords: [
    word('status', '10090', { id: '10090', name: 'Parked', statusCategory: { id: 1, key: 'undefined', name: 'No Category' } }),
    word('status', '10091', { id: '10091', name: 'In Review' }),
    word('issue_type', '10090', { id: '10090', name: 'Spike', subtask: false, hierarchyLevel: 0 }),
    word('issue_type', '10091', { id: '10091', name: 'Story' }),
    word('link_type', '10190', { id: '10190', name: 'Supplies', inward: 'is supplied by', outward: 'supplies' }),
    word('field', 'customfield_10090', {
      id: 'customfield_10090',
      name: 'Story points median',
      custom: true,
      schema: { type: 'number', custom: 'com.atlassian.jira.plugin.system.customfieldtypes:float' },
    }),
    word('field', 'customfield_10091', { id: 'customfield_10091', name: 'Due date', custom: true, schema: { type: 'string' } }),
  ],
}

/** Data Center refuses the same settings and credentials: they are of one connector. */
export const otherRecordings: Readonly<Record<string, Recordings>> = {
  'Data Center': { ...recordings, ...dataCenterRecordings },
}

/** Single answers, for tests that change one thing in them. */
export const samples = { ...issues, sprint7, version1 }
