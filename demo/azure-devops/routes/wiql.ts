import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { fieldsByLowerCaseName } from '../fields.ts'
import { formatInstant } from '../instant.ts'
import { isReadable, latestRevision, projectOfRevision } from '../look-up.ts'
import type { WorkItem } from '../organization.ts'
import { type Condition, parseQuery } from '../query-language.ts'
import { readFieldNames, readFlag, readNumber, readQuery } from '../read-query.ts'
import { Refusal, refuseArgument } from '../refusal.ts'
import type { View } from '../view.ts'
import { urlOfWorkItem } from '../work-item-answer.ts'
import { answer, projectOf } from './scope.ts'

const WiqlRequest = Type.Object({ query: Type.String() })

/** Queries: ids only, whatever is selected, and none of the recycle bin. */
export function answerQueries(app: FastifyInstance, view: View): void {
  answer(app, 'POST', ['collection', 'project', 'team'], 'wit/wiql', request => {
    const project = projectOf(view, request)
    const parameters = readQuery(request)
    if (!Value.Check(WiqlRequest, request.body)) throw refuseArgument('The body is not a query.')
    const query = parseQuery(request.body.query, project?.name ?? null, readFlag(parameters, 'timePrecision'))
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
      queryType: 'flat',
      queryResultType: 'workItem',
      asOf: formatInstant(view.now().getTime()),
      columns: columns.map(referenceName => ({
        referenceName,
        name: fieldsByLowerCaseName.get(referenceName.toLowerCase())?.name ?? referenceName,
        url: `${view.baseUrl}/_apis/wit/fields/${referenceName}`,
      })),
      workItems: shown.map(id => ({ id, url: urlOfWorkItem(view, id) })),
    }
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
