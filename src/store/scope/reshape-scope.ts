import type { Queryable } from '../database.ts'
import { markDue } from '../portfolio/assessment-due.ts'
import { refreshScope } from './initiative-items.ts'
import { lockScopes } from './lock-scopes.ts'

export interface Reshaped<T> {
  readonly result: T
  /** Initiatives that have to be assessed again; they are marked as due already. */
  readonly due: readonly string[]
}

/**
 * Makes a change that decides which items belong where, and brings the membership in line, in one transaction: nobody
 * ever sees new rules with old items. `also` names initiatives to assess although no item of theirs moves.
 */
export async function reshapeScope<T>(
  db: Queryable,
  at: string,
  change: (db: Queryable) => Promise<{ readonly result: T; readonly moves: boolean; readonly also: readonly string[] }>,
): Promise<Reshaped<T>> {
  return db.transaction(async transaction => {
    await lockScopes(transaction)
    const { result, moves, also } = await change(transaction)
    const moved = moves ? await refreshScope(transaction, at, null) : []
    const due = [...new Set([...moved, ...also])]
    await markDue(transaction, due)
    return { result, due }
  })
}
