import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { editIssue } from '../../../demo/jira/edits.ts'
import { listJiraOracle } from '../../../demo/jira/oracle.ts'
import { type JiraStandIn, startJiraStandIn } from '../../../demo/jira/server.ts'
import { ask, NOW, openDemoSite, search } from './demo-site.ts'

let standIn: JiraStandIn

beforeAll(async () => {
  standIn = await startJiraStandIn({ site: openDemoSite(), feedLagMs: 0 })
})
afterAll(() => standIn.close())

async function searchAll(jql: string, maxResults: number, fields: readonly string[] = ['updated']): Promise<string[]> {
  const ids: string[] = []
  for (let nextPageToken: string | undefined; ; ) {
    const { body } = await search(standIn, { jql, maxResults, fields, nextPageToken })
    ids.push(...body.issues.map(issue => issue.id))
    if (body.isLast) return ids
    nextPageToken = body.nextPageToken
  }
}

describe('search', () => {
  it.each([1000, 100, 97, 50])('in pages of %i every issue comes exactly once', async maxResults => {
    const ids = await searchAll('project in (10000, 10001, 10002, "OPS") ORDER BY updated ASC, id ASC', maxResults)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.sort()).toEqual([...listJiraOracle(standIn.site).workItems].sort())
  })

  it('a page with fields holds at most 100 issues, a page of ids up to 5000', async () => {
    const withFields = await search(standIn, { jql: 'project = PAY', fields: ['summary'], maxResults: 5000 })
    expect(withFields.body.issues).toHaveLength(100)
    const idsOnly = await search(standIn, { jql: 'project = PAY', maxResults: 5000 })
    expect(idsOnly.body.issues.length).toBeGreaterThan(500)
    expect(Object.keys(idsOnly.body.issues[0] ?? {})).toEqual(['id'])
  })

  it('a token is good for its own query only', async () => {
    const first = await search(standIn, { jql: 'project = PAY', maxResults: 10 })
    const { nextPageToken } = first.body
    expect((await search(standIn, { jql: 'project = PAY', maxResults: 10, nextPageToken })).status).toBe(200)
    expect((await search(standIn, { jql: 'project = MOB', maxResults: 10, nextPageToken })).status).toBe(400)
    expect((await search(standIn, { jql: 'project = PAY', fields: ['summary'], nextPageToken })).status).toBe(400)
    expect((await search(standIn, { jql: 'project = PAY', nextPageToken: 'made-up' })).status).toBe(400)
  })

  it('an issue changed between two pages comes again at the end and pushes no other out', async () => {
    const jql = 'project = OPS ORDER BY updated ASC, id ASC'
    const first = await search(standIn, { jql, maxResults: 50, fields: ['updated'] })
    const changed = first.body.issues[3]?.id ?? ''
    standIn.site.clock = () => NOW.getTime() + 1000
    editIssue(standIn.site, { issueId: changed, by: 'Wei Zhang', changes: { summary: 'Changed while paging' } })
    const ids = first.body.issues.map(issue => issue.id)
    for (let token = first.body.nextPageToken; token !== undefined; ) {
      const next = await search(standIn, { jql, maxResults: 50, fields: ['updated'], nextPageToken: token })
      ids.push(...next.body.issues.map(issue => issue.id))
      token = next.body.nextPageToken
    }
    expect(ids.filter(id => id === changed)).toHaveLength(2)
    expect(new Set(ids).size).toBe(standIn.site.data.issues.filter(issue => issue.projectId === '10003').length)
  })
})

interface BulkChangelogs {
  readonly issueChangeLogs: readonly {
    readonly issueId: string
    readonly changeHistories: readonly { readonly id: string }[]
  }[]
  readonly nextPageToken?: string
}

