import { Type } from 'typebox'
import { JiraError } from '../jira-error.ts'
import { renderHistory } from '../render-history.ts'
import type { History, Issue } from '../site-records.ts'
import { findVisibleIssue, type JiraApp, loadVisibleIssue, type StandIn } from '../stand-in.ts'
import { addressPage, cutPage, pageQuery } from './paging.ts'

const MOST_ISSUES = 1000
const MOST_FIELDS = 10
const MOST_HISTORIES = 10_000
const DEFAULT_HISTORIES = 1000

interface Row {
  readonly issue: Issue
  readonly history: History
}

export function addChangelogRoutes(app: JiraApp, standIn: StandIn): void {
  const params = Type.Object({ issue: Type.String() })
  app.get(
    `${standIn.api}/issue/:issue/changelog`,
    { schema: { params, querystring: Type.Object(pageQuery) } },
    request => {
      const issue = loadVisibleIssue(standIn, request, request.params.issue)
      const to = standIn.rendering()
      const page = cutPage(issue.histories, request.query, { usual: 100, most: 100 }, history =>
        renderHistory(to, history, history.items, 'text'),
      )
      return addressPage(page, new URL(request.url, to.baseUrl))
    },
  )

  const body = Type.Object({
    issueIdsOrKeys: Type.Array(Type.String(), { minItems: 1 }),
    fieldIds: Type.Optional(Type.Array(Type.String())),
    maxResults: Type.Integer({ minimum: 1, maximum: MOST_HISTORIES, default: DEFAULT_HISTORIES }),
    nextPageToken: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  })
  app.post(`${standIn.api}/changelog/bulkfetch`, { schema: { body } }, request => {
    const { issueIdsOrKeys, fieldIds = [], maxResults, nextPageToken } = request.body
    if (issueIdsOrKeys.length > MOST_ISSUES)
      throw new JiraError(400, [`issueIdsOrKeys: size must be between 1 and ${MOST_ISSUES}`])
    if (fieldIds.length > MOST_FIELDS) throw new JiraError(400, [`fieldIds: size must be between 0 and ${MOST_FIELDS}`])
    const issues = new Set(issueIdsOrKeys.flatMap(idOrKey => findVisibleIssue(standIn, request, idOrKey) ?? []))
    const rows = listRows([...issues], fieldIds)
    // Real Jira may repeat the last history of the page before. https://jira.atlassian.com/browse/JRACLOUD-94906
    const resumeAt = nextPageToken ? readPosition(nextPageToken) : 0
    const startAt = maxResults > 1 ? Math.max(0, resumeAt - 1) : resumeAt
    const endAt = Math.min(rows.length, startAt + maxResults)
    return {
      issueChangeLogs: groupByIssue(standIn, rows.slice(startAt, endAt), fieldIds),
      ...(endAt < rows.length ? { nextPageToken: writePosition(endAt) } : {}),
    }
  })
}

/** Histories of all the issues in the order of time, then of issue: one issue may span pages. */
function listRows(issues: readonly Issue[], fieldIds: readonly string[]): Row[] {
  return issues
    .flatMap(issue => issue.histories.map(history => ({ issue, history })))
    .filter(({ history }) => fieldIds.length === 0 || history.items.some(item => isWanted(item.fieldId, fieldIds)))
    .sort(
      (one, other) =>
        one.history.atMs - other.history.atMs ||
        Number(one.issue.id) - Number(other.issue.id) ||
        one.history.id - other.history.id,
    )
}

/** Rows without a fieldId (Link, Key, IssueParentAssociation) cannot be asked for by field. */
const isWanted = (fieldId: string | null, fieldIds: readonly string[]): boolean =>
  fieldId !== null && fieldIds.includes(fieldId)

function groupByIssue(standIn: StandIn, rows: readonly Row[], fieldIds: readonly string[]): object[] {
  const to = standIn.rendering()
  const histories = new Map<string, object[]>()
  for (const { issue, history } of rows) {
    const items = fieldIds.length === 0 ? history.items : history.items.filter(item => isWanted(item.fieldId, fieldIds))
    const rendered = renderHistory(to, history, items, 'number')
    const list = histories.get(issue.id)
    if (list) list.push(rendered)
    else histories.set(issue.id, [rendered])
  }
  return [...histories].map(([issueId, changeHistories]) => ({ issueId, changeHistories }))
}

const writePosition = (position: number): string => Buffer.from(`changelog:${position}`).toString('base64url')

function readPosition(token: string): number {
  const match = /^changelog:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))
  if (!match) throw new JiraError(400, ['The provided nextPageToken is invalid.'])
  return Number(match[1])
}
