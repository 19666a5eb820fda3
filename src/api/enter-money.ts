import type { Queryable } from '../store/database.ts'
import { markMeasuredDue } from '../store/portfolio/measured-initiatives.ts'
import type { Dependencies } from './dependencies.ts'
import { ringAssessments } from './doorbell.ts'

/** Stores an entry about money; the initiatives whose earned value it changes (all, or the one named) are assessed again. */
export async function enterMoney<Entry>(
  dependencies: Dependencies,
  initiativeId: string | null,
  add: (tx: Queryable) => Promise<Entry>,
): Promise<Entry> {
  const { entry, due } = await dependencies.db.transaction(async tx => ({
    entry: await add(tx),
    due: await markMeasuredDue(tx, initiativeId),
  }))
  await ringAssessments(dependencies, due)
  return entry
}