describe('bulk changelogs', () => {
  it.each([5000, 501, 2])('in pages of %i the union is every history, with repeats at the seams', async maxResults => {
    const issues = standIn.site.data.issues.slice(0, maxResults === 2 ? 20 : 1000)
    const wanted = issues.flatMap(issue => issue.histories.map(history => String(history.id)))
    const seen: string[] = []
    let pages = 0
    for (let nextPageToken: string | undefined; ; ) {
      const issueIdsOrKeys = issues.map(issue => issue.id)
      const { body } = await ask<BulkChangelogs>(standIn, '/rest/api/3/changelog/bulkfetch', {
        issueIdsOrKeys,
        maxResults,
        nextPageToken,
      })
      seen.push(...body.issueChangeLogs.flatMap(log => log.changeHistories.map(history => history.id)))
      pages++
      if (body.nextPageToken === undefined) break
      nextPageToken = body.nextPageToken
    }
    expect([...new Set(seen)].sort()).toEqual(wanted.sort())
    expect(seen.length).toBe(wanted.length + pages - 1)
  })

  it('more than 1000 issues or 10 fields are refused', async () => {
    const many = Array.from({ length: 1001 }, (_, at) => String(at))
    expect((await ask(standIn, '/rest/api/3/changelog/bulkfetch', { issueIdsOrKeys: many })).status).toBe(400)
    const fieldIds = many.slice(0, 11)
    expect(
      (await ask(standIn, '/rest/api/3/changelog/bulkfetch', { issueIdsOrKeys: ['10001'], fieldIds })).status,
    ).toBe(400)
  })

  it('the changelog inside an issue stops at 40 in a search and at 100 in a single read, newest first', async () => {
    const { id } = standIn.site.data.issues.find(issue => issue.histories.length === 150) ?? { id: '' }
    const asked = { jql: `id = ${id}`, fields: ['summary'], expand: 'changelog' }
    type WithChangelog = {
      readonly changelog: { readonly total: number; readonly histories: readonly { readonly id: string }[] }
    }
    const found = await ask<{ issues: WithChangelog[] }>(standIn, '/rest/api/3/search/jql', asked)
    expect(found.body.issues[0]?.changelog.histories).toHaveLength(40)
    const single = await ask<WithChangelog>(standIn, `/rest/api/3/issue/${id}?expand=changelog`)
    const ids = single.body.changelog.histories.map(history => Number(history.id))
    expect(single.body.changelog.total).toBe(150)
    expect(ids).toHaveLength(100)
    expect(ids).toEqual([...ids].sort((one, other) => other - one))
  })
})

interface Feed {
  readonly values: readonly { readonly worklogId: number; readonly updatedTime: number }[]
  readonly until: number
  readonly lastPage: boolean
  readonly nextPage?: string
}

describe('worklog feeds', () => {
  it('following nextPage names every worklog', async () => {
    const ids = new Set<string>()
    for (let path: string | undefined = '/rest/api/3/worklog/updated?since=0'; path !== undefined; ) {
      const feed: Feed = (await ask<Feed>(standIn, path)).body
      for (const { worklogId } of feed.values) ids.add(String(worklogId))
      path = feed.nextPage
    }
    expect([...ids].sort()).toEqual([...listJiraOracle(standIn.site).worklogs].sort())
  })

  it('one issue has 35 worklogs, of which an issue read shows 20', async () => {
    const [issueId] = [...standIn.site.worklogsByIssue].find(([, worklogs]) => worklogs.length === 35) ?? ['']
    const all = await ask<{ total: number; worklogs: unknown[] }>(standIn, `/rest/api/3/issue/${issueId}/worklog`)
    expect(all.body).toMatchObject({ total: 35 })
    expect(all.body.worklogs).toHaveLength(35)
    const issue = await ask<{ fields: { worklog: { total: number; worklogs: unknown[] } } }>(
      standIn,
      `/rest/api/3/issue/${issueId}?fields=worklog`,
    )
    expect(issue.body.fields.worklog.total).toBe(35)
    expect(issue.body.fields.worklog.worklogs).toHaveLength(20)
  })
})

describe('lists', () => {
  it('projects, versions and sprints add up to the oracle in pages of 3', async () => {
    const collect = async (path: string): Promise<string[]> => {
      const ids: string[] = []
      for (let startAt = 0; ; ) {
        const page = await ask<{ values: { id: string | number }[]; isLast: boolean }>(
          standIn,
          `${path}?startAt=${startAt}&maxResults=3`,
        )
        ids.push(...page.body.values.map(value => String(value.id)))
        if (page.body.isLast) return ids
        startAt += page.body.values.length
      }
    }
    const oracle = listJiraOracle(standIn.site)
    const projects = await collect('/rest/api/3/project/search')
    expect(projects.sort()).toEqual(['10000', '10001', '10002', '10003'])
    const versions = await Promise.all(projects.map(id => collect(`/rest/api/3/project/${id}/version`)))
    expect(versions.flat().sort()).toEqual([...oracle.releases].sort())
    const sprints = await Promise.all([1, 2, 3].map(id => collect(`/rest/agile/1.0/board/${id}/sprint`)))
    expect(sprints.flat().length).toBe(oracle.iterations.length + 1)
    expect([...new Set(sprints.flat())].sort()).toEqual([...oracle.iterations].sort())
  })

  it('links read from both ends are the links of the oracle', async () => {
    const ids = new Set<string>()
    for (let nextPageToken: string | undefined; ; ) {
      const asked = { jql: 'project in (PAY, MOB, WEB, OPS)', fields: ['issuelinks'], maxResults: 100, nextPageToken }
      const { body } = await search(standIn, asked)
      for (const { fields } of body.issues) for (const link of fields.issuelinks as { id: string }[]) ids.add(link.id)
      if (body.isLast) break
      nextPageToken = body.nextPageToken
    }
    expect([...ids].sort()).toEqual([...listJiraOracle(standIn.site).links].sort())
  })
})
