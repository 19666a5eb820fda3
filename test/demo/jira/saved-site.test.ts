import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addWorklog, moveIssueToProject } from '../../../demo/jira/edits.ts'
import { listJiraOracle } from '../../../demo/jira/oracle.ts'
import { type JiraStandIn, startJiraStandIn } from '../../../demo/jira/server.ts'
import { loadSite, saveSite } from '../../../demo/jira/site.ts'
import { ask, NOW, openDemoSite } from './demo-site.ts'

let folder: string
let original: JiraStandIn
let loaded: JiraStandIn

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jira-site-'))
  const site = openDemoSite()
  const [issue] = site.data.issues.filter(each => each.resolutionId === null && each.parentId !== null)
  moveIssueToProject(site, { issueId: issue?.id ?? '', project: 'OPS', by: 'Wei Zhang' })
  addWorklog(site, { issueId: issue?.id ?? '', by: 'Wei Zhang', seconds: 1800 })
  saveSite(site, join(folder, 'site.json'))
  const copy = loadSite(join(folder, 'site.json'))
  copy.clock = () => NOW.getTime()
  original = await startJiraStandIn({ site, feedLagMs: 0 })
  loaded = await startJiraStandIn({ site: copy, feedLagMs: 0 })
})
afterAll(async () => {
  await original.close()
  await loaded.close()
  rmSync(folder, { recursive: true })
})

it('a saved and loaded site knows the same records', () => {
  expect(listJiraOracle(loaded.site)).toEqual(listJiraOracle(original.site))
})

it.each([
  '/rest/api/3/search/jql?jql=project%3DOPS%20ORDER%20BY%20updated&fields=*all&maxResults=100&expand=changelog',
  '/rest/api/3/worklog/updated',
  '/rest/api/3/auditing/record',
  '/rest/agile/1.0/board/2/sprint',
  '/rest/api/3/project/PAY/version',
  '/rest/api/3/users/search',
])('it answers the same to %s', async path => {
  const [one, other] = await Promise.all([ask(original, path), ask(loaded, path)])
  const blur = (body: unknown, url: string): string => JSON.stringify(body).replaceAll(url, '')
  expect(other.status).toBe(200)
  expect(blur(other.body, loaded.url)).toBe(blur(one.body, original.url))
})
