import { listDueInitiatives } from '../src/store/assessment-due.ts'
import type { JobServices } from './job.ts'

/** Rings for every initiative that waits to be assessed; one that is being assessed now is assessed once more after it. */
export async function ringDueAssessments({ db, enqueue }: Pick<JobServices, 'db' | 'enqueue'>): Promise<void> {
  for (const initiativeId of await listDueInitiatives(db)) {
    await enqueue('assess-initiative', { initiativeId }, { deduplicate: `assess-${initiativeId}`, keepLast: true })
  }
}
