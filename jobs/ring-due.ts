import { listDueInitiatives } from '../src/store/portfolio/assessment-due.ts'
import type { JobServices } from './job.ts'

/** Rings for every initiative that waits to be assessed; one that is being assessed now is assessed once more after it. */
export async function ringDueAssessments({ db, enqueue }: Pick<JobServices, 'db' | 'enqueue'>): Promise<void> {
  for (const initiativeId of await listDueInitiatives(db)) {
    await enqueue('assess-initiative', { initiativeId }, { deduplicate: `assess-${initiativeId}`, keepLast: true })
  }
}

/** A replay that stands in Postgres; rung for, so that it does not wait for the sweeper. */
export async function ringReplay({ enqueue }: Pick<JobServices, 'enqueue'>, connectionId: string): Promise<void> {
  await enqueue('sync-connection', { connectionId, mode: 'replay' }, { deduplicate: `replay-${connectionId}` })
}

/** Notices that stand in Postgres; those that come while some are being processed are looked at after it. */
export async function ringRefresh({ enqueue }: Pick<JobServices, 'enqueue'>, connectionId: string): Promise<void> {
  await enqueue('refresh-records', { connectionId }, { deduplicate: `refresh-${connectionId}`, keepLast: true })
}
