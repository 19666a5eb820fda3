import { Type } from 'typebox'
import { JiraError } from '../jira-error.ts'
import { renderVersion } from '../render-site.ts'
import type { Version } from '../site-records.ts'
import { type JiraApp, loadVisibleProject, type StandIn } from '../stand-in.ts'
import { addressPage, cutPage, listValues, pageQuery, repeatable } from './paging.ts'

export function addVersionRoutes(app: JiraApp, standIn: StandIn): void {
  const params = Type.Object({ project: Type.String() })
  const querystring = Type.Object({
    ...pageQuery,
    orderBy: Type.Optional(Type.String()),
    query: Type.Optional(Type.String()),
    status: repeatable,
    expand: repeatable,
  })

  app.get(`${standIn.api}/project/:project/version`, { schema: { params, querystring } }, request => {
    const { query = '', status, orderBy = 'sequence' } = request.query
    const states = listValues(status)
    const project = loadVisibleProject(standIn, request, request.params.project)
    const found = standIn.site.data.versions
      .filter(version => version.projectId === project.id)
      .filter(version => version.name.toLowerCase().includes(query.toLowerCase()))
      .filter(version => states.length === 0 || states.includes(stateOf(version)))
      .sort((one, other) => compareVersions(one, other, orderBy))
    const page = cutPage(found, request.query, { usual: 50, most: 50 }, version =>
      renderVersion(standIn.rendering(), version),
    )
    return addressPage(page, new URL(request.url, standIn.rendering().baseUrl))
  })

  app.get(`${standIn.api}/project/:project/versions`, { schema: { params } }, request => {
    const project = loadVisibleProject(standIn, request, request.params.project)
    const versions = standIn.site.data.versions.filter(version => version.projectId === project.id)
    return versions.map(version => renderVersion(standIn.rendering(), version))
  })

  app.get(`${standIn.api}/version/:id`, { schema: { params: Type.Object({ id: Type.String() }) } }, request => {
    const version = standIn.site.versions.get(request.params.id)
    const project = standIn.site.projects.get(version?.projectId ?? '')
    if (!version || !project?.browsable || !standIn.findCaller(request)) {
      throw new JiraError(404, [`Could not find version for id '${request.params.id}'`])
    }
    return renderVersion(standIn.rendering(), version)
  })
}

const stateOf = (version: Version): string =>
  version.archived ? 'archived' : version.released ? 'released' : 'unreleased'

function compareVersions(one: Version, other: Version, orderBy: string): number {
  const field = orderBy.replace(/^[+-]/, '')
  const sign = orderBy.startsWith('-') ? -1 : 1
  const keyOf = (version: Version): string =>
    field === 'name' ? version.name : field === 'releaseDate' ? (version.releaseDate ?? '') : ''
  const [left, right] = [keyOf(one), keyOf(other)]
  return sign * (left < right ? -1 : left > right ? 1 : Number(one.id) - Number(other.id))
}
