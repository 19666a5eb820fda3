import { Type } from 'typebox'
import { customFieldIds } from '../field-catalogue.ts'
import { JiraError } from '../jira-error.ts'
import { renderProjectRef, renderSprint } from '../render-site.ts'
import { findProject, found } from '../site.ts'
import type { Board, Project, Sprint } from '../site-records.ts'
import { isSprintVisible, type JiraApp, listVisibleBoards, loadVisibleBoard, type StandIn } from '../stand-in.ts'
import { cutPage, listValues, pageQuery, repeatable } from './paging.ts'

const limit = { usual: 50, most: 50 }
const sprintOrder = { closed: 0, active: 1, future: 2 } as const

export function addBoardRoutes(app: JiraApp, standIn: StandIn): void {
  const { site } = standIn
  const params = Type.Object({ board: Type.String() })
  const list = Type.Object({
    ...pageQuery,
    type: repeatable,
    name: Type.Optional(Type.String()),
    projectKeyOrId: Type.Optional(Type.String()),
  })

  app.get('/rest/agile/1.0/board', { schema: { querystring: list } }, request => {
    const { type, name = '', projectKeyOrId } = request.query
    const types = listValues(type)
    const project = projectKeyOrId === undefined ? undefined : findProject(site, projectKeyOrId)
    if (projectKeyOrId !== undefined && standIn.findCaller(request) && !project?.browsable) {
      throw new JiraError(400, [`No project could be found with key or id '${projectKeyOrId}'.`])
    }
    const boards = listVisibleBoards(standIn, request)
      .filter(board => project === undefined || board.projectId === project.id)
      .filter(board => types.length === 0 || types.includes(board.type))
      .filter(board => board.name.toLowerCase().includes(name.toLowerCase()))
    return cutPage(boards, request.query, limit, board => renderBoard(standIn, board))
  })

  app.get('/rest/agile/1.0/board/:board', { schema: { params } }, request =>
    renderBoard(standIn, loadVisibleBoard(standIn, request, request.params.board)),
  )

  app.get('/rest/agile/1.0/board/:board/configuration', { schema: { params } }, request =>
    renderConfiguration(standIn, loadVisibleBoard(standIn, request, request.params.board)),
  )

  app.get(
    '/rest/agile/1.0/board/:board/project',
    { schema: { params, querystring: Type.Object(pageQuery) } },
    request => {
      const board = loadVisibleBoard(standIn, request, request.params.board)
      const project = found(site.projects.get(board.projectId), 'project', board.projectId)
      return cutPage([project], request.query, limit, each => renderProjectRef(standIn.rendering(), each))
    },
  )

  const ofBoard = { params, querystring: Type.Object({ ...pageQuery, state: repeatable }) }
  app.get('/rest/agile/1.0/board/:board/sprint', { schema: ofBoard }, request => {
    const board = loadVisibleBoard(standIn, request, request.params.board)
    if (board.type === 'kanban') throw new JiraError(400, ['The board does not support sprints'])
    const states = listValues(request.query.state)
    const sprints = site.data.sprints
      .filter(sprint => sprint.boardIds.includes(board.id))
      .filter(sprint => states.length === 0 || states.includes(sprint.state))
      .sort((one, other) => sprintOrder[one.state] - sprintOrder[other.state] || one.id - other.id)
    return cutPage(sprints, request.query, limit, (sprint: Sprint) => renderSprint(standIn.rendering(), sprint))
  })

  app.get(
    '/rest/agile/1.0/sprint/:sprint',
    { schema: { params: Type.Object({ sprint: Type.Integer() }) } },
    request => {
      const sprint = site.sprints.get(request.params.sprint)
      if (!sprint || !standIn.findCaller(request) || !isSprintVisible(site, sprint))
        throw new JiraError(404, ['Sprint does not exist'])
      return renderSprint(standIn.rendering(), sprint)
    },
  )
}

function renderBoard(standIn: StandIn, board: Board): object {
  const project = found(standIn.site.projects.get(board.projectId), 'project', board.projectId)
  return {
    id: board.id,
    self: `${standIn.rendering().baseUrl}/rest/agile/1.0/board/${board.id}`,
    name: board.name,
    type: board.type,
    ...(standIn.product === 'data-center' ? {} : renderLocation(project)),
  }
}

/** Data Center tells neither where a board lies nor whether it is private. */
function renderLocation(project: Project): object {
  return {
    location: {
      projectId: Number(project.id),
      displayName: `${project.name} (${project.key})`,
      projectName: project.name,
      projectKey: project.key,
      projectTypeKey: 'software',
      name: `${project.name} (${project.key})`,
    },
    isPrivate: false,
  }
}

function renderConfiguration(standIn: StandIn, board: Board): object {
  const { baseUrl } = standIn.rendering()
  const project = found(standIn.site.projects.get(board.projectId), 'project', board.projectId)
  const estimated = standIn.site.data.fields.find(field => field.id === board.estimationFieldId)
  return {
    id: board.id,
    name: board.name,
    type: board.type,
    self: `${baseUrl}/rest/agile/1.0/board/${board.id}/configuration`,
    ...(standIn.product === 'data-center'
      ? {}
      : {
          location: {
            type: 'project',
            key: project.key,
            id: project.id,
            self: `${baseUrl}/rest/api/2/project/${project.id}`,
            name: project.name,
          },
        }),
    filter: { id: String(10_000 + board.id), self: `${baseUrl}/rest/api/2/filter/${10_000 + board.id}` },
    ...(board.type === 'kanban'
      ? { subQuery: { query: 'fixVersion in unreleasedVersions() OR fixVersion is EMPTY' } }
      : {}),
    columnConfig: {
      columns: board.columns.map(({ name, statusIds }) => ({
        name,
        statuses: statusIds.map(id => ({ id, self: `${baseUrl}/rest/api/2/status/${id}` })),
      })),
      constraintType: board.type === 'kanban' ? 'issueCount' : 'none',
    },
    ...(board.type === 'scrum'
      ? {
          estimation: estimated
            ? { type: 'field', field: { fieldId: estimated.id, displayName: estimated.name } }
            : { type: 'none' },
        }
      : {}),
    ranking: { rankCustomFieldId: Number(customFieldIds.rank.slice('customfield_'.length)) },
  }
}
