/** The few JQL clauses we send, built by type so that no text of a tracker or a person ever becomes part of a query. */
export type Clause =
  | { readonly type: 'projects'; readonly ids: readonly string[] }
  | { readonly type: 'updated_since'; readonly ms: number }
  | { readonly type: 'created_since'; readonly ms: number }
  | { readonly type: 'created_before'; readonly ms: number }
  | { readonly type: 'from_issue'; readonly id: string }
  | { readonly type: 'filter'; readonly id: string }

export type Order = 'updated' | 'id' | 'key'

const MINUTE_MS = 60_000

/**
 * Instants are epoch milliseconds: a written date is read in the time zone of the account's profile
 * (https://github.com/airbytehq/airbyte/issues/48492). JQL compares whole minutes, so the bound is floored. There is no upper
 * bound: one taken from our clock hides fresh issues (https://github.com/constructorfabric/insight/issues/1739).
 */
export function writeJql(clauses: readonly Clause[], order: readonly Order[]): string {
  if (clauses.length === 0) throw new TypeError('Jira refuses a query without a bound')
  const bound = clauses.map(writeClause).join(' AND ')
  return order.length === 0 ? bound : `${bound} ORDER BY ${order.map(field => `${field} ASC`).join(', ')}`
}

function writeClause(clause: Clause): string {
  switch (clause.type) {
    case 'projects':
      // Ids, as a key can be a reserved word and can change.
      return `project in (${clause.ids.map(requireNumeric).join(', ')})`
    case 'updated_since':
      return `updated >= ${floorToMinute(clause.ms)}`
    case 'created_since':
      return `created >= ${floorToMinute(clause.ms)}`
    case 'created_before':
      return `created < ${floorToMinute(clause.ms)}`
    case 'from_issue':
      return `id >= ${requireNumeric(clause.id)}`
    case 'filter':
      return `filter = ${requireNumeric(clause.id)}`
  }
}

function requireNumeric(id: string): string {
  if (!/^\d+$/.test(id)) throw new TypeError('an id of Jira is a number')
  return id
}

function floorToMinute(ms: number): number {
  if (!Number.isSafeInteger(ms) || ms < 0) throw new TypeError('an instant in JQL is a whole number of milliseconds')
  return ms - (ms % MINUTE_MS)
}
