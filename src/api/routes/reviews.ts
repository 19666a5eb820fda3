import { Type } from 'typebox'
import { type Review as ReviewValue, review } from '../../portfolio/review.ts'
import { listAssessmentsAsOf } from '../../store/portfolio/assessments.ts'
import { listBlockers } from '../../store/portfolio/blockers.ts'
import { listItemLives } from '../../store/portfolio/item-lives.ts'
import { listPastForecasts } from '../../store/portfolio/past-forecasts.ts'
import { listPresentItems } from '../../store/scope/present-items.ts'
import { CoverageOrNull } from '../conclusion.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ApiError, requireFound } from '../errors.ts'
import { ExplainSchema } from '../explain.ts'
import { Id, IdParams, nullable, problems } from '../field.ts'
import { ScopeGrowth } from '../finding.ts'
import { findOfKind } from '../tree-node.ts'

const text = () => nullable(Type.String())
const number = (description: string) => nullable(Type.Number({ description }))
const Amount = Type.Object({ value: text(), reason: text() })
const Item = { id: Type.String(), key: Type.String(), title: Type.String() }

const Review = {
  finish: Type.Object({
    milestoneId: text(),
    name: text(),
    baselineDay: text(),
    finishDay: nullable(Type.String({ description: 'The day it was achieved; while it is not, its present date.' })),
    isAchieved: Type.Boolean(),
    calendarDays: number('Positive is late.'),
    workingDays: number('Mondays to Fridays.'),
    reason: text(),
  }),
  cost: Type.Object({ cv: Amount, vac: Amount, currency: text() }),
  scopeGrowth: Type.Union([ScopeGrowth, Type.Null()]),
  estimates: Type.Object({
    median: number('Median over the items done of |actual - estimate| / actual.'),
    bias: number('Of all hours together; positive is underestimated.'),
    items: Type.Integer(),
    text: Type.String(),
  }),
  calibration: Type.Object({
    forecasts: Type.Integer({ description: 'One of each week, of milestones achieved since.' }),
    hitRateP50: number('0 to 1.'),
    hitRateP80: number('0 to 1.'),
    text: Type.String(),
  }),
  dateMoves: Type.Object({
    total: Type.Integer(),
    milestones: Type.Array(
      Type.Object({
        milestoneId: Type.String(),
        name: Type.String(),
        moves: Type.Integer(),
        movedByDays: number('Current date against the baseline.'),
      }),
    ),
  }),
  delayCauses: Type.Array(
    Type.Object({
      blocker: Type.Union([Type.Object(Item), Type.Null({ description: 'No link says what it waited for.' })]),
      blockedDays: Type.Number(),
      items: Type.Array(Type.Object({ ...Item, blockedDays: Type.Number() })),
    }),
    { description: 'The five that cost most blocked time.' },
  ),
}

export function reviewRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies

  app.get(
    '/initiatives/:id/review',
    {
      schema: {
        summary: 'The closure review: slip, cost, scope, estimates, forecasts, moved dates and what work waited for',
        tags: ['initiatives'],
        params: IdParams,
        response: {
          200: Type.Object({
            initiativeId: Id,
            statusAt: Type.String(),
            review: Type.Unsafe<ReviewValue>(Type.Object(Review)),
            coverage: CoverageOrNull,
            explain: ExplainSchema,
          }),
          ...problems,
        },
      },
    },
    async ({ params: { id } }) => {
      requireFound(await findOfKind(dependencies, 'initiative', id), 'initiative')
      const at = now().toISOString()
      const assessment = (await listAssessmentsAsOf(db, [id], at)).get(id)?.assessment
      if (assessment === undefined) throw new ApiError('not_found', 'The initiative has not been assessed yet.')
      const [items, forecasts] = await Promise.all([listPresentItems(db, id, at), listPastForecasts(db, id, at)])
      const lives = await listItemLives(db, id, at, items)
      const held = lives.filter(life => life.states.some(({ state }) => state === 'blocked'))
      const blockers = await listBlockers(
        db,
        held.map(life => life.id),
      )
      const blocked = held.map(life => ({ life, blockers: blockers.get(life.id) ?? [] }))
      const told = review({ assessment, items, blocked, forecasts })
      return {
        initiativeId: id,
        statusAt: assessment.statusAt,
        review: told,
        coverage: assessment.coverage,
        explain: { rule: 'F16', text: describe(told), items: `/api/v1/work-items?initiative=${id}` },
      }
    },
  )
}

function describe({ finish, dateMoves, estimates, calibration }: ReviewValue): string {
  const slip =
    finish.calendarDays === null
      ? (finish.reason ?? '')
      : `${finish.name} ${finish.isAchieved ? 'came' : 'stands'} ${finish.calendarDays} days after its baseline.`
  return [slip, `Dates were moved ${dateMoves.total} times.`, estimates.text, calibration.text].join(' ')
}
