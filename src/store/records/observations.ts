import type { Observation } from '../../work/fact.ts'
import { mergeSpans } from '../../work/history.ts'
import type { Queryable } from '../database.ts'
import { listSpans } from './spans.ts'
import { compareSpans, noSpanChanges, writeSpans } from './write-spans.ts'

/** Adds what was seen of releases, iterations or links to what is stored of their history. */
export async function mergeObservations(
  db: Queryable,
  connectionId: string,
  seen: readonly { readonly id: string; readonly observations: readonly Observation[] }[],
): Promise<void> {
  const stored = await listSpans(
    db,
    seen.map(({ id }) => id),
  )
  const changes = noSpanChanges()
  for (const { id, observations } of seen) {
    const before = stored.get(id) ?? []
    compareSpans(changes, id, mergeSpans(before, observations), before)
  }
  await writeSpans(db, connectionId, changes)
}
