import type { EarnedValue } from '../earned-value/assess-earned-value.ts'
import { type AxisHealth, type Colour, compareColours, type HealthRules } from './health.ts'

/**
 * The schedule axis with SPI(t) beside the milestones; the worse of the two decides. SPI in money would turn a late project
 * green when it ends, SPI(t) does not.
 */
export function addPerformance(
  byMilestones: AxisHealth & { readonly colour: Colour },
  earned: EarnedValue | null,
  rules: HealthRules['schedule'],
): AxisHealth & { readonly colour: Colour } {
  const performance = earned?.schedule?.schedulePerformance.value ?? null
  if (earned === null || earned.schedule === null || performance === null) return byMilestones
  const { earnedSchedule, actualTime, finishEstimate } = earned.schedule
  const colour = performance < rules.redPerformance ? 'red' : performance < rules.amberPerformance ? 'amber' : 'green'
  const threshold = colour === 'red' ? rules.redPerformance : rules.amberPerformance
  const at = `${round(earnedSchedule)} of ${round(actualTime)} ${earned.period}s`
  const end =
    finishEstimate === null ? '' : ` At this pace it ends on ${finishEstimate}; planned was ${earned.finishDay}.`
  const reason = `SPI(t) is ${round(performance)}, the limit is ${threshold}: earned was what was planned for ${at}.${end}`
  const byPlan: AxisHealth & { readonly colour: Colour } = {
    axis: 'schedule',
    unit: 'index',
    colour,
    value: performance,
    threshold,
    reasons: [reason],
    evidenceIds: [earned.baselineId],
  }
  const order = compareColours(byPlan.colour, byMilestones.colour)
  const [worse, better] = order < 0 ? [byPlan, byMilestones] : [byMilestones, byPlan]
  const also = worse.colour === 'green' || better.colour !== 'green' ? better.reasons : []
  const evidenceIds = better.colour === worse.colour ? [...worse.evidenceIds, ...better.evidenceIds] : worse.evidenceIds
  return { ...worse, reasons: [...worse.reasons, ...also], evidenceIds }
}

const round = (value: number): number => Math.round(value * 100) / 100
