import type { Exchange } from '../../recording.ts'

const worklog = (id: string, issueId: string, number: number, seconds: number, updated: string) => ({
  self: `https://lumen-rail.atlassian.net/rest/api/3/issue/${issueId}/worklog/${id}`,
  id,
  issueId,
  author: { accountId: `60c1a9d2b7f34e0068a1000${number}`, accountType: 'atlassian', displayName: 'Bolaji Ade', active: true },
  updateAuthor: { accountId: `60c1a9d2b7f34e0068a1000${number}`, displayName: 'Bolaji Ade' },
  comment: { type: 'doc', version: 1, content: [] },
  started: '2026-10-21T09:00:00.000+0200',
  created: '2026-10-21T16:00:00.000+0200',
  updated,
  timeSpent: '2h',
  timeSpentSeconds: seconds,
})
const worklogs = [
  worklog('30001', '10401', 3, 7200, '2026-10-21T16:00:00.000+0200'),
  worklog('30002', '10401', 3, 7200, '2026-10-22T16:00:00.000+0200'),
  worklog('30003', '10402', 2, 3600, '2026-11-19T16:45:00.000+0100'),
]
const feed = '/rest/api/3/worklog/updated'
const stamp = (worklogId: number, updatedTime: number) => ({ worklogId, updatedTime, properties: [] })

/** Worklogs, and which of them were edited or deleted. */
export const effortExchanges: readonly Exchange[] = [
  {
    method: 'GET',
    path: feed,
    query: { since: '0' },
    answer: { values: [stamp(30001, 1792591200000), stamp(30002, 1792677600000)], since: 0, until: 1792677600000, lastPage: false },
  },
  {
    method: 'GET',
    path: feed,
    query: { since: '1792677600000' },
    answer: { values: [stamp(30003, 1795103100000)], since: 1792677600000, until: 1795103100000, lastPage: true },
  },
  {
    method: 'GET',
    path: '/rest/api/3/worklog/deleted',
    query: { since: '0' },
    answer: { values: [stamp(29000, 1790000000000), stamp(30009, 1795100000000)], since: 0, until: 1795100000000, lastPage: true },
  },
  {
    method: 'GET',
    path: '/rest/api/3/worklog/deleted',
    answer: { values: [stamp(30009, 1795100000000)], since: 1795089600000, until: 1795100000000, lastPage: true },
  },
  { method: 'POST', path: '/rest/api/3/worklog/list', body: { ids: [30001, 30002] }, answer: worklogs.slice(0, 2) },
  // One that was deleted is left out in silence.
  { method: 'POST', path: '/rest/api/3/worklog/list', body: { ids: [30003, 30009] }, answer: worklogs.slice(2) },
  { method: 'POST', path: '/rest/api/3/worklog/list', body: { ids: [30003] }, answer: worklogs.slice(2) },
]
