import { valueAt, valuesAt } from './history.ts'
import { compareInstants } from './instant.ts'
import type { Span } from './work-item.ts'

export interface IterationWindow {
  readonly id: string
  readonly startAt: string
  /** When it was completed; for one that still runs, the instant the answer is asked for. */
  readonly endAt: string
}

/** Ids of items, in the order of the items given. */
export interface IterationMembership {
  /** In the iteration when it started. */
  readonly committed: readonly string[]
  /** Came in after the start, or was cancelled then and taken up again. */
  readonly added: readonly string[]
  /** Was committed or added and is not in it at the end, or is cancelled by then. */
  readonly removed: readonly string[]
  /** In it at the end, and done. */
  readonly completed: readonly string[]
  /** In it at the end, and neither done nor cancelled. An unknown state is not done. */
  readonly carried: readonly string[]
}

/** What happened to the items of an iteration; every item is committed or added, and removed, completed or carried. */
export function iterationMembership(
  items: readonly { readonly id: string; readonly spans: readonly Span[] }[],
  iteration: IterationWindow,
): IterationMembership {
  const committed: string[] = []
  const added: string[] = []
  const removed: string[] = []
  const completed: string[] = []
  const carried: string[] = []
  for (const { id, spans } of items) {
    if (isInScope(spans, iteration.id, iteration.startAt)) committed.push(id)
    else if (cameIntoScope(spans, iteration)) added.push(id)
    else continue
    if (!isInScope(spans, iteration.id, iteration.endAt)) removed.push(id)
    else if (valueAt(spans, 'state', iteration.endAt) === 'done') completed.push(id)
    else carried.push(id)
  }
  return { committed, added, removed, completed, carried }
}

/** Cancelled work is in no scope, wherever it is filed. */
function isInScope(spans: readonly Span[], iterationId: string, at: string): boolean {
  return valuesAt(spans, 'iteration', at).includes(iterationId) && valueAt(spans, 'state', at) !== 'cancelled'
}

function cameIntoScope(spans: readonly Span[], { id, startAt, endAt }: IterationWindow): boolean {
  return spans.some(({ validFrom }) => {
    const isWithin = compareInstants(startAt, validFrom) < 0 && compareInstants(validFrom, endAt) <= 0
    return isWithin && isInScope(spans, id, validFrom)
  })
}
