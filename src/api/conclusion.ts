import { Type } from 'typebox'
import type { Coverage as CoverageValue } from '../portfolio/coverage.ts'
import type { Forecast as ForecastValue } from '../portfolio/forecast/forecast.ts'
import type { HitRate as HitRateValue } from '../portfolio/forecast/hit-rate.ts'
import { AXIS_COLOURS, AXIS_UNITS, COLOURS, HEALTH_AXES } from '../portfolio/health/health.ts'
import { MILESTONE_STATUSES } from '../portfolio/milestone/milestone.ts'
import { nullable, word, wordOrNull } from './field.ts'

/* What src/portfolio concludes, as the API shows it. Instants and days here are ours, so they are not checked again. */

const text = () => Type.String()
const number = () => Type.Number()
const share = () => nullable(Type.Number({ description: '0 to 1; null when there is nothing to take a share of.' }))
const day = () => nullable(Type.String({ description: 'YYYY-MM-DD' }))

const Measure = Type.Object({
  done: number(),
  total: number(),
  fraction: nullable(Type.Number({ description: '0 to 1; null when it cannot be said, with the reason.' })),
  imputedShare: share(),
  unit: wordOrNull(['items', 'points', 'hours', 'days', 'share']),
  reason: nullable(text()),
})

export const Progress = Type.Object({ count: Measure, size: Measure, effort: Measure })

export const Coverage = Type.Object({
  estimated: share(),
  mapped: share(),
  visible: share(),
  fresh: share(),
  outOf: Type.Object({ estimated: number(), mapped: number(), visible: number(), fresh: number() }),
  oldestDataAt: nullable(text()),
  oldestAgeHours: nullable(number()),
  staleTrackers: Type.Array(Type.Object({ connectionId: text(), name: text(), syncedAt: nullable(text()) })),
  gaps: Type.Array(Type.Object({ connectionId: text(), name: text(), kind: text(), count: number() }), {
    description: 'What is known to be missing in the trackers it draws on; see the completeness of each connection.',
  }),
  openGaps: number(),
})

/** Of a number that is answered beside an assessment. */
export const CoverageOrNull = Type.Unsafe<CoverageValue | null>(
  Type.Union([Coverage, Type.Null({ description: 'Not assessed by then.' })]),
)

export const Forecast = Type.Unsafe<ForecastValue>(
  Type.Object(
    {
      status: word(['forecast', 'cannot_forecast']),
      p50: Type.Optional(text()),
      p80: Type.Optional(text()),
      p85: Type.Optional(text()),
      p95: Type.Optional(text()),
      horizonDay: Type.Optional(text()),
      probabilityByTarget: Type.Optional(nullable(number())),
      runs: Type.Optional(number()),
      remaining: Type.Optional(number()),
      ahead: Type.Optional(number()),
      waitsFor: Type.Optional(
        Type.Array(Type.Object({ id: text(), name: text(), share: number() }), {
          description: 'What it waits for elsewhere, and the share of the runs in which that decided the day.',
        }),
      ),
      notWaitedFor: Type.Optional(
        Type.Array(Type.Object({ id: text(), name: text(), reason: text() }), {
          description: 'What it waits for too, but nobody can forecast: it may be later because of these.',
        }),
      ),
      reason: Type.Optional(Type.String({ description: 'Why it cannot be forecast, in a sentence.' })),
    },
    {
      description:
        'Days by which half, 80 %, 85 % and 95 % of the simulated runs were done; or why there is no forecast.',
    },
  ),
)

export const HitRate = Type.Unsafe<HitRateValue | null>(
  Type.Union(
    [
      Type.Object({
        of: word(['initiative', 'all']),
        forecasts: Type.Integer({ description: 'Finished milestones, forecast once more as of half way.' }),
        p50: nullable(Type.Number({ description: 'Share of them that was finished by P50; about 0.5 is right.' })),
        p80: nullable(Type.Number({ description: 'Share of them that was finished by P80; about 0.8 is right.' })),
        reason: nullable(Type.String({ description: 'Why there is no share, in a sentence.' })),
      }),
      Type.Null({ description: 'There is no forecast, or it was concluded before this was measured.' }),
    ],
    {
      description:
        'How often forecasts like this held so far: those of the initiative, or of all where its own are too few.',
    },
  ),
)

const Slip = Type.Object({
  from: day(),
  to: day(),
  movedByDays: nullable(number()),
  at: text(),
  byPersonId: nullable(text()),
  cumulativeDays: nullable(number()),
})

export const MilestoneStatus = word(MILESTONE_STATUSES)

export const MilestoneAssessment = Type.Object({
  milestoneId: text(),
  name: text(),
  baselineDay: day(),
  currentDay: day(),
  actualDay: day(),
  forecast: Forecast,
  hitRate: HitRate,
  status: MilestoneStatus,
  movedByDays: nullable(number()),
  silentSlipDays: nullable(number()),
  slips: Type.Array(Slip),
})

const Axis = Type.Object({
  axis: word(HEALTH_AXES),
  colour: word(AXIS_COLOURS),
  value: nullable(number()),
  threshold: nullable(number()),
  unit: word(AXIS_UNITS),
  reasons: Type.Array(text()),
  evidenceIds: Type.Array(text()),
  ruleVersion: Type.Optional(text()),
})

export const Health = Type.Object({
  colour: word(COLOURS),
  computedColour: word(COLOURS),
  worstAxis: word(HEALTH_AXES),
  axes: Type.Array(Axis),
  reasons: Type.Array(text()),
  ruleVersion: text(),
})
