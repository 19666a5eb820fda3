import { Type } from 'typebox'
import { dayOf } from '../../portfolio/calendar.ts'
import { BURNUP_UNITS, drawBurnup, listBurnupInstants } from '../../portfolio/scope/burnup.ts'
import { drawScopeLines, findFirstMs } from '../../portfolio/scope/scope-line.ts'
import { listAssessmentsAsOf } from '../../store/portfolio/assessments.ts'
import { listItemLives } from '../../store/portfolio/item-lives.ts'
import { readAsOf } from '../as-of.ts'
import { CoverageOrNull } from '../conclusion.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ApiError, requireFound } from '../errors.ts'
import { ExplainSchema } from '../explain.ts'
import { closed, Day, Id, IdParams, Instant, problems, word } from '../field.ts'
import { findOfKind } from '../tree-node.ts'

const Burnup = Type.Object({
  initiativeId: Id,
  unit: word(BURNUP_UNITS),
  step: word(['day', 'week']),
  points: Type.Array(Type.Object({ at: Type.String(), scope: Type.Number(), done: Type.Number() }), {
    description: 'At the end of each day or week, and at the instant asked about.',
  }),
  withoutEstimate: Type.Integer({
    description: 'Items in scope at the last point that are in neither line: they have no estimate in this unit.',
  }),
  coverage: CoverageOrNull,
  explain: ExplainSchema,
})

const STEP_DAYS = { day: 1, week: 7 }
const MOST_POINTS = 1_500

export function burnupRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies

  app.get(
    '/initiatives/:id/burnup',
    {
      schema: {
        summary: 'Burn-up: scope and done over time, in items or estimates, as they were known then',
        tags: ['initiatives'],
        params: IdParams,
        querystring: Type.Object(
          {
            from: Type.Optional(Day),
            asOf: Type.Optional(Instant),
            step: Type.Optional(word(['day', 'week'])),
            unit: Type.Optional(word(BURNUP_UNITS)),
          },
          closed,
        ),
        response: { 200: Burnup, ...problems },
      },
    },
    async ({ params: { id }, query }) => {
      requireFound(await findOfKind(dependencies, 'initiative', id), 'initiative')
      const { step = 'week', unit = 'items' } = query
      const asOf = readAsOf(query.asOf, now())
      const [lives, assessments] = await Promise.all([listItemLives(db, id, asOf), listAssessmentsAsOf(db, [id], asOf)])
      const lines = drawScopeLines(lives)
      const from = query.from ?? dayOf(new Date(findFirstMs(lines) ?? Date.parse(asOf)).toISOString())
      const instants = listBurnupInstants(from, Date.parse(asOf), STEP_DAYS[step])
      if (instants.length > MOST_POINTS) {
        const expected = `must be later, or step be "week": ${instants.length} points are more than ${MOST_POINTS}`
        throw new ApiError('unprocessable', `query.from ${expected}.`, [{ field: 'query.from', expected }])
      }
      const { points, withoutEstimate } = drawBurnup(lines, unit, instants)
      const last = points.at(-1)
      return {
        initiativeId: id,
        unit,
        step,
        points: [...points],
        withoutEstimate,
        coverage: assessments.get(id)?.assessment.coverage ?? null,
        explain: {
          rule: 'F8',
          text:
            `${last?.done ?? 0} of ${last?.scope ?? 0} ${unit} in scope are done. An item counts while it is in scope, ` +
            'not cancelled, and has nothing in scope below it but its steps; its estimate is the one of that time.',
          items: `/api/v1/work-items?initiative=${id}`,
        },
      }
    },
  )
}
