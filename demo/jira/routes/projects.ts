import { Type } from 'typebox'
import { renderIssueType, renderProject, renderUserById } from '../render-site.ts'
import type { Project } from '../site-records.ts'
import { type JiraApp, listVisibleProjects, loadVisibleProject, type StandIn } from '../stand-in.ts'
import { addressPage, cutPage, listValues, pageQuery, repeatable } from './paging.ts'

export function addProjectRoutes(app: JiraApp, standIn: StandIn): void {
  const render = (project: Project, expand: readonly string[]): object => {
    const to = standIn.rendering()
    const issues = standIn.site.data.issues.filter(issue => issue.projectId === project.id)
    const lastMs = issues.reduce((latest, issue) => Math.max(latest, issue.updatedMs), 0)
    return {
      ...renderProject(to, project),
      ...(expand.includes('lead') ? { lead: renderUserById(to, project.leadAccountId) } : {}),
      ...(expand.includes('issueTypes')
        ? { issueTypes: standIn.site.data.issueTypes.map(type => renderIssueType(to, type)) }
        : {}),
      ...(expand.includes('insight')
        ? { insight: { totalIssueCount: issues.length, lastIssueUpdateTime: to.clock.write(lastMs) } }
        : {}),
    }
  }

  const search = Type.Object({
    ...pageQuery,
    id: repeatable,
    keys: repeatable,
    status: repeatable,
    expand: repeatable,
    query: Type.Optional(Type.String()),
    action: Type.Optional(Type.String()),
    orderBy: Type.Optional(Type.String()),
  })
  if (standIn.product === 'data-center') {
    app.get(`${standIn.api}/project`, request =>
      listVisibleProjects(standIn, request).map(each => render(each, ['lead'])),
    )
  } else
    app.get(`${standIn.api}/project/search`, { schema: { querystring: search } }, request => {
      const { id, keys, status, expand, query, orderBy } = request.query
      const ids = listValues(id)
      const wantedKeys = listValues(keys)
      const states = listValues(status)
      const text = query?.toLowerCase() ?? ''
      const found = listVisibleProjects(standIn, request)
        .filter(project => ids.length === 0 || ids.includes(project.id))
        .filter(project => wantedKeys.length === 0 || wantedKeys.includes(project.key))
        .filter(() => states.length === 0 || states.includes('live'))
        .filter(project => `${project.key} ${project.name}`.toLowerCase().includes(text))
        .sort((one, other) => (one.key < other.key ? -1 : 1) * (orderBy?.startsWith('-') ? -1 : 1))
      const page = cutPage(found, request.query, { usual: 50, most: 100 }, project =>
        render(project, listValues(expand)),
      )
      return addressPage(page, new URL(request.url, standIn.rendering().baseUrl))
    })

  const byId = { params: Type.Object({ project: Type.String() }), querystring: Type.Object({ expand: repeatable }) }
  app.get(`${standIn.api}/project/:project`, { schema: byId }, request => {
    const project = loadVisibleProject(standIn, request, request.params.project)
    return render(project, ['lead', 'issueTypes', ...listValues(request.query.expand)])
  })
}
