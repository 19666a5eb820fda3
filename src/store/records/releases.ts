import { release } from '../../../drizzle/schema/work.ts'
import type { ReleaseFact } from '../../work/fact.ts'
import { mergeSpans } from '../../work/history.ts'
import type { Queryable } from '../database.ts'
import { type Version, writeGuarded } from './guarded-write.ts'
import { listSpans } from './spans.ts'
import { compareSpans, noSpanChanges, writeSpans } from './write-spans.ts'

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
  const accepted = facts.filter(({ fact }) => written.has(fact.id))
  const stored = await listSpans(
    db,
    accepted.map(({ fact }) => fact.id),
  )
  const changes = noSpanChanges()
  for (const { fact } of accepted) {
    const before = stored.get(fact.id) ?? []
    compareSpans(changes, fact.id, mergeSpans(before, fact.observations), before)
  }
  await writeSpans(db, connectionId, changes)
  return [...written.keys()]
}
