import { Type } from 'typebox'
import { type HitRates, measureHitRates } from '../../portfolio/forecast/backtest.ts'
import { listAssessmentsAsOf } from '../../store/portfolio/assessments.ts'
import { listForecastRecords } from '../../store/portfolio/forecast-records.ts'
import { CoverageOrNull, Forecast, HitRate, MilestoneStatus } from '../conclusion.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ApiError, requireFound } from '../errors.ts'
import { ExplainSchema } from '../explain.ts'
import { Id, IdParams, nullable, problems } from '../field.ts'
import { findOfKind } from '../tree-node.ts'

const share = (description: string) => nullable(Type.Number({ description }))

const Rates = Type.Object({
  forecasts: Type.Integer({ description: 'Finished milestones forecast as of half way.' }),
  withoutForecast: Type.Integer({ description: 'Those that could not be forecast then.' }),
  p50: share('Share that was finished by P50; about 0.5 is right. Null without forecasts.'),
  p80: share('Share that was finished by P80; about 0.8 is right.'),
  meanLoss: share('Mean pinball loss of P50 and P80, in working days.'),
  meanNaiveLoss: share('That of remaining work divided by mean pace.'),
})

const Answer = Type.Object({
  initiativeId: Id,
  statusAt: Type.String(),
  milestones: Type.Array(
    Type.Object({
      milestoneId: Id,
      name: Type.String(),
      currentDay: nullable(Type.String()),
      status: MilestoneStatus,
      forecast: Forecast,
      hitRate: HitRate,
    }),
  ),
  hitRates: Type.Object({
    own: Rates,
    all: Type.Unsafe<HitRates>({ ...Rates, description: 'Of all initiatives, as one alone has few milestones.' }),
    measuredAt: nullable(Type.String({ description: 'Null: not measured yet.' })),
  }),
  coverage: CoverageOrNull,
  explain: ExplainSchema,
})

export function initiativeForecastRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies
  app.get(
    '/initiatives/:id/forecast',
    {
      schema: {
        summary: 'The forecast of each milestone, and beside it how forecasts of the past turned out',
        tags: ['initiatives'],
        params: IdParams,
        response: { 200: Answer, ...problems },
      },
    },
    async ({ params }) => {
      requireFound(await findOfKind(dependencies, 'initiative', params.id), 'initiative')
      const stored = (await listAssessmentsAsOf(db, [params.id], now().toISOString())).get(params.id)
      if (stored === undefined) throw new ApiError('not_found', 'The initiative has not been assessed yet.')
      const { assessment } = stored
      const records = await listForecastRecords(db)
      const own = records.find(({ initiativeId }) => initiativeId === assessment.initiativeId)
      const rates = measureHitRates(own?.forecasts ?? [])
      return {
        initiativeId: assessment.initiativeId,
        statusAt: assessment.statusAt,
        milestones: assessment.milestones.map(({ milestoneId, name, currentDay, status, forecast, hitRate }) => ({
          ...{ milestoneId, name, currentDay, status, forecast, hitRate },
        })),
        hitRates: {
          own: rates,
          all: measureHitRates(records.flatMap(({ forecasts }) => forecasts)),
          measuredAt: own?.measuredAt ?? null,
        },
        coverage: assessment.coverage,
        explain: {
          rule: 'F6',
          text: explain(rates),
          items: `/api/v1/work-items?initiative=${assessment.initiativeId}`,
        },
      }
    },
  )
}

function explain({ forecasts, p50, p80 }: HitRates): string {
  const method =
    'Each day is from 10,000 futures drawn from the working days of the last quarter, with all it waits for.'
  if (p50 === null || p80 === null) return `${method} No milestone was finished yet that this could be held against.`
  const percent = (value: number): string => `${Math.round(value * 100)} %`
  return `${method} Of ${forecasts} finished milestones, forecast as of half way, ${percent(p50)} were done by P50 and ${percent(p80)} by P80.`
}
