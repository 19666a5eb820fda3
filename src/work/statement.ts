import { canonicalInstant, epochMs } from './instant.ts'
import type { PlanningField, Span } from './work-item.ts'

/** A field that holds several values at once. */
export function holdsSeveral(field: PlanningField): boolean {
  return field === 'iteration' || field === 'release'
}

/** When something was said: entries of one instant are told apart by their order. */
export interface Position {
  readonly at: string
  readonly ms: number
  readonly order: number
}

/** What one entry said about one field: all its values then; a single value null where it was empty. */
export interface Statement extends Position {
  readonly said: ReadonlyMap<string, Said>
  readonly authorId: string | null
  readonly origin: Span['origin']
  /** Follows from a stored end: no entry is known that said it. Its order is between those of entries. */
  readonly isInferred?: boolean
}

export interface Said {
  readonly value: string | null
  readonly raw: string | null
  /** From here to the statement every entry is known to have said the same. */
  readonly since: Position
}

export function comparePositions(a: Omit<Position, 'at'>, b: Omit<Position, 'at'>): number {
  return a.ms - b.ms || a.order - b.order
}

/** Tells values apart, with the word behind them; what is null sorts first. NUL is in no stored text. */
export function saidKey(value: string | null, raw: string | null): string {
  return `${value === null ? '' : `=${value}`}\0${raw === null ? '' : `=${raw}`}`
}

export function positionAt(at: string, order: number): Position {
  return { at: canonicalInstant(at), ms: epochMs(at), order }
}
