import type { FastifyInstance } from 'fastify'
import { findParentId, isReadable, latestRevision, pathOfNode } from '../look-up.ts'
import type { Team, WorkItem } from '../organization-state.ts'
import type { View } from '../view.ts'
import { urlOfWorkItem } from '../work-item-answer.ts'
import { answer, requireTeam } from './scope.ts'
import { requireIteration, urlOfTeamSettings } from './team-settings.ts'

/** What a team has in an iteration now: its items in the team's areas, children under their parents. */
export function answerIterationItems(app: FastifyInstance, view: View): void {
  answer(app, 'GET', ['project', 'team'], 'work/teamsettings/iterations/:iteration/workitems', request => {
    const { project, team } = requireTeam(view, request)
    const iteration = requireIteration(view, request, team)
    const items = view.organization.state.workItems.filter(
      item =>
        item.deletion === null &&
        latestRevision(item).iterationId === iteration.id &&
        isReadable(view.organization, item) &&
        isOwn(view, team, item),
    )
    const ids = new Set(items.map(({ id }) => id))
    const point = (id: number): { readonly id: number; readonly url: string } => ({ id, url: urlOfWorkItem(view, id) })
    return {
      workItemRelations: items.map(({ id }) => {
        const parentId = findParentId(view.organization, id)
        return parentId !== null && ids.has(parentId)
          ? { rel: 'System.LinkTypes.Hierarchy-Forward', source: point(parentId), target: point(id) }
          : { rel: null, source: null, target: point(id) }
      }),
      url: `${urlOfTeamSettings(view, project, team)}/iterations/${iteration.identifier}/workitems`,
    }
  })
}

function isOwn(view: View, team: Team, item: WorkItem): boolean {
  const { areaId } = latestRevision(item)
  const path = `${pathOfNode(view.organization, areaId)}\\`
  return team.areas.some(
    area =>
      area.areaId === areaId ||
      (area.includeChildren && path.startsWith(`${pathOfNode(view.organization, area.areaId)}\\`)),
  )
}
