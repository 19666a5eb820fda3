import type { Span } from './work-item.ts'

/**
 * A span and the entries it rests on. Without them "A at 1, A at 3" is the same as "A at 1", and a late "B at 2" would
 * undo the A of 3. A plain {@link Span} is one that rests on the entry that began it.
 */
export interface WitnessedSpan extends Span {
  /** Left out when only the entry that began the span is known. */
  readonly witnesses?: readonly Witness[]
}

/** Entries that said the same and are numbered without a hole, so that none can still come between them. */
export interface Witness {
  readonly at: string
  readonly order: number
  readonly authorId: string | null
  readonly origin: Span['origin']
  readonly lastAt: string
  readonly lastOrder: number
}

/**
 * A span that is confirmed again and again in readings without numbers must not grow for ever. Beyond this the oldest
 * confirmations are forgotten; only a late entry older than these could then be placed inexactly.
 */
const WITNESS_LIMIT = 32

export function witnessesOf(span: WitnessedSpan): readonly Witness[] {
  if (span.witnesses !== undefined && span.witnesses.length > 0) return span.witnesses
  const { validFrom: at, order, authorId, origin } = span
  return [{ at, order, authorId, origin, lastAt: at, lastOrder: order }]
}

/** The witnesses worth keeping; none when they say no more than the span itself. */
export function keepWitnesses(witnesses: readonly Witness[]): { readonly witnesses?: readonly Witness[] } {
  const [first, ...later] = witnesses
  if (first === undefined) return {}
  if (later.length === 0 && first.order === first.lastOrder && first.at === first.lastAt) return {}
  return { witnesses: [first, ...later.slice(-(WITNESS_LIMIT - 1))] }
}
