import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { chooseFields } from '../field-choice.ts'
import { JiraError } from '../jira-error.ts'
import { renderInlineChangelog } from '../render-history.ts'
import { renderIssue } from '../render-issue.ts'
import { countIssues, searchIssues } from '../search-index.ts'
import { createAsker, type JiraApp, type StandIn } from '../stand-in.ts'
import { listValues, repeatable } from './paging.ts'

const DEFAULT_PAGE = 50
/** With nothing but ids or keys asked, a page may be this long; with fields Jira cuts it. */
const MOST_IDS = 5000
const MOST_WITH_FIELDS = 100
const INLINE_HISTORIES = 40
const MOST_RECONCILED = 50
const GONE =
  'The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. ' +
  'A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046'

interface SearchBody {
  readonly jql?: string
  readonly fields?: readonly string[]
  readonly maxResults?: number
  readonly nextPageToken?: string | null
  readonly expand?: string
  readonly reconcileIssues?: readonly (string | number)[]
}

export function addSearchRoutes(app: JiraApp, standIn: StandIn): void {
  const body = Type.Object({
    jql: Type.Optional(Type.String()),
    fields: Type.Optional(Type.Array(Type.String())),
    maxResults: Type.Optional(Type.Integer()),
    nextPageToken: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    expand: Type.Optional(Type.String()),
    properties: Type.Optional(Type.Array(Type.String())),
    fieldsByKeys: Type.Optional(Type.Boolean()),
    reconcileIssues: Type.Optional(Type.Array(Type.Integer())),
  })
  app.post(`${standIn.api}/search/jql`, { schema: { body } }, request => answerSearch(standIn, request, request.body))

  const querystring = Type.Object({
    jql: Type.Optional(Type.String()),
    fields: repeatable,
    maxResults: Type.Optional(Type.Integer()),
    nextPageToken: Type.Optional(Type.String()),
    expand: Type.Optional(Type.String()),
    reconcileIssues: repeatable,
  })
  app.get(`${standIn.api}/search/jql`, { schema: { querystring } }, request => {
    const { fields, reconcileIssues, ...rest } = request.query
    return answerSearch(standIn, request, {
      ...rest,
      fields: listValues(fields),
      reconcileIssues: listValues(reconcileIssues),
    })
  })

  app.post(
    `${standIn.api}/search/approximate-count`,
    { schema: { body: Type.Object({ jql: Type.String() }) } },
    request => ({ count: countIssues(createAsker(standIn, request), request.body.jql, standIn.indexLagMs) }),
  )

  const refuse = (): never => {
    throw new JiraError(410, [GONE])
  }
  app.get(`${standIn.api}/search`, refuse)
  app.post(`${standIn.api}/search`, refuse)
}

function answerSearch(standIn: StandIn, request: FastifyRequest, asked: SearchBody): object {
  const { jql = '', fields = [], maxResults = DEFAULT_PAGE, nextPageToken, expand = '', reconcileIssues = [] } = asked
  const { site } = standIn
  if (reconcileIssues.length > MOST_RECONCILED)
    throw new JiraError(400, [`reconcileIssues takes at most ${MOST_RECONCILED} issues.`])
  if (maxResults < 1) throw new JiraError(400, ['maxResults must be at least 1.'])
  const chosen = chooseFields(site, fields, 'none')
  const isSlim = [...chosen].every(field => field === 'id' || field === 'key')
  const page = searchIssues(createAsker(standIn, request), {
    jql,
    maxResults: Math.min(maxResults, isSlim ? MOST_IDS : MOST_WITH_FIELDS),
    pageToken: nextPageToken ?? null,
    fingerprint: JSON.stringify([[...chosen].sort(), reconcileIssues]),
    reconcileIds: reconcileIssues.map(String),
    indexLagMs: standIn.indexLagMs,
  })
  const to = standIn.rendering()
  const extras = expand.split(',').map(word => word.trim())
  const isIdOnly = !chosen.has('key') && isSlim
  const named = site.data.fields.filter(field => chosen.has(field.id))
  return {
    issues: page.issues.map(issue => ({
      ...(isIdOnly ? { id: issue.id } : renderIssue(to, issue, isSlim ? new Set() : chosen)),
      ...(extras.includes('changelog') ? { changelog: renderInlineChangelog(to, issue, INLINE_HISTORIES) } : {}),
    })),
    ...(page.nextPageToken === null ? {} : { nextPageToken: page.nextPageToken }),
    isLast: page.nextPageToken === null,
    ...(extras.includes('names') ? { names: Object.fromEntries(named.map(field => [field.id, field.name])) } : {}),
    ...(extras.includes('schema')
      ? { schema: Object.fromEntries(named.flatMap(field => (field.schema ? [[field.id, field.schema]] : []))) }
      : {}),
  }
}
