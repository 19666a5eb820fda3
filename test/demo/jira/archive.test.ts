import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadJiraArchive } from '../../../demo/jira/archive.ts'
import { listJiraOracle } from '../../../demo/jira/oracle.ts'
import { type JiraStandIn, startJiraStandIn } from '../../../demo/jira/server.ts'
import { ask, search } from './demo-site.ts'

const directory = fileURLToPath(new URL('../../../../shared/data/tidev-jira-archive', import.meta.url))
const isArchiveThere = existsSync(directory)
if (!isArchiveThere)
  console.log('skipped: ../shared/data/tidev-jira-archive (an archive of real issues) is not on this machine')

describe.skipIf(!isArchiveThere)('an archive of real issues', () => {
  let standIn: JiraStandIn

  beforeAll(async () => {
    standIn = await startJiraStandIn({ site: loadJiraArchive({ directory, projects: ['MOD', 'DAEMON'] }) })
  })
  afterAll(() => standIn.close())

  it('the two projects hold 684 issues, and search finds them all', async () => {
    const { body } = await search(standIn, { jql: 'project in (MOD, DAEMON)', maxResults: 5000 })
    expect(body.issues).toHaveLength(684)
    expect(listJiraOracle(standIn.site).workItems).toHaveLength(684)
  })

  it('an issue keeps its people, sprints, versions and dates', async () => {
    const { body } = await ask(standIn, '/rest/api/3/issue/MOD-1904')
    expect(body).toMatchObject({
      id: '118854',
      fields: {
        assignee: { displayName: 'Hans Knöchel', accountId: expect.stringMatching(/^712020:/) },
        status: { name: 'Closed', statusCategory: { key: 'done' } },
        resolution: { name: 'Fixed' },
        fixVersions: [{ name: 'Backlog' }],
        customfield_10020: [{ id: 624, state: 'closed', name: '2016 Sprint 09 SDK' }],
        labels: ['parity', 'styledlabel'],
      },
    })
  })

  it('the resolution is the only history it tells, and nobody is named for it', () => {
    for (const issue of standIn.site.data.issues) {
      expect(issue.histories.map(history => history.atMs)).toEqual(issue.resolvedMs === null ? [] : [issue.resolvedMs])
      expect(issue.histories.every(history => history.authorId === null)).toBe(true)
    }
  })

  it('links out of the archive are dropped and counted, links inside are served from both ends', () => {
    const { links, droppedLinkCount, issues } = standIn.site.data
    const known = new Set(issues.map(issue => issue.id))
    expect(droppedLinkCount).toBeGreaterThan(0)
    expect(links.length).toBeGreaterThan(0)
    expect(links.every(link => known.has(link.sourceId) && known.has(link.destinationId))).toBe(true)
  })

  it('epics and parents that were loaded are parents', async () => {
    const { body } = await search(standIn, { jql: 'parent = DAEMON-48', fields: ['parent'] })
    expect(body.issues.length).toBeGreaterThan(10)
  })
})
