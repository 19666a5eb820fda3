import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type JiraStandIn, startJiraStandIn } from '../../../demo/jira/server.ts'
import type { Issue } from '../../../demo/jira/site-records.ts'
import { ask, NOW, openDemoSite, search } from './demo-site.ts'

let standIn: JiraStandIn

beforeAll(async () => {
  standIn = await startJiraStandIn({ site: openDemoSite(), accountTimeZone: 'America/New_York' })
})
afterAll(() => standIn.close())

const find = async (jql: string): Promise<string[]> => {
  const { status, body } = await search(standIn, { jql, maxResults: 5000 })
  expect({ jql, status, errors: body.errorMessages }).toEqual({ jql, status: 200, errors: undefined })
  return body.issues.map(issue => issue.id)
}

const idsWhere = (isWanted: (issue: Issue) => boolean): string[] =>
  standIn.site.data.issues.filter(isWanted).map(issue => issue.id)

describe('what is understood', () => {
  it.each([
    ['project = PAY ORDER BY id ASC', (issue: Issue) => issue.projectId === '10000'],
    ['project in ("MOB", 10002) ORDER BY id', (issue: Issue) => ['10001', '10002'].includes(issue.projectId)],
    [
      'project not in (PAY, MOB) AND sprint in (45, 46) ORDER BY id',
      (issue: Issue) => issue.sprintIds.some(id => id === 45 || id === 46) && issue.projectId > '10001',
    ],
    ['sprint = 3 ORDER BY id', (issue: Issue) => issue.sprintIds.includes(3)],
    [
      // Keys are compared by their numbers, and only within the project.
      'key > WEB-100 order by id asc',
      (issue: Issue) => issue.projectId === '10002' && Number(issue.key.slice('WEB-'.length)) > 100,
    ],
    ['key in (PAY-1, "MOB-2", pay-9) ORDER BY id', (issue: Issue) => ['PAY-1', 'MOB-2', 'PAY-9'].includes(issue.key)],
    ['parent = PAY-1 ORDER BY id', (issue: Issue) => standIn.site.issues.get(issue.parentId ?? '')?.key === 'PAY-1'],
  ])('%s', async (jql, isWanted) => {
    const wanted = idsWhere(isWanted)
    expect(wanted.length).toBeGreaterThan(0)
    expect(await find(jql)).toEqual(wanted)
  })

  it('an unquoted number is epoch milliseconds', async () => {
    const sinceMs = NOW.getTime() - 30 * 86_400_000
    expect(await find(`updated >= ${sinceMs} ORDER BY id`)).toEqual(idsWhere(issue => issue.updatedMs >= sinceMs))
  })

  it('a quoted date is read in the zone of the calling user, to the minute', async () => {
    // 10:00 in New York is 14:00 UTC in October and 15:00 UTC in November, after the clocks went back.
    const inSummer = Date.parse('2026-10-20T14:00:00Z')
    const inWinter = Date.parse('2026-11-10T15:00:00Z')
    expect(await find('updated >= "2026-10-20 10:00" ORDER BY id')).toEqual(
      idsWhere(issue => issue.updatedMs >= inSummer),
    )
    expect(await find('updated >= "2026/11/10 10:00" ORDER BY id')).toEqual(
      idsWhere(issue => issue.updatedMs >= inWinter),
    )
  })

  it('a period counts back from now', async () => {
    const wanted = idsWhere(issue => issue.updatedMs >= NOW.getTime() - 3 * 3_600_000)
    expect(wanted.length).toBeGreaterThan(0)
    expect(await find('updated >= -3h ORDER BY id')).toEqual(wanted)
  })

  it('issues come in the order asked, equal instants by id', async () => {
    const wanted = [...standIn.site.data.issues].sort(
      (one, other) => one.updatedMs - other.updatedMs || Number(one.id) - Number(other.id),
    )
    expect(await find('project in (PAY, MOB, WEB, OPS) ORDER BY updated ASC, id ASC')).toEqual(
      wanted.map(issue => issue.id),
    )
    expect(await find('project in (PAY, MOB, WEB, OPS) ORDER BY updated DESC, id DESC')).toEqual(
      wanted.map(issue => issue.id).reverse(),
    )
  })
})

describe('what is refused', () => {
  it.each([
    ['', /Unbounded/],
    ['ORDER BY updated ASC', /Unbounded/],
    ['project = NOPE', /The value 'NOPE' does not exist for the field 'project'/],
    ['project = 4711', /A value with ID '4711' does not exist/],
    ['project = PAY OR project = MOB', /Expecting either 'AND'/],
    ['text ~ "checkout"', /Field 'text' does not exist/],
    ['assignee = currentUser()', /Field 'assignee' does not exist/],
    ['sprint in openSprints()', /Expecting '\('/],
    ['updated >= "yesterday"', /Date value 'yesterday'/],
    ['updated >= "2026-11-20T10:00:00Z"', /Date value/],
    ['updated in (1, 2)', /operator 'in' is not supported/],
    ['project in (PAY', /Expecting '\)'/],
    ['project =', /Expecting a value/],
    ['project = PAY ORDER BY updated ASC id', /comma/],
  ])("%j is refused in Jira's words", async (jql, message) => {
    const { status, body } = await search(standIn, { jql })
    expect(status).toBe(400)
    expect(body.errorMessages?.join(' ')).toMatch(message)
  })

  it('the old search is gone', async () => {
    expect((await ask(standIn, '/rest/api/3/search?jql=project%20%3D%20PAY')).status).toBe(410)
  })
})

it('GET and POST answer the same', async () => {
  const posted = await search(standIn, {
    jql: 'project = OPS ORDER BY id',
    fields: ['summary', 'status'],
    maxResults: 20,
  })
  const got = await ask(
    standIn,
    `/rest/api/3/search/jql?jql=${encodeURIComponent('project = OPS ORDER BY id')}&fields=summary,status&maxResults=20`,
  )
  expect(got.body).toEqual(posted.body)
})

it('the approximate count counts', async () => {
  const { body } = await ask(standIn, '/rest/api/3/search/approximate-count', { jql: 'project = OPS' })
  expect(body).toEqual({ count: idsWhere(issue => issue.projectId === '10003').length })
})

it('instants are written in the zone of the calling user, without a colon', async () => {
  const { body } = await search(standIn, { jql: 'key = PAY-1', fields: ['created'] })
  const created = String(body.issues[0]?.fields.created)
  expect(created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}-0500$/)
  expect(Date.parse(created)).toBe(standIn.site.data.issues.find(issue => issue.key === 'PAY-1')?.createdMs)
})
