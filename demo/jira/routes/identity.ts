import { Type } from 'typebox'
import { JiraError } from '../jira-error.ts'
import { renderUser } from '../render-site.ts'
import { findProject } from '../site.ts'
import { type JiraApp, requireCaller, type StandIn } from '../stand-in.ts'
import { cutPage, listValues, pageQuery } from './paging.ts'

const permissionNames: Readonly<Record<string, string>> = {
  ADMINISTER: 'Administer Jira',
  BROWSE_PROJECTS: 'Browse Projects',
  USER_PICKER: 'Browse users and groups',
  WORK_ON_ISSUES: 'Work On Issues',
  EDIT_ISSUES: 'Edit Issues',
}
const globalPermissions = ['ADMINISTER', 'USER_PICKER']
const granted = ['ADMINISTER', 'BROWSE_PROJECTS', 'USER_PICKER']

export function addIdentityRoutes(app: JiraApp, standIn: StandIn): void {
  app.get(`${standIn.api}/myself`, request => {
    const caller = requireCaller(standIn, request)
    const to = standIn.rendering()
    return {
      ...renderUser(to, caller),
      timeZone: to.clock.timeZone,
      locale: 'en_US',
      expand: 'groups,applicationRoles',
    }
  })

  const permissionQuery = Type.Object({
    permissions: Type.Optional(Type.String()),
    projectKey: Type.Optional(Type.String()),
    projectId: Type.Optional(Type.String()),
  })
  app.get(`${standIn.api}/mypermissions`, { schema: { querystring: permissionQuery } }, request => {
    const { permissions, projectKey, projectId } = request.query
    const named = listValues(permissions)
    // Data Center tells all permissions to who names none.
    const keys = named.length === 0 && standIn.product === 'data-center' ? Object.keys(permissionNames) : named
    if (keys.length === 0) throw new JiraError(400, ["The 'permissions' query parameter is required."])
    const unknown = keys.filter(key => !permissionNames[key])
    if (unknown.length > 0) throw new JiraError(400, [`Unrecognized permission: ${unknown.join(', ')}`])
    const asked = projectKey ?? projectId
    const project = asked === undefined ? undefined : findProject(standIn.site, asked)
    if (asked !== undefined && !project?.browsable)
      throw new JiraError(404, [`No project could be found with key '${asked}'.`])
    const isCaller = standIn.findCaller(request) !== null
    return {
      permissions: Object.fromEntries(
        keys.map((key, at) => [
          key,
          {
            id: String(at + 1),
            key,
            name: permissionNames[key],
            type: globalPermissions.includes(key) ? 'GLOBAL' : 'PROJECT',
            description: '',
            havePermission: isCaller && granted.includes(key) && (key !== 'ADMINISTER' || standIn.webhooks.administers),
          },
        ]),
      ),
    }
  })

  if (standIn.product === 'cloud') addPeopleRoutes(app, standIn)
}

function addPeopleRoutes(app: JiraApp, standIn: StandIn): void {
  const pageOfUsers = Type.Object(pageQuery)
  app.get(`${standIn.api}/users/search`, { schema: { querystring: pageOfUsers } }, request => {
    if (!standIn.findCaller(request)) return []
    const { startAt, maxResults = 50 } = request.query
    const to = standIn.rendering()
    return standIn.site.data.accounts
      .slice(startAt, startAt + Math.min(maxResults, 1000))
      .map(account => renderUser(to, account))
  })

  const bulk = Type.Object({ ...pageQuery, accountId: Type.Array(Type.String(), { minItems: 1, maxItems: 200 }) })
  app.get(`${standIn.api}/user/bulk`, { schema: { querystring: bulk } }, request => {
    requireCaller(standIn, request)
    const { accountId, ...page } = request.query
    const accounts = accountId.flatMap(id => standIn.site.accounts.get(id) ?? [])
    return cutPage(accounts, page, { usual: 10, most: 200 }, account => renderUser(standIn.rendering(), account))
  })

  app.get(`${standIn.api}/user`, { schema: { querystring: Type.Object({ accountId: Type.String() }) } }, request => {
    requireCaller(standIn, request)
    const account = standIn.site.accounts.get(request.query.accountId)
    if (!account) throw new JiraError(404, ['Specified user does not exist or you do not have required permissions'])
    return renderUser(standIn.rendering(), account)
  })
}
