import { asc, eq, inArray } from 'drizzle-orm'
import { trackerWeight } from '../../../drizzle/schema/portfolio.ts'
import type { Queryable } from '../database.ts'

/** What one tracker's part counts for in an initiative. */
export interface TrackerWeight {
  readonly connectionId: string
  readonly weight: number
}

/** Replaces the weights of an initiative; a tracker left out has none (see portfolio/progress.ts for what stands in). */
export async function saveTrackerWeights(
  db: Queryable,
  initiativeId: string,
  weights: readonly TrackerWeight[],
): Promise<void> {
  await db.transaction(async transaction => {
    await transaction.delete(trackerWeight).where(eq(trackerWeight.initiativeId, initiativeId))
    if (weights.length > 0)
      await transaction.insert(trackerWeight).values(weights.map(each => ({ ...each, initiativeId })))
  })
}

/** Weights by initiative; one without weights is not in the map. */
export async function listTrackerWeights(
  db: Queryable,
  initiativeIds: readonly string[],
): Promise<ReadonlyMap<string, readonly TrackerWeight[]>> {
  const byInitiative = new Map<string, TrackerWeight[]>()
  if (initiativeIds.length === 0) return byInitiative
  const rows = await db
    .select()
    .from(trackerWeight)
    .where(inArray(trackerWeight.initiativeId, [...initiativeIds]))
    .orderBy(asc(trackerWeight.connectionId))
  for (const { initiativeId, connectionId, weight } of rows) {
    const weights = byInitiative.get(initiativeId)
    if (weights === undefined) byInitiative.set(initiativeId, [{ connectionId, weight }])
    else weights.push({ connectionId, weight })
  }
  return byInitiative
}
