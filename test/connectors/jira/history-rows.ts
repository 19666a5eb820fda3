import type { Json } from '../../../src/work/raw-record.ts'

/** Rows of an issue's history in the odd forms Jira writes them. */

export type JsonObject = { readonly [key: string]: Json }

export const row = (
  fieldId: string | null,
  field: string,
  from: string | null,
  fromText: string | null,
  to: string | null,
  toText: string | null,
): JsonObject => ({
  field,
  ...(fieldId === null ? {} : { fieldId }),
  from,
  fromString: fromText,
  to,
  toString: toText,
})

export const history = (id: number, at: string | number, ...items: readonly JsonObject[]): Json => ({
  id: String(id),
  created: at,
  author: { accountId: 'someone', displayName: 'Someone' },
  items,
})

/** The fields of an issue at one moment. */
export interface State {
  readonly status: string
  readonly points: number | null
  readonly sprints: readonly string[]
  readonly releases: readonly string[]
  readonly due: string | null
  readonly parent: string | null
}

/** What Jira writes when an issue goes from one state to the next. */
export function writeRows(before: State, after: State): readonly JsonObject[] {
  const text = (value: number | string | null): string | null => (value === null ? null : String(value))
  const rows: JsonObject[] = []
  if (before.status !== after.status) rows.push(row('status', 'status', before.status, 'a', after.status, 'b'))
  if (before.points !== after.points)
    rows.push(row('customfield_10028', 'Story Points', null, text(before.points), null, text(after.points)))
  if (before.sprints.join() !== after.sprints.join()) {
    rows.push(
      row(
        'customfield_10020',
        'Sprint',
        before.sprints.join(', '),
        'x'.repeat(before.sprints.length),
        after.sprints.join(', '),
        'x'.repeat(after.sprints.length),
      ),
    )
  }
  for (const id of before.releases)
    if (!after.releases.includes(id)) rows.push(row('fixVersions', 'Fix Version', id, 'v', null, null))
  for (const id of after.releases)
    if (!before.releases.includes(id)) rows.push(row('fixVersions', 'Fix Version', null, null, id, 'v'))
  if (before.due !== after.due)
    rows.push(row('duedate', 'duedate', before.due, text(before.due), after.due, text(after.due)))
  if (before.parent !== after.parent)
    rows.push(row(null, 'IssueParentAssociation', before.parent, text(before.parent), after.parent, text(after.parent)))
  return rows
}
