import { customFieldIds } from './field-catalogue.ts'
import { JiraError } from './jira-error.ts'
import { type JqlToken, readTokens } from './jql-tokens.ts'

/** The part of JQL that clients of the stand-in use; all else is refused, as Jira refuses what it cannot read. */
export interface JqlQuery {
  readonly clauses: readonly JqlClause[]
  readonly order: readonly JqlOrder[]
}

export type JqlField =
  | 'project'
  | 'filter'
  | 'issuekey'
  | 'issuetype'
  | 'updated'
  | 'created'
  | 'sprint'
  | 'parent'
  | 'epicLink'
  | 'duedate'
  | 'rank'
export type JqlOperator = '=' | '!=' | '>' | '>=' | '<' | '<=' | 'in' | 'not in' | 'is not'

export interface JqlClause {
  readonly field: JqlField
  readonly operator: JqlOperator
  readonly values: readonly JqlValue[]
}

export interface JqlValue {
  readonly text: string
  /** A quoted number is a date or a name, an unquoted one is epoch milliseconds or an id. */
  readonly isQuoted: boolean
}

export interface JqlOrder {
  readonly field: JqlField
  readonly isDescending: boolean
}

const MAX_ORDER_FIELDS = 7
const fields: ReadonlyMap<string, JqlField> = new Map([
  ['project', 'project'],
  ['filter', 'filter'],
  ['id', 'issuekey'],
  ['key', 'issuekey'],
  ['issue', 'issuekey'],
  ['issuekey', 'issuekey'],
  ['updated', 'updated'],
  ['updateddate', 'updated'],
  ['created', 'created'],
  ['createddate', 'created'],
  ['sprint', 'sprint'],
  ['parent', 'parent'],
  ['duedate', 'duedate'],
  ['due', 'duedate'],
  ['rank', 'rank'],
  ['issuetype', 'issuetype'],
  ['type', 'issuetype'],
  [`cf[${customFieldIds.epicLink.slice('customfield_'.length)}]`, 'epicLink'],
])
const searchable: ReadonlyMap<JqlField, readonly JqlOperator[]> = new Map([
  ['project', ['=', '!=', 'in', 'not in']],
  ['filter', ['=']],
  ['issuekey', ['=', '!=', 'in', 'not in', '>', '>=', '<', '<=']],
  ['updated', ['=', '>', '>=', '<', '<=']],
  ['created', ['=', '>', '>=', '<', '<=']],
  ['sprint', ['=', 'in']],
  ['parent', ['=', 'in']],
  ['issuetype', ['=', 'in']],
  ['epicLink', ['is not']],
])

export function parseJql(jql: string): JqlQuery {
  const tokens = readTokens(jql)
  const orderAt = tokens.findIndex((token, at) => isWord(token, 'order') && isWord(tokens[at + 1], 'by'))
  const clauses = parseClauses(orderAt < 0 ? tokens : tokens.slice(0, orderAt))
  const order = orderAt < 0 ? [] : parseOrder(tokens.slice(orderAt + 2))
  return { clauses, order }
}

function parseClauses(tokens: readonly JqlToken[]): JqlClause[] {
  const clauses: JqlClause[] = []
  let at = 0
  while (at < tokens.length) {
    if (clauses.length > 0) {
      if (!isWord(tokens[at], 'and'))
        throw refuse(`Expecting either 'AND' or the end of the query but got '${tokens[at]?.text ?? ''}'.`)
      at++
    }
    const field = findField(tokens[at++])
    const { operator, length } = readOperator(tokens, at, field)
    at += length
    const { values, next } = operator === 'in' || operator === 'not in' ? readList(tokens, at) : readSingle(tokens, at)
    at = next
    clauses.push({ field, operator, values })
  }
  return clauses
}

function findField(token: JqlToken | undefined): JqlField {
  const field =
    token && (token.kind === 'word' || token.kind === 'quoted') ? fields.get(token.text.toLowerCase()) : undefined
  if (!token) throw refuse('Expecting a field name but got the end of the query.')
  if (!field)
    throw new JiraError(400, [`Field '${token.text}' does not exist or you do not have permission to view it.`])
  return field
}

function readOperator(
  tokens: readonly JqlToken[],
  at: number,
  field: JqlField,
): { operator: JqlOperator; length: number } {
  const isNotIn = isWord(tokens[at], 'not') && isWord(tokens[at + 1], 'in')
  const isNot = isWord(tokens[at], 'is') && isWord(tokens[at + 1], 'not')
  const text = isNotIn ? 'not in' : isNot ? 'is not' : (tokens[at]?.text.toLowerCase() ?? '')
  const operator = searchable.get(field)?.find(each => each === text)
  if (!operator) throw new JiraError(400, [`The operator '${text}' is not supported by the '${field}' field.`])
  return { operator, length: isNotIn || isNot ? 2 : 1 }
}

function readList(tokens: readonly JqlToken[], start: number): { values: JqlValue[]; next: number } {
  if (tokens[start]?.kind !== 'open')
    throw refuse(`Expecting '(' but got '${tokens[start]?.text ?? 'the end of the query'}'.`)
  const values: JqlValue[] = []
  for (let at = start + 1; ; ) {
    const {
      values: [value],
      next,
    } = readSingle(tokens, at)
    if (value) values.push(value)
    const after = tokens[next]
    if (after?.kind === 'close') return { values, next: next + 1 }
    if (after?.kind !== 'comma')
      throw refuse(`Expecting ')' or ',' but got '${after?.text ?? 'the end of the query'}'.`)
    at = next + 1
  }
}

function readSingle(tokens: readonly JqlToken[], at: number): { values: JqlValue[]; next: number } {
  const token = tokens[at]
  if (token?.kind !== 'word' && token?.kind !== 'quoted')
    throw refuse(`Expecting a value but got '${token?.text ?? 'the end of the query'}'.`)
  if (tokens[at + 1]?.kind === 'open') throw refuse(`The function '${token.text}' is not known here.`)
  return { values: [{ text: token.text, isQuoted: token.kind === 'quoted' }], next: at + 1 }
}

function parseOrder(tokens: readonly JqlToken[]): JqlOrder[] {
  const order: JqlOrder[] = []
  for (let at = 0; at < tokens.length; ) {
    const field = findField(tokens[at++])
    if (field === 'sprint' || field === 'parent') throw new JiraError(400, [`Not able to sort using field '${field}'.`])
    const isDescending = isWord(tokens[at], 'desc')
    if (isDescending || isWord(tokens[at], 'asc')) at++
    order.push({ field, isDescending })
    if (at < tokens.length && tokens[at++]?.kind !== 'comma')
      throw refuse('Expecting a comma between the fields to sort by.')
  }
  if (order.length === 0) throw refuse('Expecting a field to sort by.')
  if (order.length > MAX_ORDER_FIELDS) throw refuse(`The maximum number of fields to sort by is ${MAX_ORDER_FIELDS}.`)
  return order
}

const isWord = (token: JqlToken | undefined, word: string): boolean =>
  token?.kind === 'word' && token.text.toLowerCase() === word

const refuse = (reason: string): JiraError => new JiraError(400, [`Error in the JQL Query: ${reason}`])
