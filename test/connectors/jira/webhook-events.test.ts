import { expect, test } from 'vitest'
import { UnreadableRecordError } from '../../../connectors/errors.ts'
import { jiraWebhook } from '../../../connectors/jira/webhook.ts'
import { ISSUE_EVENTS, PLANNING_EVENTS } from '../../../connectors/jira/webhook-events.ts'

/** What the events of a kind carry, as https://developer.atlassian.com/cloud/jira/platform/webhooks/ shows it. */
const carried = {
  issue: { id: '10402', key: 'TRN-2' },
  comment: { id: '900', body: 'x' },
  issueLink: { id: 7, sourceIssueId: 10402, destinationIssueId: 10403, systemLink: false },
  worklog: { id: '30004', issueId: '10402' },
  sprint: { id: 8 },
  version: { id: '10200', projectId: 10000 },
}
const OF_ITS_KIND: Readonly<Record<string, readonly [readonly (keyof typeof carried)[], readonly string[]]>> = {
  issue: [['issue'], ['work_item 10402']],
  comment: [['comment', 'issue'], ['work_item 10402']],
  issuelink: [['issueLink'], ['work_item 10402', 'work_item 10403']],
  worklog: [['worklog'], ['worklog 30004', 'work_item 10402']],
  sprint: [['sprint'], ['iteration 8']],
  version: [['version'], ['release 10200']],
}

test.each([...ISSUE_EVENTS, ...PLANNING_EVENTS])('%s, which is registered, names what it touched', webhookEvent => {
  const [, kind = ''] = /^(?:jira:)?([a-z]+)_/.exec(webhookEvent) ?? []
  const [carries, touches] = OF_ITS_KIND[kind] ?? [[], ['a kind without an example here']]
  const body = {
    timestamp: 1795190400123,
    webhookEvent,
    ...Object.fromEntries(carries.map(key => [key, carried[key]])),
  }
  const touched = jiraWebhook.touched({ headers: {}, body: Buffer.from(JSON.stringify(body)) })
  expect(touched.map(({ kind: of, externalId }) => `${of} ${externalId}`)).toEqual(touches)
})

test.each(['1', '{"__proto__": 90071992547409931}'])('what is nested without an end around %s is refused', value => {
  const text = `{"webhookEvent": "jira:issue_updated", "issue": ${'['.repeat(100_000)}${value}${']'.repeat(100_000)}}`
  const read = () => jiraWebhook.touched({ headers: {}, body: Buffer.from(text) })
  // Nothing is asked of what lies there, unless it cannot be read at all.
  try {
    expect(read()).toEqual([])
  } catch (error) {
    expect(error).toBeInstanceOf(UnreadableRecordError)
  }
})

test('a version that was merged into another touches both', () => {
  const body = { webhookEvent: 'jira:version_deleted', version: carried.version, mergedTo: { id: '10201' } }
  expect(jiraWebhook.touched({ headers: {}, body: Buffer.from(JSON.stringify(body)) })).toEqual([
    { kind: 'release', externalId: '10200' },
    { kind: 'release', externalId: '10201' },
  ])
})
