import type { FastifyInstance } from 'fastify'
import { isReadable, latestRevision, projectOfRevision } from '../look-up.ts'
import type { Project, WorkItem } from '../organization-state.ts'
import { readIds, readQuery } from '../read-query.ts'
import { refuseWorkItem } from '../refusal.ts'
import { listOf, renderIdentityText, type View } from '../view.ts'
import { answer, paramOf, projectOf } from './scope.ts'

/** Items that were deleted and not destroyed. */
export function answerRecycleBin(app: FastifyInstance, view: View): void {
  const listDeleted = (project: Project | null): readonly WorkItem[] =>
    view.organization.state.workItems.filter(
      item =>
        item.deletion !== null &&
        isReadable(view.organization, item) &&
        (project === null || projectOfRevision(view.organization, latestRevision(item)) === project),
    )

  answer(app, 'GET', ['collection', 'project'], 'wit/recyclebin', request => {
    const project = projectOf(view, request)
    const deleted = listDeleted(project)
    const ids = readIds(readQuery(request))
    if (ids === null) return listOf(deleted.map(({ id }) => ({ id, url: urlOfDeleted(view, id) })))
    return listOf(
      ids.map(id => {
        const item = deleted.find(candidate => candidate.id === id)
        // A failing id does not fail the list: its entry carries a code and a message.
        return item === undefined
          ? { id, code: 404, message: refuseWorkItem(id).message, url: urlOfDeleted(view, id) }
          : renderDeleted(view, item)
      }),
    )
  })

  answer(app, 'GET', ['collection', 'project'], 'wit/recyclebin/:id', request => {
    const id = Number(paramOf(request, 'id'))
    const item = listDeleted(projectOf(view, request)).find(candidate => candidate.id === id)
    if (item === undefined) throw refuseWorkItem(id)
    return renderDeleted(view, item)
  })
}

const urlOfDeleted = (view: View, id: number): string => `${view.baseUrl}/_apis/wit/recyclebin/${id}`

function renderDeleted(view: View, item: WorkItem): Record<string, unknown> {
  const latest = latestRevision(item)
  return {
    id: item.id,
    code: 200,
    type: latest.type,
    name: latest.fields['System.Title'],
    project: projectOfRevision(view.organization, latest).name,
    deletedDate: formatUnitedStates(item.deletion?.at ?? latest.changedDate),
    deletedBy: renderIdentityText(view, item.deletion?.by ?? latest.changedBy),
    url: urlOfDeleted(view, item.id),
  }
}

/** `1/31/2017 9:21:14 PM`, without a zone: https://learn.microsoft.com/rest/api/azure/devops/wit/recyclebin */
function formatUnitedStates(instant: string): string {
  const date = new Date(instant)
  const hours = date.getUTCHours()
  const pad = (value: number): string => String(value).padStart(2, '0')
  const day = `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}`
  const time = `${hours % 12 || 12}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}`
  return `${day} ${time} ${hours < 12 ? 'AM' : 'PM'}`
}
