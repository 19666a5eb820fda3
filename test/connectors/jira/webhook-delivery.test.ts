import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import type { Delivery } from '../../../connectors/connector.ts'
import jira from '../../../connectors/jira/index.ts'
import { jiraWebhook } from '../../../connectors/jira/webhook.ts'
import * as edits from '../../../demo/jira/edits.ts'
import { openSite } from './stand-in-site.ts'

const secret = 'hook-secret'
const by = 'Priya Nair'

it('verifies what the tracker sends, and the records it names hold the change', { timeout: 20_000 }, async () => {
  const deliveries: Delivery[] = []
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      deliveries.push({ headers: request.headers, body: Buffer.concat(chunks) })
      response.writeHead(202).end()
    })
  })
  await new Promise<void>(resolve => receiver.listen(0, '127.0.0.1', resolve))
  const { site, standIn, source, close } = await openSite({ indexLagMs: 60_000 })
  const auth = Buffer.from(`${standIn.credentials.email}:${standIn.credentials.apiToken}`).toString('base64')
  const registered = await fetch(`${standIn.url}/rest/webhooks/1.0/webhook`, {
    method: 'POST',
    headers: { authorization: `Basic ${auth}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'Milepost',
      url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
      events: ['jira:issue_updated', 'jira:issue_deleted', 'jira:version_updated', 'sprint_closed', 'worklog_created'],
      filters: {},
      excludeBody: false,
      secret,
    }),
  })
  expect(registered.ok).toBe(true)

  const [issue, doomed] = site.data.issues.filter(({ parentId, key }) => parentId !== null && key.startsWith('OPS-'))
  const version = site.data.versions.find(({ released }) => !released)
  const sprint = site.data.sprints.find(({ state }) => state === 'active')
  if (!issue || !doomed || !version || !sprint) throw new Error('the demo has all of these')
  edits.editIssue(site, { issueId: issue.id, by, changes: { dueDate: '2027-03-01' } })
  edits.moveVersion(site, { versionId: version.id, releaseDate: '2027-05-05', by })
  edits.closeSprint(site, { sprintId: sprint.id, by })
  const worklog = edits.addWorklog(site, { issueId: issue.id, by, seconds: 1800 })
  edits.deleteIssue(site, { issueId: doomed.id, by })
  await standIn.settleWebhooks()

  for (const delivery of deliveries) {
    expect(jiraWebhook.verify(delivery, secret)).toBe(true)
    expect(jiraWebhook.verify({ ...delivery, body: Buffer.concat([delivery.body, Buffer.from(' ')]) }, secret)).toBe(
      false,
    )
    expect(jiraWebhook.deliveryId(delivery)).toMatch(/^[0-9a-f-]{36}$/)
  }
  const touched = deliveries.flatMap(delivery => jiraWebhook.touched(delivery))
  const names = new Set(touched.map(({ kind, externalId }) => `${kind} ${externalId}`))
  for (const name of [
    `work_item ${issue.id}`,
    `work_item ${doomed.id}`,
    `release ${version.id}`,
    `iteration ${sprint.id}`,
    `worklog ${worklog.id}`,
  ]) {
    expect(names).toContain(name)
  }

  // The edit of the date says so, the worklog does not.
  const ofIssue = touched.filter(({ kind, externalId }) => kind === 'work_item' && externalId === issue.id)
  expect(ofIssue.map(({ movesDate }) => movesDate)).toContain(true)
  expect(ofIssue.map(({ movesDate }) => movesDate)).toContain(undefined)

  const unique = [...new Map(touched.map(ref => [`${ref.kind} ${ref.externalId}`, ref])).values()]
  const answers = await source.fetch(unique)
  expect(answers.map(({ ref }) => `${ref.kind} ${ref.externalId}`)).toEqual(
    unique.map(ref => `${ref.kind} ${ref.externalId}`),
  )
  const parsed = answers.flatMap(answer =>
    answer.outcome === 'found' ? answer.records.flatMap(record => jira.parse(record)) : [],
  )
  expect(parsed).toContainEqual(
    expect.objectContaining({
      type: 'work_item',
      externalId: issue.id,
      fields: expect.objectContaining({ duedate: '2027-03-01' }),
    }),
  )
  expect(parsed).toContainEqual(
    expect.objectContaining({ type: 'release', externalId: version.id, targetDay: '2027-05-05' }),
  )
  expect(parsed).toContainEqual(
    expect.objectContaining({ type: 'iteration', externalId: String(sprint.id), state: 'closed' }),
  )
  expect(parsed).toContainEqual(expect.objectContaining({ type: 'worklog', externalId: worklog.id, seconds: 1800 }))
  expect(answers).toContainEqual({ outcome: 'not_visible', ref: { kind: 'work_item', externalId: doomed.id } })
  await close()
  await new Promise(resolve => receiver.close(resolve))
})
