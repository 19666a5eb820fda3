import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { chooseFields } from '../field-choice.ts'
import { renderInlineChangelog } from '../render-history.ts'
import { renderIssue } from '../render-issue.ts'
import { listMatching } from '../search-index.ts'
import { createAsker, type JiraApp, type StandIn } from '../stand-in.ts'
import { listValues, repeatable } from './paging.ts'

const DEFAULT_PAGE = 50

interface OffsetSearch {
  readonly jql?: string
  readonly startAt?: number
  readonly maxResults?: number
  readonly fields?: readonly string[]
  readonly expand?: readonly string[]
  readonly validateQuery?: boolean
}

/** Data Center's search: by place in the list, with the histories inside the issues. */
export function addOffsetSearchRoutes(app: JiraApp, standIn: StandIn): void {
  const shared = {
    jql: Type.Optional(Type.String()),
    startAt: Type.Optional(Type.Integer({ minimum: 0 })),
    maxResults: Type.Optional(Type.Integer()),
    validateQuery: Type.Optional(Type.Boolean()),
  }
  const body = Type.Object({
    ...shared,
    fields: Type.Optional(Type.Array(Type.String())),
    expand: Type.Optional(Type.Array(Type.String())),
  })
  app.post(`${standIn.api}/search`, { schema: { body } }, request => answer(standIn, request, request.body))

  const querystring = Type.Object({ ...shared, fields: repeatable, expand: repeatable })
  app.get(`${standIn.api}/search`, { schema: { querystring } }, request => {
    const { fields, expand, ...rest } = request.query
    return answer(standIn, request, { ...rest, fields: listValues(fields), expand: listValues(expand) })
  })
}

function answer(standIn: StandIn, request: FastifyRequest, asked: OffsetSearch): object {
  const { jql = '', startAt = 0, fields = ['*navigable'], expand = [], validateQuery = true } = asked
  const { site, limits } = standIn
  // A negative number asks for as many as there may be.
  const wanted = asked.maxResults ?? DEFAULT_PAGE
  const maxResults = wanted < 0 ? limits.issuesInSearch : Math.min(wanted, limits.issuesInSearch)
  const asker = { ...createAsker(standIn, request), isLenient: !validateQuery }
  const found = listMatching(asker, jql, standIn.indexLagMs)
  const chosen = chooseFields(site, fields, 'all')
  const to = standIn.rendering()
  const isIdOnly = fields.every(field => field === 'id')
  return {
    expand: 'schema,names',
    startAt,
    maxResults,
    total: found.length,
    issues: found.slice(startAt, startAt + maxResults).map(issue => ({
      ...renderIssue(to, issue, isIdOnly ? new Set() : chosen),
      ...(expand.includes('changelog')
        ? { changelog: renderInlineChangelog(to, issue, limits.historiesInSearch) }
        : {}),
    })),
    // Real answers have them. https://github.com/shridhar-tl/jira-assistant/pull/418
    warningMessages: null,
    names: null,
    schema: null,
  }
}
