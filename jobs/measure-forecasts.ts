import { Type } from 'typebox'
import { loadInitiativeFacts } from '../src/store/portfolio/facts.ts'
import { saveForecastRecord, scorePastForecasts } from '../src/store/portfolio/forecast-records.ts'
import { findNode } from '../src/store/portfolio/portfolio-nodes.ts'
import { defineJob } from './job.ts'

/** How the forecasts of one initiative would have turned out so far; shown beside those of now. */
export const measureForecasts = defineJob({
  name: 'measure-forecasts',
  payload: Type.Object({ initiativeId: Type.String() }),
  attempts: 2,
  async run({ initiativeId }, { db, now }) {
    if ((await findNode(db, initiativeId)) === null) return
    const at = now().toISOString()
    const facts = await loadInitiativeFacts(db, initiativeId, at)
    await saveForecastRecord(db, initiativeId, await scorePastForecasts(db, facts), at)
  },
})
