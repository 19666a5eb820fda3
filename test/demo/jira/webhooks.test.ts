import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  addWorklog,
  closeSprint,
  createIssue,
  deleteIssue,
  deleteWorklog,
  editIssue,
  editWorklog,
  linkIssues,
  moveVersion,
  releaseVersion,
  unlinkIssues,
} from '../../../demo/jira/edits.ts'
import { type JiraStandIn, startJiraStandIn } from '../../../demo/jira/server.ts'
import { ask, authorize, copySite, openDemoSite } from './demo-site.ts'

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly raw: Buffer
  readonly payload: Record<string, unknown>
}

const generated = openDemoSite()
const SECRET = "It's a secret"
const EVENTS = [
  'jira:issue_created',
  'jira:issue_updated',
  'jira:issue_deleted',
  'jira:version_updated',
  'jira:version_released',
  'worklog_created',
  'worklog_updated',
  'worklog_deleted',
  'issuelink_created',
  'issuelink_deleted',
  'sprint_closed',
]

let standIn: JiraStandIn
let receiver: Server
let received: Received[]
let answers: number[]
let hookUrl: string

beforeEach(async () => {
  received = []
  answers = []
  receiver = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const raw = Buffer.concat(pieces)
      const payload = raw.length > 0 ? (JSON.parse(raw.toString('utf8')) as Record<string, unknown>) : {}
      received.push({ headers: request.headers, raw, payload })
      response.writeHead(answers.shift() ?? 202).end()
    })
  })
  await new Promise<void>(resolve => receiver.listen(0, '127.0.0.1', resolve))
  const address = receiver.address()
  hookUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/hook`
  standIn = await startJiraStandIn({ site: copySite(generated), webhookRetryDelaysMs: [1, 1, 1, 1, 1] })
})

afterEach(async () => {
  await standIn.close()
  receiver.closeAllConnections()
  await new Promise(resolve => receiver.close(resolve))
})

const register = (extra: object = {}) =>
  ask<{ self: string }>(standIn, '/rest/webhooks/1.0/webhook', {
    name: 'Test',
    url: hookUrl,
    events: EVENTS,
    secret: SECRET,
    ...extra,
  })

const findOpenIssue = () => {
  const issue = standIn.site.data.issues.find(
    each => each.projectId === '10000' && each.resolutionId === null && each.parentId !== null,
  )
  if (!issue) throw new Error('the demo has no open issue')
  return issue
}

describe('registration', () => {
  it('a webhook can be listed and removed, and its secret is never told', async () => {
    const created = await register()
    expect(created.status).toBe(201)
    const listed = await ask<object[]>(standIn, '/rest/webhooks/1.0/webhook')
    expect(listed.body).toMatchObject([{ name: 'Test', url: hookUrl, enabled: true }])
    expect(JSON.stringify(listed.body)).not.toContain(SECRET)
    const removed = await fetch(created.body.self, { method: 'DELETE', headers: { authorization: authorize(standIn) } })
    expect(removed.status).toBe(204)
    editIssue(standIn.site, { issueId: findOpenIssue().id, by: 'Wei Zhang', changes: { summary: 'Nobody hears this' } })
    await standIn.settleWebhooks()
    expect(received).toEqual([])
  })
})

describe('delivery', () => {
  it('a filter Jira cannot read is refused at once', async () => {
    const filters = { 'issue-related-events-section': 'project = NOPE' }
    expect((await register({ filters })).status).toBe(400)
  })

  it('the signature is the HMAC of the bytes that arrived', async () => {
    await register()
    editIssue(standIn.site, { issueId: findOpenIssue().id, by: 'Tomás Rivera', changes: { summary: 'Größer — 決済' } })
    await standIn.settleWebhooks()
    const [delivery] = received
    const expected = createHmac('sha256', SECRET)
      .update(delivery?.raw ?? '')
      .digest('hex')
    expect(delivery?.headers['x-hub-signature']).toBe(`sha256=${expected}`)
    expect(delivery?.headers['x-atlassian-webhook-identifier']).toMatch(/^[0-9a-f-]{36}$/)
    expect(delivery?.headers['x-atlassian-webhook-retry']).toBeUndefined()
    expect(delivery?.headers['user-agent']).toContain('Atlassian')
  })

  it('a receiver that fails gets the same delivery again, with the count of retries', async () => {
    answers = [503, 429, 202]
    await register()
    editIssue(standIn.site, { issueId: findOpenIssue().id, by: 'Wei Zhang', changes: { summary: 'Try again' } })
    await standIn.settleWebhooks()
    expect(received.map(each => each.headers['x-atlassian-webhook-retry'])).toEqual([undefined, '1', '2'])
    expect(new Set(received.map(each => each.headers['x-atlassian-webhook-identifier'])).size).toBe(1)
    expect(standIn.deliveries).toMatchObject([{ attempts: [503, 429, 202], state: 'delivered' }])
  })

  it('after five retries, or a refusal, Jira gives up', async () => {
    answers = [500, 500, 500, 500, 500, 500, 401]
    await register()
    editIssue(standIn.site, { issueId: findOpenIssue().id, by: 'Wei Zhang', changes: { summary: 'One' } })
    await standIn.settleWebhooks()
    editIssue(standIn.site, { issueId: findOpenIssue().id, by: 'Wei Zhang', changes: { summary: 'Two' } })
    await standIn.settleWebhooks()
    expect(standIn.deliveries.map(each => [each.state, each.attempts.length])).toEqual([
      ['given_up', 6],
      ['given_up', 1],
    ])
  })

  it('a JQL filter holds for issues, not for versions', async () => {
    await register({ filters: { 'issue-related-events-section': 'project = MOB' } })
    const [version] = standIn.site.data.versions
    editIssue(standIn.site, {
      issueId: findOpenIssue().id,
      by: 'Wei Zhang',
      changes: { summary: 'Of PAY, filtered out' },
    })
    moveVersion(standIn.site, { versionId: version?.id ?? '', releaseDate: '2027-01-01', by: 'Wei Zhang' })
    await standIn.settleWebhooks()
    expect(received.map(each => each.payload.webhookEvent)).toEqual(['jira:version_updated'])
  })

  it('a webhook without body gets none', async () => {
    await register({ excludeBody: true })
    editIssue(standIn.site, { issueId: findOpenIssue().id, by: 'Wei Zhang', changes: { summary: 'Unsaid' } })
    await standIn.settleWebhooks()
    expect(received[0]?.raw.length).toBe(0)
  })
})

describe('payloads', () => {
  const deliver = async (edit: () => void): Promise<readonly Record<string, unknown>[]> => {
    await register()
    edit()
    await standIn.settleWebhooks()
    return received.map(each => each.payload)
  }

  it('an edited issue comes in version 2 form with a changelog whose id is the one of REST', async () => {
    const issue = findOpenIssue()
    const [payload] = await deliver(() =>
      editIssue(standIn.site, { issueId: issue.id, by: 'Priya Nair', changes: { dueDate: '2027-03-01' } }),
    )
    expect(payload).toMatchObject({
      webhookEvent: 'jira:issue_updated',
      user: { displayName: 'Priya Nair' },
      issue: { id: issue.id, key: issue.key, fields: { duedate: '2027-03-01', description: expect.any(String) } },
      changelog: { id: String(issue.histories.at(-1)?.id), items: [{ fieldId: 'duedate', to: '2027-03-01' }] },
    })
    expect(payload?.user).not.toHaveProperty('emailAddress')
  })

  it('a deleted issue is told with its last state, its links follow in the slow flow', async () => {
    const issue = findOpenIssue()
    const other = createIssue(standIn.site, { project: 'PAY', type: 'Task', summary: 'Other', by: 'Wei Zhang' })
    const link = linkIssues(standIn.site, {
      type: 'Blocks',
      sourceId: issue.id,
      destinationId: other.id,
      by: 'Wei Zhang',
    })
    const payloads = await deliver(() => deleteIssue(standIn.site, { issueId: other.id, by: 'Wei Zhang' }))
    expect(payloads).toContainEqual(
      expect.objectContaining({ webhookEvent: 'jira:issue_deleted', issue: expect.objectContaining({ id: other.id }) }),
    )
    const slow = received.find(each => each.payload.webhookEvent === 'issuelink_deleted')
    expect(slow?.headers['x-atlassian-webhook-flow']).toBe('Secondary')
    expect(slow?.payload).toMatchObject({
      issueLink: { id: Number(link.id), sourceIssueId: Number(issue.id), destinationIssueId: Number(other.id) },
    })
  })

  it('a version event names no user', async () => {
    const version = standIn.site.data.versions.find(each => !each.released)
    const [payload] = await deliver(() =>
      releaseVersion(standIn.site, { versionId: version?.id ?? '', by: 'Priya Nair' }),
    )
    expect(payload).toMatchObject({
      webhookEvent: 'jira:version_released',
      version: { id: version?.id, released: true },
    })
    expect(payload).not.toHaveProperty('user')
  })

  it('worklog, link and sprint edits are told with the ids of what changed', async () => {
    const issue = findOpenIssue()
    const other = standIn.site.data.issues.find(each => each.projectId === '10001')
    const sprint = standIn.site.data.sprints.find(each => each.state === 'active')
    const payloads = await deliver(() => {
      const worklog = addWorklog(standIn.site, { issueId: issue.id, by: 'Jonas Weber', seconds: 3600 })
      editWorklog(standIn.site, { worklogId: worklog.id, by: 'Jonas Weber', seconds: 7200 })
      deleteWorklog(standIn.site, { worklogId: worklog.id, by: 'Jonas Weber' })
      const link = linkIssues(standIn.site, {
        type: 'Relates',
        sourceId: issue.id,
        destinationId: other?.id ?? '',
        by: 'Jonas Weber',
      })
      unlinkIssues(standIn.site, { linkId: link.id, by: 'Jonas Weber' })
      closeSprint(standIn.site, { sprintId: sprint?.id ?? 0, by: 'Jonas Weber' })
    })
    const names = payloads.map(payload => payload.webhookEvent)
    for (const name of [
      'worklog_created',
      'worklog_updated',
      'worklog_deleted',
      'issuelink_created',
      'issuelink_deleted',
      'sprint_closed',
    ]) {
      expect(names.filter(each => each === name)).toEqual([name])
    }
    expect(payloads.find(payload => payload.webhookEvent === 'worklog_deleted')).toMatchObject({
      worklog: { issueId: issue.id, timeSpentSeconds: 7200 },
    })
    expect(payloads.find(payload => payload.webhookEvent === 'sprint_closed')).toMatchObject({
      sprint: { id: sprint?.id, state: 'closed' },
    })
  })
})
