import { setTimeout as pause } from 'node:timers/promises'
import { Type } from 'typebox'
import { dayOf } from '../src/portfolio/calendar.ts'
import { endOf, listHistoryDays } from '../src/portfolio/history-days.ts'
import { standingOf } from '../src/portfolio/portfolio-trend.ts'
import { summarizeAsOf } from '../src/store/portfolio/past-conclusions.ts'
import { findNode } from '../src/store/portfolio/portfolio-nodes.ts'
import { concludeHistory, findUntold, listUntold, saveStanding } from '../src/store/portfolio/told-history.ts'
import { hasWorkWaiting } from '../src/store/postgres/waiting.ts'
import { defineHeavyJob, type JobServices } from './job.ts'

/** So many times as long as a day took, while there is anything else to do: a quarter of the time is for this. */
const REST_FOLD = 3
const LONGEST_REST_MS = 5_000

/**
 * Tells from the history how an initiative stood at the ends of days before anything was concluded about it, for the trends of
 * a fresh installation: a tenth of a second each, kept one by one. Whoever comes after goes on with what is missing.
 */
export const tellHistory = defineHeavyJob({
  name: 'tell-history',
  payload: Type.Object({ initiativeId: Type.String() }),
  attempts: 2,
  // Nobody waits for it.
  atOnce: 1,
  async run({ initiativeId }, { db, now, signal }) {
    const today = dayOf(now().toISOString())
    const initiative = await findNode(db, initiativeId)
    const untold = initiative && (await findUntold(db, initiativeId, today))
    if (initiative === null || untold === null) return
    const { changedAt } = untold
    const { days, nextOn } = listHistoryDays(untold.firstDay, today, untold.told)
    for (const day of days) {
      signal.throwIfAborted()
      const startedMs = performance.now()
      const told = (await summarizeAsOf(db, [initiative], endOf(day))).get(initiativeId)
      // It changed meanwhile: whoever changed it has it assessed, and that rings again.
      if (
        told === undefined ||
        !(await saveStanding(db, { initiativeId, changedAt, day }, standingOf(told.assessment)))
      )
        return
      const restMs = Math.min((performance.now() - startedMs) * REST_FOLD, LONGEST_REST_MS)
      if (await hasWorkWaiting(db)) await pause(restMs, undefined, { signal })
    }
    await concludeHistory(db, initiativeId, untold, nextOn)
  },
})

/** For those of these initiatives (null: of all) with something to tell. */
export async function ringUntold(
  { db, now, enqueue }: Pick<JobServices, 'db' | 'now' | 'enqueue'>,
  initiativeIds: readonly string[] | null,
): Promise<void> {
  for (const initiativeId of await listUntold(db, initiativeIds, dayOf(now().toISOString()))) {
    await enqueue('tell-history', { initiativeId }, { deduplicate: `history-${initiativeId}` })
  }
}
