import { afterEach, expect, it } from 'vitest'
import { addWorklog, createIssue, deleteIssue, editIssue } from '../../../demo/jira/edits.ts'
import { type JiraStandIn, startJiraStandIn } from '../../../demo/jira/server.ts'
import { ask, NOW, openDemoSite, search } from './demo-site.ts'

const by = 'Wei Zhang'
let standIn: JiraStandIn | null = null

afterEach(async () => {
  await standIn?.close()
  standIn = null
})

it('search sees a change only when its index has caught up, unless asked to reconcile the issue', async () => {
  const site = openDemoSite()
  standIn = await startJiraStandIn({ site, indexLagMs: 30_000 })
  const issue = site.data.issues.find(each => each.key === 'OPS-1')
  const id = issue?.id ?? ''
  const summary = async (extra: object = {}): Promise<unknown> =>
    standIn &&
    (await search(standIn, { jql: `id = ${id}`, fields: ['summary'], ...extra })).body.issues[0]?.fields.summary
  const before = issue?.summary
  editIssue(site, { issueId: id, by, changes: { summary: 'First' } })
  site.clock = () => NOW.getTime() + 10_000
  editIssue(site, { issueId: id, by, changes: { summary: 'Second' } })
  expect(await summary()).toBe(before)
  expect(await summary({ reconcileIssues: [Number(id)] })).toBe('Second')
  site.clock = () => NOW.getTime() + 35_000
  expect(await summary()).toBe('First')
  site.clock = () => NOW.getTime() + 45_000
  expect(await summary()).toBe('Second')
  const direct = await ask<{ fields: { summary: string } }>(standIn, `/rest/api/3/issue/${id}`)
  expect(direct.body.fields.summary).toBe('Second')
})

it('a new issue is not in the index yet, a deleted one still is', async () => {
  const site = openDemoSite()
  standIn = await startJiraStandIn({ site, indexLagMs: 30_000 })
  const deleted = site.data.issues.find(each => each.projectId === '10003' && each.parentId !== null)?.id ?? ''
  const created = createIssue(site, { project: 'OPS', type: 'Task', summary: 'New', by })
  deleteIssue(site, { issueId: deleted, by })
  const list = async (): Promise<string[]> =>
    standIn
      ? (await search(standIn, { jql: 'project = OPS', maxResults: 5000 })).body.issues.map(issue => issue.id)
      : []
  expect(await list()).toContain(deleted)
  expect(await list()).not.toContain(created.id)
  site.clock = () => NOW.getTime() + 31_000
  expect(await list()).toContain(created.id)
  expect(await list()).not.toContain(deleted)
})

it('the worklog feed leaves out the last minute', async () => {
  const site = openDemoSite()
  standIn = await startJiraStandIn({ site })
  const worklog = addWorklog(site, { issueId: site.data.issues[0]?.id ?? '', by, seconds: 900 })
  const list = async (): Promise<number[]> => {
    const path = `/rest/api/3/worklog/updated?since=${NOW.getTime() - 1}`
    return standIn
      ? (await ask<{ values: { worklogId: number }[] }>(standIn, path)).body.values.map(value => value.worklogId)
      : []
  }
  expect(await list()).toEqual([])
  site.clock = () => NOW.getTime() + 60_000
  expect(await list()).toEqual([Number(worklog.id)])
})
