import { type DueInitiative, listDue, takeUnheard } from '../src/store/portfolio/assessment-due.ts'
import type { JobServices } from './job.ts'

type Bell = Pick<JobServices, 'db' | 'enqueue'>

/**
 * Rings for every initiative (or for these) that has changed since somebody rang for it; one that is being assessed now is
 * assessed once more after it.
 */
export async function ringDueAssessments(
  { db, enqueue }: Bell,
  initiativeIds: readonly string[] | null = null,
): Promise<void> {
  await ringFor(enqueue, await takeUnheard(db, initiativeIds))
}

/** Also for those that somebody rang for: it may not have been heard. */
export async function ringAgain({ db, enqueue }: Bell): Promise<void> {
  await ringFor(enqueue, await listDue(db))
}

async function ringFor(enqueue: Bell['enqueue'], due: readonly DueInitiative[]): Promise<void> {
  for (const { id, isUrgent } of due.toSorted((a, b) => Number(b.isUrgent) - Number(a.isUrgent))) {
    // Queues of their own: what somebody waits for never stands behind the others. A person's change of the plan is rung
    // for by src/api/doorbell.ts.
    if (isUrgent) await enqueue('assess-initiative', { initiativeId: id, isMoved: true }, once(`moved-${id}`))
    else await ringEdited({ enqueue }, id)
  }
}

export const ringEdited = ({ enqueue }: Pick<Bell, 'enqueue'>, initiativeId: string): Promise<void> =>
  enqueue('assess-edited', { initiativeId }, once(`assess-${initiativeId}`))

const once = (deduplicate: string) => ({ deduplicate, keepLast: true }) as const

/** A replay that stands in Postgres; rung for, so that it does not wait for the sweeper. */
export async function ringReplay({ enqueue }: Pick<JobServices, 'enqueue'>, connectionId: string): Promise<void> {
  await enqueue('sync-connection', { connectionId, mode: 'replay' }, { deduplicate: `replay-${connectionId}` })
}

/** Notices that stand in Postgres; those that come while some are being processed are looked at after it. */
export async function ringRefresh({ enqueue }: Pick<JobServices, 'enqueue'>, connectionId: string): Promise<void> {
  await enqueue('refresh-records', { connectionId }, { deduplicate: `refresh-${connectionId}`, keepLast: true })
}
