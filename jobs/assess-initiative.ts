import { Type } from 'typebox'
import { beginAssessment } from '../src/store/portfolio/assessment-due.ts'
import { concludeInitiative } from './conclude-initiative.ts'
import { defineJob } from './job.ts'

/** What somebody waits for: a milestone's date has moved, or a person has changed the plan. */
export const assessInitiative = defineJob({
  name: 'assess-initiative',
  payload: Type.Object({ initiativeId: Type.String() }),
  attempts: 8,
  async run({ initiativeId }, context) {
    await concludeInitiative(initiativeId, await beginAssessment(context.db, initiativeId), context)
  },
})
