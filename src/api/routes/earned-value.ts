import { Type } from 'typebox'
import type { Coverage as CoverageConclusion } from '../../portfolio/coverage.ts'
import { findBaselineInForce } from '../../store/money/baselines.ts'
import { listAssessmentsAsOf } from '../../store/portfolio/assessments.ts'
import { concludeAsOf } from '../../store/portfolio/past-conclusions.ts'
import { readAsOf } from '../as-of.ts'
import { Coverage } from '../conclusion.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { EarnedValue } from '../earned-value.ts'
import { ApiError, requireFound } from '../errors.ts'
import { ExplainedMeasure, explainEarnedValue } from '../explain-earned-value.ts'
import { closed, Id, IdParams, Instant, nullable, problems } from '../field.ts'
import { findOfKind } from '../tree-node.ts'

const Answer = Type.Object({
  initiativeId: Id,
  statusAt: Type.String({ description: 'Until when this is known to have held.' }),
  earnedValue: EarnedValue,
  reason: nullable(Type.String({ description: 'Why there is no earned value.' })),
  coverage: Type.Unsafe<CoverageConclusion>(Coverage),
  explain: Type.Array(ExplainedMeasure),
})

export function earnedValueRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies

  app.get(
    '/initiatives/:id/earned-value',
    {
      schema: {
        summary: 'Earned value and earned schedule against the approved baseline, now or at an instant',
        tags: ['baselines'],
        params: IdParams,
        querystring: Type.Object({ asOf: Type.Optional(Instant) }, closed),
        response: { 200: Answer, ...problems },
      },
    },
    async ({ params: { id }, query }) => {
      const initiative = requireFound(await findOfKind(dependencies, 'initiative', id), 'initiative')
      const asOf = readAsOf(query.asOf, now())
      const found =
        query.asOf === undefined
          ? await listAssessmentsAsOf(db, [initiative.id], asOf)
          : await concludeAsOf(db, [initiative], asOf)
      const stored = found.get(initiative.id)
      if (stored === undefined) throw new ApiError('not_found', 'The initiative has not been assessed yet.')
      const { statusAt, earnedValue, coverage } = stored.assessment
      const baseline = earnedValue === null ? await findBaselineInForce(db, id, asOf) : null
      return {
        initiativeId: id,
        statusAt,
        earnedValue,
        reason: earnedValue === null ? explainNothing(baseline !== null) : null,
        coverage,
        explain: earnedValue === null ? [] : [...explainEarnedValue(id, earnedValue)],
      }
    },
  )
}

const explainNothing = (isApproved: boolean): string =>
  isApproved
    ? 'The baseline was approved after the last assessment; ask again in a moment.'
    : 'There is no approved baseline to hold the work against. Approve the plan of this initiative (POST its /baselines, or `baseline` in the portfolio file).'
