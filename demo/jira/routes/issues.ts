import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { chooseFields } from '../field-choice.ts'
import { JiraError } from '../jira-error.ts'
import { renderInlineChangelog } from '../render-history.ts'
import { renderIssue } from '../render-issue.ts'
import { renderIssueRef } from '../render-related.ts'
import { renderLinkType } from '../render-site.ts'
import { findVisibleIssue, type JiraApp, loadVisibleIssue, type StandIn } from '../stand-in.ts'
import { listValues, repeatable } from './paging.ts'

const MOST_USUALLY = 100
/** Only when fields are named one by one, and none of the heavy ones. */
const MOST_WITH_NAMED_FIELDS = 1000
const heavyFields = ['comment', 'worklog', 'attachment']
const heavyExpands = [
  'changelog',
  'editmeta',
  'operations',
  'renderedFields',
  'transitions',
  'versionedRepresentations',
]
const INLINE_HISTORIES_IN_BULK = 40

export function addIssueRoutes(app: JiraApp, standIn: StandIn): void {
  const body = Type.Object({
    issueIdsOrKeys: Type.Array(Type.String(), { minItems: 1 }),
    fields: Type.Optional(Type.Array(Type.String())),
    expand: Type.Optional(Type.Array(Type.String())),
    fieldsByKeys: Type.Optional(Type.Boolean()),
    properties: Type.Optional(Type.Array(Type.String())),
  })
  const bulkFetch = (request: FastifyRequest<{ Body: Static<typeof body> }>): object => {
    const { issueIdsOrKeys, fields = [], expand = [] } = request.body
    const isNamed =
      fields.length > 0 &&
      fields.length <= 100 &&
      fields.every(field => !/^[*-]/.test(field) && !heavyFields.includes(field))
    const most = isNamed && !expand.some(word => heavyExpands.includes(word)) ? MOST_WITH_NAMED_FIELDS : MOST_USUALLY
    if (issueIdsOrKeys.length > most)
      throw new JiraError(400, [`The number of issues requested exceeds the limit of ${most}.`])
    // Missing and forbidden issues are left out silently; an old key answers with the issue's new key.
    const found = issueIdsOrKeys.flatMap(idOrKey => findVisibleIssue(standIn, request, idOrKey) ?? [])
    const issues = [...new Set(found)].sort((one, other) => Number(one.id) - Number(other.id))
    const to = standIn.rendering()
    const chosen = chooseFields(standIn.site, fields, 'all')
    return {
      issues: issues.map(issue => ({
        ...renderIssue(to, issue, chosen),
        ...(expand.includes('changelog')
          ? { changelog: renderInlineChangelog(to, issue, INLINE_HISTORIES_IN_BULK) }
          : {}),
      })),
      issueErrors: [],
    }
  }
  if (standIn.product === 'cloud') app.post(`${standIn.api}/issue/bulkfetch`, { schema: { body } }, bulkFetch)

  const one = {
    params: Type.Object({ issue: Type.String() }),
    querystring: Type.Object({ fields: repeatable, expand: repeatable }),
  }
  app.get(`${standIn.api}/issue/:issue`, { schema: one }, request => {
    const issue = loadVisibleIssue(standIn, request, request.params.issue)
    const to = standIn.rendering()
    const expand = listValues(request.query.expand)
    return {
      ...renderIssue(to, issue, chooseFields(standIn.site, listValues(request.query.fields), 'all')),
      ...(expand.includes('changelog')
        ? { changelog: renderInlineChangelog(to, issue, standIn.limits.historiesOfIssue) }
        : {}),
      ...(expand.includes('names')
        ? { names: Object.fromEntries(standIn.site.data.fields.map(field => [field.id, field.name])) }
        : {}),
    }
  })

  app.get(`${standIn.api}/issueLink/:link`, { schema: { params: Type.Object({ link: Type.String() }) } }, request => {
    const link = standIn.site.data.links.find(each => each.id === request.params.link)
    const to = standIn.rendering()
    const type = standIn.site.data.linkTypes.find(each => each.id === link?.typeId)
    const source = link && standIn.findCaller(request) ? renderIssueRef(to, link.sourceId) : undefined
    const destination = link ? renderIssueRef(to, link.destinationId) : undefined
    if (!link || !type || !source || !destination)
      throw new JiraError(404, [`No issue link with id '${request.params.link}' exists.`])
    const self = `${to.api}/issueLink/${link.id}`
    return { id: link.id, self, type: renderLinkType(to, type), inwardIssue: source, outwardIssue: destination }
  })
}
