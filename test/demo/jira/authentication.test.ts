import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { removeProjectPermission, restoreProjectPermission } from '../../../demo/jira/edits.ts'
import { listJiraOracle } from '../../../demo/jira/oracle.ts'
import { type JiraStandIn, startJiraStandIn } from '../../../demo/jira/server.ts'
import { ask, openDemoSite, search } from './demo-site.ts'

let standIn: JiraStandIn

beforeAll(async () => {
  standIn = await startJiraStandIn({
    site: openDemoSite(),
    feedLagMs: 0,
    credentials: { email: 'reader@example.com', apiToken: 'right' },
  })
})
afterAll(() => standIn.close())

describe('a wrong token', () => {
  const askWrongly = (path: string, body?: unknown) => ask<Record<string, unknown>>(standIn, path, body, 'wrong')

  it.each(['/rest/api/3/myself', '/rest/api/3/auditing/record', '/rest/webhooks/1.0/webhook'])(
    '%s says 401',
    async path => {
      expect((await askWrongly(path)).status).toBe(401)
    },
  )

  it.each([
    ['/rest/api/3/project/search', { total: 0, values: [] }],
    ['/rest/agile/1.0/board', { total: 0, values: [] }],
    ['/rest/api/3/worklog/updated', { values: [], lastPage: true }],
    ['/rest/api/3/field', []],
    ['/rest/api/3/users/search', []],
    ['/rest/api/3/search/jql?jql=project%20%3D%20PAY', { issues: [], isLast: true }],
  ])('%s says 200 and nothing, with the header as the only trace', async (path, nothing) => {
    const { status, body, headers } = await askWrongly(path)
    expect(status).toBe(200)
    expect(body).toMatchObject(nothing)
    expect(headers.get('X-Seraph-LoginReason')).toBe('AUTHENTICATED_FAILED')
  })

  it('an issue is not found', async () => {
    expect((await askWrongly('/rest/api/3/issue/PAY-1')).status).toBe(404)
  })
})

it('the right token leaves no such trace', async () => {
  const { status, headers } = await ask(standIn, '/rest/api/3/myself')
  expect(status).toBe(200)
  expect(headers.get('X-Seraph-LoginReason')).toBeNull()
})

describe('a project that may not be browsed', () => {
  beforeEach(() => {
    removeProjectPermission(standIn.site, 'MOB')
    return () => restoreProjectPermission(standIn.site, 'MOB')
  })

  it('is not listed, nor are its board and its issues', async () => {
    const projects = await ask<{ values: { key: string }[] }>(standIn, '/rest/api/3/project/search?action=browse')
    expect(projects.body.values.map(project => project.key)).toEqual(['OPS', 'PAY', 'WEB'])
    const boards = await ask<{ values: { id: number }[] }>(standIn, '/rest/agile/1.0/board')
    expect(boards.body.values.map(board => board.id)).toEqual([1, 3, 4])
    const { body } = await search(standIn, { jql: 'updated >= 0', maxResults: 5000 })
    expect(body.issues.map(issue => issue.id).sort()).toEqual([...listJiraOracle(standIn.site).workItems].sort())
    expect(body.issues).not.toHaveLength(standIn.site.data.issues.length)
  })

  it('is an error when a query names it, and absent without a word when a bulk call does', async () => {
    expect((await search(standIn, { jql: 'project in (PAY, MOB)' })).status).toBe(400)
    const issueIdsOrKeys = standIn.site.data.issues
      .filter(issue => issue.projectId === '10001')
      .slice(0, 5)
      .map(issue => issue.id)
    const fetched = await ask(standIn, '/rest/api/3/issue/bulkfetch', { issueIdsOrKeys })
    expect(fetched.body).toEqual({ issues: [], issueErrors: [] })
    const worklog =
      standIn.site.data.worklogs.find(each => each.issueId === [...issueIdsOrKeys][0]) ??
      standIn.site.data.worklogs.find(each => standIn.site.issues.get(each.issueId)?.projectId === '10001')
    expect((await ask(standIn, '/rest/api/3/worklog/list', { ids: [Number(worklog?.id)] })).body).toEqual([])
    expect((await ask(standIn, '/rest/api/3/project/MOB/version')).status).toBe(404)
  })
})
