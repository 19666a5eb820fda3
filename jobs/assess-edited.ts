import { setTimeout as pause } from 'node:timers/promises'
import { Type } from 'typebox'
import { beginAssessment } from '../src/store/portfolio/assessment-due.ts'
import { hasFreshDeliveries } from '../src/store/sync/webhook-deliveries.ts'
import { concludeInitiative } from './conclude-initiative.ts'
import { defineHeavyJob, RUNG_OFTEN } from './job.ts'

/** A notice that waits for longer waits for something else than us: its tracker has asked for a pause, or takes no credentials. */
const FRESH_MS = 10_000
/** So many times as long as an assessment took, while there are fresh notices: in a storm, an eighth of the time is for these. */
const REST_FOLD = 7
const LONGEST_REST_MS = 15_000

/**
 * Assesses an initiative in which something was edited that moves no date. At once, as long as there is nothing else to do;
 * while people edit faster than we fetch, all initiatives change all the time, and assessing each as often as it changes
 * would leave no time to find out that a date has moved.
 */
export const assessEdited = defineHeavyJob({
  name: 'assess-edited',
  payload: Type.Object({ initiativeId: Type.String() }),
  ...RUNG_OFTEN,
  // One thread computes one at a time, and one more would hold its rows meanwhile.
  atOnce: 1,
  async run({ initiativeId }, context) {
    const { db, now, signal } = context
    const mark = await beginAssessment(db, initiativeId)
    // Assessed meanwhile, because a date has moved.
    if (mark === null) return
    const startedMs = performance.now()
    await concludeInitiative(initiativeId, mark.since, context)
    const restMs = Math.min((performance.now() - startedMs) * REST_FOLD, LONGEST_REST_MS)
    if (!(await hasFreshDeliveries(db, new Date(now().getTime() - FRESH_MS).toISOString()))) return
    await pause(restMs, undefined, { signal }).catch(() => {})
  },
})
