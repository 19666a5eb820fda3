import type { Item } from '../../api/operation.ts'

export type Entry = Item<'GET /risks'>

/** As health sees them: an issue is there, so it is certain. */
const CERTAIN = 5

export const probabilityOf = ({ kind, probability }: Pick<Entry, 'kind' | 'probability'>): number | null =>
  kind === 'issue' ? CERTAIN : probability

export const isPending = ({ status }: Pick<Entry, 'status'>): boolean => status === 'open' || status === 'in_progress'

export const isOverdue = (entry: Entry, today: string): boolean =>
  isPending(entry) && entry.dueDay !== null && entry.dueDay < today

/** From which exposure on an entry is told to be medium or high: as the health rules in force say. */
export interface Limits {
  readonly amberExposure: number
  readonly redExposure: number
}

export type Level = 'red' | 'amber' | 'none'

export function levelOf(exposure: number, { amberExposure, redExposure }: Limits): Level {
  if (exposure >= redExposure) return 'red'
  return exposure >= amberExposure ? 'amber' : 'none'
}

/** What of the register a reader looks at; empty: all. */
export interface RegisterView {
  readonly search: string
  readonly kind: string
  readonly status: string
  readonly source: string
  readonly node: string
  /** A cell of the matrix, "probability-impact". */
  readonly cell: string
}

export const cellOf = (entry: Entry): string | null => {
  const probability = probabilityOf(entry)
  return probability === null || entry.impact === null ? null : `${probability}-${entry.impact}`
}

/** What fits, the cell of the matrix aside: the matrix counts these. */
export function filterEntries(entries: readonly Entry[], view: RegisterView): readonly Entry[] {
  const search = view.search.toLocaleLowerCase()
  return entries.filter(
    entry =>
      `${entry.title} ${entry.owner ?? ''}`.toLocaleLowerCase().includes(search) &&
      (view.kind === '' || entry.kind === view.kind) &&
      (view.source === '' || entry.source === view.source) &&
      (view.status === 'all' || (view.status === 'pending' ? isPending(entry) : entry.status === view.status)),
  )
}
