import type { Item } from '../../api/operation.ts'
import { words } from '../../words/words.ts'

type AuditEntry = Item<'GET /audit'>
type Result = keyof typeof words.audit.results

/** What somebody asked for, and how it ended: two entries of the log, of which one may lie outside of what is shown. */
export interface AuditedChange {
  /** The entry that it was asked for with. */
  readonly number: number
  /** Either of the two; what both say is the same, but that the second knows the id of what was made. */
  readonly entry: AuditEntry
  readonly outcome: AuditEntry | null
}

/** In the order of their newest entries. */
export function pairEntries(entries: readonly AuditEntry[]): readonly AuditedChange[] {
  return [...Map.groupBy(entries, ({ entry, asked }) => asked ?? entry)].flatMap(([number, pair]) => {
    const outcome = pair.find(({ asked }) => asked !== null) ?? null
    const entry = outcome ?? pair[0]
    return entry === undefined ? [] : [{ number, entry, outcome }]
  })
}

/** In words; a change of another version, for which there are none, by its method and address. */
export function sayChange({ method, route }: AuditEntry): string {
  const operation = `${method} ${route.replace('/api/v1', '').replace(/:(\w+)/g, '{$1}')}`
  const names: Readonly<Record<string, string>> = words.audit.changes
  return names[operation] ?? operation
}

export function resultOf({ outcome }: AuditedChange): Result {
  const status = outcome?.status ?? null
  if (status === null) return 'unknown'
  return status < 400 ? 'done' : status < 500 ? 'refused' : 'failed'
}
