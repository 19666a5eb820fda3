import { iteration } from '../../../drizzle/schema/work.ts'
import type { IterationFact } from '../../work/fact.ts'
import type { Queryable } from '../database.ts'
import { type Version, writeGuarded } from './guarded-write.ts'

export async function saveIterations(
  db: Queryable,
  connectionId: string,
  facts: readonly { readonly fact: IterationFact; readonly version: Version }[],
): Promise<void> {
  const rows = facts.map(({ fact, version }) => ({
    ...fact,
    connectionId,
    ...version,
  }))
  await writeGuarded(db, iteration, rows, { key: ['id'], skipUnchanged: true })
}
