import { Type } from 'typebox'
import {
  renderIssueType,
  renderLinkType,
  renderPriority,
  renderResolution,
  renderStatus,
  renderStatusCategory,
  statusCategoryKeys,
} from '../render-site.ts'
import type { FieldRecord } from '../site-records.ts'
import { type JiraApp, listVisibleProjects, type StandIn } from '../stand-in.ts'
import { addressPage, cutPage, pageQuery } from './paging.ts'

/** The names the site works with: types, statuses, fields, resolutions, priorities and link types. */
export function addCatalogueRoutes(app: JiraApp, standIn: StandIn): void {
  const { data } = standIn.site

  app.get(`${standIn.api}/issuetype`, request => {
    const isAllowed = listVisibleProjects(standIn, request).length > 0
    return isAllowed ? data.issueTypes.map(type => renderIssueType(standIn.rendering(), type)) : []
  })

  app.get(`${standIn.api}/status`, request =>
    standIn.findCaller(request) ? data.statuses.map(status => renderStatus(standIn.rendering(), status)) : [],
  )

  app.get(`${standIn.api}/statuscategory`, () =>
    statusCategoryKeys.map(key => renderStatusCategory(standIn.rendering(), key)),
  )

  app.get(`${standIn.api}/field`, request => (standIn.findCaller(request) ? data.fields.map(renderField) : []))

  app.get(`${standIn.api}/issueLinkType`, request => ({
    issueLinkTypes: standIn.findCaller(request)
      ? data.linkTypes.map(type => renderLinkType(standIn.rendering(), type))
      : [],
  }))

  const querystring = Type.Object(pageQuery)
  app.get(`${standIn.api}/resolution/search`, { schema: { querystring } }, request => {
    const all = standIn.findCaller(request) ? data.resolutions : []
    const page = cutPage(all, request.query, { usual: 50, most: 50 }, value =>
      renderResolution(standIn.rendering(), value),
    )
    return addressPage(page, new URL(request.url, standIn.rendering().baseUrl))
  })

  app.get(`${standIn.api}/priority/search`, { schema: { querystring } }, request => {
    const all = standIn.findCaller(request) ? data.priorities : []
    const page = cutPage(all, request.query, { usual: 50, most: 50 }, value =>
      renderPriority(standIn.rendering(), value),
    )
    return addressPage(page, new URL(request.url, standIn.rendering().baseUrl))
  })
}

function renderField({ id, name, navigable, clauseNames, schema }: FieldRecord): object {
  return {
    id,
    key: id,
    name,
    custom: id.startsWith('customfield_'),
    orderable: true,
    navigable,
    searchable: clauseNames.length > 0,
    clauseNames,
    ...(schema ? { schema } : {}),
  }
}
