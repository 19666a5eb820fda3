import { Type } from 'typebox'
import { countHeld } from '../src/portfolio/forecast/backtest.ts'
import { markDue } from '../src/store/portfolio/assessment-due.ts'
import { loadInitiativeFacts } from '../src/store/portfolio/facts.ts'
import { saveForecastRecord, scorePastForecasts } from '../src/store/portfolio/forecast-records.ts'
import { findNode } from '../src/store/portfolio/portfolio-nodes.ts'
import { defineHeavyJob } from './job.ts'
import { ringDueAssessments } from './ring-due.ts'

/** How the forecasts of one initiative would have turned out so far; shown beside those of now. */
export const measureForecasts = defineHeavyJob({
  name: 'measure-forecasts',
  payload: Type.Object({ initiativeId: Type.String() }),
  attempts: 2,
  async run({ initiativeId }, { db, now, enqueue }) {
    if ((await findNode(db, initiativeId)) === null) return
    const at = now().toISOString()
    const facts = await loadInitiativeFacts(db, initiativeId, at)
    const forecasts = await scorePastForecasts(db, facts)
    await saveForecastRecord(db, initiativeId, forecasts, at)
    const before = facts.record.present?.heldForecasts.own ?? null
    if (JSON.stringify(countHeld(forecasts)) === JSON.stringify(before)) return
    // What stands beside its forecasts is no longer true; elsewhere the next assessment, within the hour, is soon enough.
    await markDue(db, [initiativeId])
    await ringDueAssessments({ db, enqueue }, [initiativeId])
  },
})
