import { release } from '../../../drizzle/schema/work.ts'
import type { ReleaseFact } from '../../work/fact.ts'
import type { Queryable } from '../database.ts'
import { type Version, writeGuarded } from './guarded-write.ts'
import { mergeObservations } from './observations.ts'

/** Stores releases and the intervals of their dates. Returns the ids of those that changed. */
export async function saveReleases(
  db: Queryable,
  connectionId: string,
  facts: readonly { readonly fact: ReleaseFact; readonly version: Version }[],
): Promise<readonly string[]> {
  const rows = facts.map(({ fact, version }) => ({
    ...fact,
    connectionId,
    ...version,
  }))
  const written = await writeGuarded(db, release, rows, { key: ['id'] })
  await mergeObservations(
    db,
    connectionId,
    facts.flatMap(({ fact }) => (written.has(fact.id) ? fact : [])),
  )
  return [...written.keys()]
}
