import { markDue } from '../store/portfolio/assessment-due.ts'
import type { Dependencies } from './dependencies.ts'
import { ringAssessments } from './doorbell.ts'

/** What a person has changed bears on these initiatives; null for what belongs to none. */
export async function assessAgain(
  dependencies: Dependencies,
  initiativeIds: readonly (string | null)[],
): Promise<void> {
  const ids = [...new Set(initiativeIds.flatMap(id => id ?? []))].toSorted()
  await markDue(dependencies.db, ids)
  await ringAssessments(dependencies, ids)
}
