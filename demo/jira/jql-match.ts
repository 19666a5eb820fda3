import { JiraError } from './jira-error.ts'
import { type JqlClause, type JqlField, type JqlOrder, type JqlQuery, type JqlValue, parseJql } from './jql.ts'
import type { JiraProduct } from './product.ts'
import type { ZonedClock } from './render-time.ts'
import { findIssue, findProject, type JiraSite } from './site.ts'
import type { Issue } from './site-records.ts'

export interface Asker {
  readonly site: JiraSite
  /** The calling user's zone: JQL reads quoted dates in it. https://github.com/airbytehq/airbyte/issues/48492 */
  readonly clock: ZonedClock
  /** Anonymous callers may name any project and find nothing. */
  readonly isAnonymous: boolean
  readonly product: JiraProduct
  /** Keys and ids that do not exist are left out instead of refused. */
  readonly isLenient?: boolean
}

type Predicate = (issue: Issue) => boolean

export function compileQuery(query: JqlQuery, asker: Asker): Predicate {
  const predicates = query.clauses.map(clause => compileClause(clause, asker))
  return issue => predicates.every(predicate => predicate(issue))
}

function compileClause(clause: JqlClause, asker: Asker): Predicate {
  const { field, operator, values } = clause
  const isNegated = operator === '!=' || operator === 'not in'
  switch (field) {
    case 'project': {
      const ids = new Set(values.flatMap(value => resolveProject(value, asker) ?? []))
      return issue => ids.has(issue.projectId) !== isNegated
    }
    case 'filter': {
      const named = values[0]?.text ?? ''
      const filter = asker.site.data.filters.find(({ id, name }) => id === named || name === named)
      if (filter === undefined) {
        throw new JiraError(400, [`A value with ID '${named}' does not exist for the field 'filter'.`])
      }
      return compileQuery(parseJql(filter.jql), asker)
    }
    case 'issuekey': {
      if (operator.startsWith('>') || operator.startsWith('<')) {
        // Not the ids are compared: the numbers of the keys, within the project of the issue that is named.
        const named = asker.site.issues.get(loadIssueId(values[0], asker.site))
        const bound = readKeyNumber(named?.key ?? '')
        return issue => issue.projectId === named?.projectId && compare(readKeyNumber(issue.key), operator, bound)
      }
      const named = asker.isLenient ? values.filter(value => findVisibleIssueId(value, asker.site) !== null) : values
      const ids = new Set(named.map(value => loadIssueId(value, asker.site)))
      return issue => ids.has(issue.id) !== isNegated
    }
    case 'updated':
    case 'created': {
      const bound = resolveInstant(values[0], field, asker)
      return issue => compare(field === 'updated' ? issue.updatedMs : issue.createdMs, operator, bound)
    }
    case 'sprint': {
      const ids = new Set(values.map(value => resolveSprint(value, asker.site)))
      return issue => issue.sprintIds.some(id => ids.has(id))
    }
    case 'parent': {
      const ids = new Set(values.map(value => loadIssueId(value, asker.site)))
      return issue => issue.parentId !== null && ids.has(issue.parentId)
    }
    case 'issuetype': {
      const ids = new Set(values.map(({ text }) => text))
      return issue => ids.has(issue.typeId)
    }
    case 'epicLink':
      return issue => isInEpic(asker.site, issue)
    case 'duedate':
    case 'rank':
      throw new JiraError(400, [`The field '${field}' can only be sorted by here.`])
  }
}

/**
 * A project the caller may not browse is an error for Jira, not an empty answer.
 * https://github.com/tenable/integration-jira-cloud/issues/124
 */
function resolveProject(value: JqlValue, { site, isAnonymous }: Asker): string | null {
  const project =
    findProject(site, value.text) ??
    site.data.projects.find(each => each.key === value.text.toUpperCase() || each.name === value.text)
  if (isAnonymous) return project?.id ?? null
  if (project?.browsable) return project.id
  const isId = /^\d+$/.test(value.text)
  throw new JiraError(400, [
    isId
      ? `A value with ID '${value.text}' does not exist for the field 'project'.`
      : `The value '${value.text}' does not exist for the field 'project'.`,
  ])
}

