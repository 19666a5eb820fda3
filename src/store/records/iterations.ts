import { iteration } from '../../../drizzle/schema/work.ts'
import type { IterationFact } from '../../work/fact.ts'
import type { Queryable } from '../database.ts'
import { type Version, writeGuarded } from './guarded-write.ts'
import { mergeObservations } from './observations.ts'

/** Stores iterations and the intervals of their last day. Returns the ids of those that changed. */
export async function saveIterations(
  db: Queryable,
  connectionId: string,
  facts: readonly { readonly fact: IterationFact; readonly version: Version }[],
): Promise<readonly string[]> {
  const rows = facts.map(({ fact, version }) => ({
    ...fact,
    connectionId,
    ...version,
  }))
  const written = await writeGuarded(db, iteration, rows, { key: ['id'], skipUnchanged: true })
  await mergeObservations(
    db,
    connectionId,
    facts.flatMap(({ fact }) => (written.has(fact.id) ? fact : [])),
  )
  return [...written.keys()]
}
