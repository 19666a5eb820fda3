import { Refusal } from './refusal.ts'

/** A question about work items, as far as the stand-in understands the query language. */
export interface WorkItemQuery {
  readonly columns: readonly string[]
  readonly conditions: readonly Condition[]
  readonly isDescending: boolean
}

export type Condition =
  | { readonly field: 'id'; readonly operator: '>' | '>=' | '<' | '<='; readonly value: number }
  | { readonly field: 'project'; readonly name: string }
  | { readonly field: 'changed'; readonly atMs: number }

const refuseQuery = (why: string): Refusal =>
  new Refusal(
    400,
    'WorkItemTrackingQueryException',
    `TF51006: The query statement is not understood by this stand-in. ${why}`,
  )

const FLAT_QUERY = new RegExp(
  String.raw`^\s*select\s+(.+?)\s+from\s+workitems(?:\s+where\s+(.+?))?` +
    String.raw`(?:\s+order\s+by\s+\[?system\.id\]?(\s+asc|\s+desc)?)?\s*$`,
  'is',
)

/**
 * Reads the honest subset: conditions joined by AND over System.Id, System.TeamProject and System.ChangedDate, ordered
 * by System.Id. Anything else is refused rather than answered wrongly.
 */
export function parseQuery(text: string, projectName: string | null, isTimePrecise: boolean): WorkItemQuery {
  const parts = FLAT_QUERY.exec(text)
  if (parts === null) throw refuseQuery('Only flat queries of work items, ordered by [System.Id], are.')
  const columns = (parts[1] ?? '').split(',').map(column => column.trim().replace(/^\[|\]$/g, ''))
  const clauses = parts[2] === undefined ? [] : parts[2].split(/\s+and\s+/i)
  return {
    columns,
    conditions: clauses.map(clause => parseCondition(clause.trim(), projectName, isTimePrecise)),
    isDescending: parts[3]?.trim().toLowerCase() === 'desc',
  }
}

function parseCondition(clause: string, projectName: string | null, isTimePrecise: boolean): Condition {
  const [, field, operator, value] = /^\[([\w.]+)\]\s*(>=|<=|>|<|=)\s*(.+)$/s.exec(clause) ?? []
  const literal = /^'(.*)'$/s.exec(value ?? '')?.[1]?.replaceAll("''", "'")
  switch (field?.toLowerCase()) {
    case 'system.id':
      if (
        (operator === '>' || operator === '>=' || operator === '<' || operator === '<=') &&
        /^\d+$/.test(value ?? '')
      ) {
        return { field: 'id', operator, value: Number(value) }
      }
      break
    case 'system.teamproject':
      if (operator === '=' && literal !== undefined) return { field: 'project', name: literal }
      if (operator === '=' && value?.toLowerCase() === '@project') {
        if (projectName === null) throw refuseQuery('@project needs a project in the address.')
        return { field: 'project', name: projectName }
      }
      break
    case 'system.changeddate':
      if (operator === '>=' && literal !== undefined)
        return { field: 'changed', atMs: parseDateLiteral(literal, isTimePrecise) }
      break
  }
  throw refuseQuery(`The condition is: ${clause}`)
}

/**
 * Without `timePrecision=true` a date literal must not hold a time.
 * https://github.com/gastownhall/beads/issues/2831
 */
function parseDateLiteral(literal: string, isTimePrecise: boolean): number {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(literal)
  const atMs = Date.parse(literal)
  if (Number.isNaN(atMs)) throw refuseQuery(`'${literal}' is not a date.`)
  if (!isDay && !isTimePrecise) {
    throw new Refusal(
      400,
      'WorkItemTrackingQueryException',
      'TF51000: You cannot supply a time with the date when running a query using date precision. ' +
        `The error is caused by '${literal}'.`,
    )
  }
  return atMs
}