export const readKeyNumber = (key: string): number => Number(key.slice(key.lastIndexOf('-') + 1))

function isInEpic(site: JiraSite, { parentId }: Issue): boolean {
  const parent = site.issues.get(parentId ?? '')
  return site.issueTypes.get(parent?.typeId ?? '')?.hierarchyLevel === 1
}

function findVisibleIssueId(value: JqlValue | undefined, site: JiraSite): string | null {
  const issue = findIssue(site, value?.text ?? '')
  return issue && site.projects.get(issue.projectId)?.browsable ? issue.id : null
}

function loadIssueId(value: JqlValue | undefined, site: JiraSite): string {
  const id = findVisibleIssueId(value, site)
  if (id !== null) return id
  const isId = /^\d+$/.test(value?.text ?? '')
  throw new JiraError(400, [
    isId
      ? `A value with ID '${value?.text}' does not exist for the field 'issuekey'.`
      : `An issue with key '${value?.text}' does not exist for field 'issuekey'.`,
  ])
}

function resolveSprint(value: JqlValue, site: JiraSite): number {
  const sprint = /^\d+$/.test(value.text)
    ? site.sprints.get(Number(value.text))
    : site.data.sprints.find(each => each.name === value.text)
  if (!sprint)
    throw new JiraError(400, [
      `Sprint with name or id '${value.text}' does not exist or you do not have permission to view it.`,
    ])
  return sprint.id
}

const dateForms =
  "Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period e.g. '-5d'."

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

function resolveInstant(value: JqlValue | undefined, field: JqlField, { site, clock }: Asker): number {
  const text = value?.text ?? ''
  if (value && !value.isQuoted && /^\d+$/.test(text)) return Number(text)
  const relative = /^([+-]?)(\d+)([mhdw])$/.exec(text)
  if (relative)
    return site.clock() + (relative[1] === '-' ? -1 : 1) * Number(relative[2]) * (unitMs[relative[3] ?? 'm'] ?? 0)
  const day = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?: (\d{1,2}):(\d{2}))?$/.exec(text)
  if (day)
    return clock.readLocal(Number(day[1]), Number(day[2]), Number(day[3]), Number(day[4] ?? 0), Number(day[5] ?? 0))
  throw new JiraError(400, [`Date value '${text}' for field '${field}' is invalid. ${dateForms}`])
}

function compare(left: number, operator: JqlClause['operator'], right: number): boolean {
  switch (operator) {
    case '>':
      return left > right
    case '>=':
      return left >= right
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '=':
      return left === right
    case '!=':
    case 'in':
    case 'not in':
    case 'is not':
      return false
  }
}

export type SortKey = readonly (string | number)[]

/** What an issue is sorted by, ending in its id so that the order is total. */
export function sortKeyOf(asker: Asker, issue: Issue, order: readonly JqlOrder[]): SortKey {
  return [...order.map(({ field }) => sortValueOf(asker, issue, field)), Number(issue.id)]
}

function sortValueOf({ site, product }: Asker, issue: Issue, field: JqlField): string | number {
  switch (field) {
    case 'updated':
      return issue.updatedMs
    case 'created':
      return issue.createdMs
    case 'issuekey':
      if (product === 'cloud') return Number(issue.id)
      return `${site.projects.get(issue.projectId)?.key ?? ''} ${String(readKeyNumber(issue.key)).padStart(12, '0')}`
    case 'project':
      return site.projects.get(issue.projectId)?.key ?? ''
    case 'duedate':
      return issue.dueDate ?? '9999-12-31'
    case 'rank':
      return issue.rank
    case 'sprint':
    case 'parent':
    case 'issuetype':
    case 'epicLink':
    case 'filter':
      return 0
  }
}

export function compareKeys(one: SortKey, other: SortKey, order: readonly JqlOrder[]): number {
  for (const [at, left] of one.entries()) {
    const right = other[at] ?? 0
    if (left === right) continue
    const ascending = left < right ? -1 : 1
    return order[at]?.isDescending ? -ascending : ascending
  }
  return 0
}
