import { Type } from 'typebox'
import { beginAssessment, calmDue } from '../src/store/portfolio/assessment-due.ts'
import { concludeInitiative } from './conclude-initiative.ts'
import { defineJob, RUNG_OFTEN } from './job.ts'
import { ringDueAssessments, ringEdited } from './ring-due.ts'
import { tellMoves } from './tell-moves.ts'

/**
 * What somebody waits for: a milestone's date has moved, or a person has changed the plan. Where assessing everything takes
 * long, who waits for a date is told of it before.
 */
export const assessInitiative = defineJob({
  name: 'assess-initiative',
  payload: Type.Object({
    initiativeId: Type.String(),
    /** Rung for because of a move, not because a person has changed the plan. */
    isMoved: Type.Optional(Type.Boolean()),
  }),
  ...RUNG_OFTEN,
  async run({ initiativeId, isMoved = false }, context) {
    const mark = await beginAssessment(context.db, initiativeId, isMoved)
    if (isMoved) {
      // What has moved was told of meanwhile; what was edited since may wait, and nobody shall wait for it here.
      if (mark === null) return ringEdited(context, initiativeId)
      if (await tellMoves(initiativeId, context)) {
        await calmDue(context.db, initiativeId, mark.since)
        return ringDueAssessments(context, [initiativeId])
      }
    }
    await concludeInitiative(initiativeId, mark?.since ?? null, context)
  },
})
