import { AgileClient, Version3Client } from 'jira.js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listJiraOracle } from '../../../demo/jira/oracle.ts'
import { type JiraStandIn, startJiraStandIn } from '../../../demo/jira/server.ts'
import { openDemoSite } from './demo-site.ts'

let standIn: JiraStandIn
let jira: Version3Client
let agile: AgileClient

beforeAll(async () => {
  standIn = await startJiraStandIn({ site: openDemoSite(), feedLagMs: 0 })
  const config = { host: standIn.url, authentication: { basic: standIn.credentials } }
  jira = new Version3Client(config)
  agile = new AgileClient(config)
})
afterAll(() => standIn.close())

it('jira.js learns who it is and in which time zone', async () => {
  const me = await jira.myself.getCurrentUser()
  expect(me).toMatchObject({ displayName: 'Milepost Reader', timeZone: 'Europe/Berlin', accountType: 'atlassian' })
})

it('jira.js lists the projects and finds some of them by key', async () => {
  const all = await jira.projects.searchProjects({ action: 'browse' })
  expect(all.values.map(project => project.key)).toEqual(['MOB', 'OPS', 'PAY', 'WEB'])
  const two = await jira.projects.searchProjects({ keys: ['PAY', 'MOB'] })
  expect(two.total).toBe(2)
})

it('jira.js searches with tokens until it has every issue', async () => {
  const ids: string[] = []
  let nextPageToken: string | undefined
  do {
    const page = await jira.issueSearch.searchForIssuesUsingJqlEnhancedSearchPost({
      jql: 'project in (PAY, MOB, WEB, OPS) ORDER BY updated ASC, id ASC',
      fields: ['summary', 'updated'],
      maxResults: 100,
      ...(nextPageToken === undefined ? {} : { nextPageToken }),
    })
    ids.push(...(page.issues ?? []).map(issue => issue.id))
    nextPageToken = page.nextPageToken ?? undefined
  } while (nextPageToken !== undefined)
  expect(ids.sort()).toEqual([...listJiraOracle(standIn.site).workItems].sort())
})

it('jira.js reads bulk changelogs, whose instants are numbers and whose rows own a toString', async () => {
  const issueIdsOrKeys = standIn.site.data.issues.slice(0, 50).map(issue => issue.id)
  const answer = await jira.issues.getBulkChangelogs({ issueIdsOrKeys })
  const histories = (answer.issueChangeLogs ?? []).flatMap(log => log.changeHistories ?? [])
  expect(histories.length).toBeGreaterThan(100)
  expect(histories.every(history => typeof history.created === 'number')).toBe(true)
  const rows = histories.flatMap(history => history.items ?? [])
  expect(rows.every(row => Object.hasOwn(row, 'toString'))).toBe(true)
})

it('jira.js follows the worklog feeds and fetches what they name', async () => {
  const feed = await jira.issueWorklogs.getIdsOfWorklogsModifiedSince({ since: 0 })
  const ids = (feed.values ?? []).flatMap(value => value.worklogId ?? [])
  const worklogs = await jira.issueWorklogs.getWorklogsForIds({ ids })
  expect(worklogs.length).toBe(1000)
  const deleted = await jira.issueWorklogs.getIdsOfWorklogsDeletedSince({ since: 0 })
  expect(deleted.values?.length).toBe(standIn.site.data.deletedWorklogs.length)
})

it('jira.js reads boards, their configuration and their sprints', async () => {
  const boards = await agile.board.getAllBoards({ projectKeyOrId: 'PAY' })
  const [board] = boards.values
  expect(board).toMatchObject({ type: 'scrum', location: { projectKey: 'PAY' } })
  const boardId = board?.id ?? 0
  const configuration = await agile.board.getConfiguration({ boardId })
  expect(configuration.estimation).toMatchObject({ field: { displayName: 'Story Points' } })
  const sprints = await agile.board.getAllSprints({ boardId, state: 'active' })
  expect(sprints.values).toHaveLength(1)
  const sprint = await agile.sprint.getSprint({ sprintId: sprints.values[0]?.id ?? 0 })
  expect(sprint).toMatchObject({ state: 'active', originBoardId: boardId })
})

it('jira.js reads versions, people, and who moved a release date', async () => {
  const versions = await jira.projectVersions.getProjectVersionsPaginated({ projectIdOrKey: 'MOB' })
  expect(versions.values?.map(version => version.name)).toEqual([
    'Relaunch 1.0',
    'Relaunch 1.1',
    'Relaunch 1.2',
    'Relaunch 1.3',
  ])
  const users = await jira.users.getAllUsers({ maxResults: 100 })
  expect(users.filter(user => user.emailAddress === undefined).map(user => user.displayName)).toEqual(['Sofia Rossi'])
  const audit = await jira.auditRecords.getAuditRecords({ limit: 1000 })
  const moves = (audit.records ?? []).filter(
    record => record.summary === 'Version updated' && record.objectItem?.name === 'Relaunch 1.2',
  )
  expect(moves).toHaveLength(3)
})
