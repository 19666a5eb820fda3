import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { WorkItem } from '../organization-state.ts'
import { readChoice, readNumber, readQuery } from '../read-query.ts'
import { Refusal, refuseWorkItem } from '../refusal.ts'
import { listOf, type View } from '../view.ts'
import { listUpdates } from '../work-item-updates.ts'
import { answer, paramOf, projectOf } from './scope.ts'
import { EXPANSIONS, findRevision, renderWorkItem } from './work-items.ts'

const MAX_PAGE = 200

/** One item's past: full revisions, and updates (what each change did, links included). */
export function answerWorkItemHistory(app: FastifyInstance, view: View): void {
  answer(app, 'GET', ['collection', 'project'], 'wit/workitems/:id/updates', request => {
    const item = requireItem(view, request)
    return listOf(pageOf(request, listUpdates(view, item)))
  })

  answer(app, 'GET', ['collection', 'project'], 'wit/workitems/:id/updates/:number', request => {
    const item = requireItem(view, request)
    const update = listUpdates(view, item)[Number(paramOf(request, 'number')) - 1]
    if (update === undefined)
      throw new Refusal(404, 'WorkItemUpdateNotFoundException', 'TF401320: The update does not exist.')
    return update
  })

  answer(app, 'GET', ['collection', 'project'], 'wit/workitems/:id/revisions', request => {
    const item = requireItem(view, request)
    const expansion = readChoice(readQuery(request).get('$expand'), EXPANSIONS, 'none')
    const choice = { names: null, expansion, asOfMs: null }
    return listOf(
      pageOf(request, item.revisions).map(revision =>
        renderWorkItem(view, item, revision, { ...choice, asOfMs: Date.parse(revision.changedDate) }, 'expanded'),
      ),
    )
  })
}

function requireItem(view: View, request: FastifyRequest): WorkItem {
  const id = Number(paramOf(request, 'id'))
  const found = findRevision(view, projectOf(view, request), id, null)
  if (found === null) throw refuseWorkItem(id)
  return found.item
}

function pageOf<T>(request: FastifyRequest, all: readonly T[]): readonly T[] {
  const query = readQuery(request)
  const skip = readNumber(query, '$skip', 0)
  return all.slice(skip, skip + Math.min(MAX_PAGE, readNumber(query, '$top', MAX_PAGE)))
}
