import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { fieldsByLowerCaseName } from '../fields.ts'
import { formatInstant } from '../instant.ts'
import { findParentId, isReadable, latestRevision, projectOfRevision } from '../look-up.ts'
import { HIERARCHY } from '../organization-index.ts'
import type { SavedQuery, WorkItem } from '../organization-state.ts'
import { type Condition, parseQuery } from '../query-language.ts'
import { readFieldNames, readFlag, readNumber, readQuery } from '../read-query.ts'
import { Refusal, refuseArgument } from '../refusal.ts'
import type { View } from '../view.ts'
import { urlOfWorkItem } from '../work-item-answer.ts'
import { answer, paramOf, projectOf } from './scope.ts'

const WiqlRequest = Type.Object({ query: Type.String() })

/** Queries: ids only, whatever is selected, and none of the recycle bin. */
export function answerQueries(app: FastifyInstance, view: View): void {
  answer(app, 'POST', ['collection', 'project', 'team'], 'wit/wiql', request => {
    if (!Value.Check(WiqlRequest, request.body)) throw refuseArgument('The body is not a query.')
    return runQuery(view, request, { wiql: request.body.query })
  })
  answer(app, 'GET', ['collection', 'project', 'team'], 'wit/wiql/:id', request => {
    const id = paramOf(request, 'id').toLowerCase()
    const saved = view.organization.state.queries.find(query => query.id === id)
    if (saved === undefined) {
      const text = `TF401243: The query ${id} does not exist, or you do not have permission to read it.`
      throw new Refusal(404, 'QueryItemNotFoundException', text)
    }
    return runQuery(view, request, saved)
  })
}

function runQuery(view: View, request: FastifyRequest, { wiql, isTree }: Pick<SavedQuery, 'wiql' | 'isTree'>): object {
  const parameters = readQuery(request)
  const project = projectOf(view, request)
  const query = parseQuery(wiql, project?.name ?? null, readFlag(parameters, 'timePrecision'))
  const columns = readFieldNames(query.columns) ?? []
  const found = view.organization.state.workItems
    .filter(item => item.deletion === null && isReadable(view.organization, item))
    .filter(item => query.conditions.every(condition => holds(view, item, condition)))
    .map(item => item.id)
    .sort((one, other) => (query.isDescending ? other - one : one - other))
  const top = parameters.get('$top')
  // With $top a result is cut without a word; without it, too many are an error.
  if (top === undefined && found.length > view.queryLimit) {
    throw new Refusal(
      400,
      'WorkItemTrackingQueryResultSizeLimitExceededException',
      `VS402337: The number of work items returned exceeds the size limit of ${view.queryLimit}. ` +
        'Change the query to return fewer items.',
    )
  }
  const shown = found.slice(0, Math.min(view.queryLimit, readNumber(parameters, '$top', view.queryLimit)))
  return {
    queryType: isTree ? 'tree' : 'flat',
    queryResultType: isTree ? 'workItemLink' : 'workItem',
    asOf: formatInstant(view.now().getTime()),
    columns: columns.map(referenceName => ({
      referenceName,
      name: fieldsByLowerCaseName.get(referenceName.toLowerCase())?.name ?? referenceName,
      url: `${view.baseUrl}/_apis/wit/fields/${referenceName}`,
    })),
    ...(isTree ? { workItemRelations: showTree(view, shown) } : { workItems: shown.map(id => showItem(view, id)) }),
  }
}

const showItem = (view: View, id: number) => ({ id, url: urlOfWorkItem(view, id) })

/** Each item with its parent among them; without one it stands at the top. */
function showTree(view: View, ids: readonly number[]): readonly object[] {
  const shown = new Set(ids)
  return ids.map(id => {
    const parentId = findParentId(view.organization, id)
    const target = showItem(view, id)
    if (parentId === null || !shown.has(parentId)) return { rel: null, source: null, target }
    return { rel: `${HIERARCHY}-Forward`, source: showItem(view, parentId), target }
  })
}

function holds(view: View, item: WorkItem, condition: Condition): boolean {
  switch (condition.field) {
    case 'id':
      return holdsForId(item.id, condition.operator, condition.value)
    case 'project':
      return (
        projectOfRevision(view.organization, latestRevision(item)).name.toLowerCase() === condition.name.toLowerCase()
      )
    case 'changed':
      return Date.parse(latestRevision(item).changedDate) >= condition.atMs
  }
}

function holdsForId(id: number, operator: '>' | '>=' | '<' | '<=', value: number): boolean {
  switch (operator) {
    case '>':
      return id > value
    case '>=':
      return id >= value
    case '<':
      return id < value
    case '<=':
      return id <= value
  }
}
