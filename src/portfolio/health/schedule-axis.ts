import { type Day, daysBetween } from '../calendar.ts'
import type { Forecast } from '../forecast/forecast.ts'
import type { MilestoneStatus } from '../milestone/milestone.ts'
import { plural } from '../phrase.ts'
import { type AxisHealth, type Colour, compareColours } from './health.ts'

/** A milestone as the schedule axis judges it. */
export interface JudgedMilestone {
  readonly milestoneId: string
  readonly name: string
  readonly importance: 'normal' | 'high'
  readonly toleranceDays: number
  readonly baselineDay: Day | null
  readonly currentDay: Day | null
  readonly forecast: Forecast
  readonly status: MilestoneStatus
  readonly movedByDays: number | null
}

interface Verdict {
  readonly milestoneId: string
  readonly colour: Colour
  readonly days: number | null
  readonly threshold: number | null
  readonly reason: string
}

/**
 * The worst milestone decides. Milestones that are not next and cannot be forecast are no ground for grey, as plans far
 * ahead often have no items yet; the next one without a forecast is, because then nothing carries a green.
 */
export function judgeSchedule(
  milestones: readonly JudgedMilestone[],
  today: Day,
): AxisHealth & { readonly colour: Colour } {
  // Of equal ones by name: ids differ between two installations of the same facts.
  const open = milestones
    .filter(milestone => milestone.status !== 'achieved')
    .toSorted((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0))
  const dated = open.filter(milestone => milestone.currentDay !== null)
  const next = dated.toSorted((left, right) => daysBetween(right.currentDay ?? '', left.currentDay ?? ''))[0]
  const verdicts = open
    .flatMap(milestone => judgeMilestone(milestone, { today, isNext: milestone === next }))
    .toSorted((left, right) => compareColours(left.colour, right.colour) || (right.days ?? 0) - (left.days ?? 0))
  const colour = verdicts[0]?.colour ?? 'grey'
  const deciding = verdicts.filter(verdict => verdict.colour === colour)
  const told = verdicts.filter(verdict => colour === 'green' || verdict.colour !== 'green')
  const base = { axis: 'schedule', unit: 'days' } as const
  if (milestones.length > 0 && open.length === 0) {
    const reasons = [`All milestones are achieved (${milestones.length}).`]
    return { ...base, colour: 'green', value: null, threshold: null, reasons, evidenceIds: idsOf(milestones) }
  }
  if (verdicts.length === 0) {
    const reasons = [milestones.length === 0 ? 'There is no milestone.' : 'No open milestone has a date.']
    return { ...base, colour, value: null, threshold: null, reasons, evidenceIds: idsOf(milestones) }
  }
  return {
    ...base,
    colour,
    value: deciding[0]?.days ?? null,
    threshold: deciding[0]?.threshold ?? null,
    reasons: told.map(verdict => verdict.reason),
    evidenceIds: idsOf(deciding),
  }
}

function judgeMilestone(
  milestone: JudgedMilestone,
  { today, isNext }: { readonly today: Day; readonly isNext: boolean },
): readonly Verdict[] {
  const { milestoneId, name, importance, toleranceDays, baselineDay, currentDay, forecast, movedByDays } = milestone
  const verdict = (
    colour: Colour,
    days: number | null,
    threshold: number | null,
    reason: string,
  ): readonly Verdict[] => [{ milestoneId, colour, days, threshold, reason }]
  if (currentDay === null) {
    return baselineDay === null
      ? []
      : verdict('amber', null, null, `${name} no longer has a date; it was ${baselineDay}.`)
  }
  if (currentDay < today) {
    const overdue = daysBetween(currentDay, today)
    return verdict('red', overdue, 0, `${name} is overdue by ${plural(overdue, 'day')}: its date was ${currentDay}.`)
  }
  const lateColour = importance === 'high' ? 'red' : 'amber'
  const verdicts: Verdict[] = []
  if (movedByDays !== null && movedByDays > toleranceDays) {
    const moved = plural(movedByDays, 'day')
    const reason = `${name} slipped by ${moved} against its baseline, from ${baselineDay ?? ''} to ${currentDay}.`
    verdicts.push(...verdict(lateColour, movedByDays, toleranceDays, reason))
  }
  if (forecast.status === 'cannot_forecast') {
    if (isNext) verdicts.push(...verdict('grey', null, null, `${name} cannot be forecast: ${forecast.reason}`))
    return verdicts
  }
  const late = daysBetween(currentDay, forecast.p80)
  if (late > 0) {
    const colour = forecast.p50 > currentDay ? 'red' : late > toleranceDays ? lateColour : 'amber'
    verdicts.push(...verdict(colour, late, 0, lateReason(name, currentDay, forecast)))
  } else if (verdicts.length === 0) {
    verdicts.push(
      ...verdict('green', late, 0, `${name} is forecast for ${forecast.p80} (P80), its date is ${currentDay}.`),
    )
  }
  return verdicts
}

function lateReason(name: string, currentDay: Day, forecast: Extract<Forecast, { status: 'forecast' }>): string {
  if (forecast.p80 === forecast.horizonDay) {
    const { horizonDay } = forecast
    return `${name} is not in sight: at the present pace it ends after ${horizonDay}, its date is ${currentDay}.`
  }
  const late = plural(daysBetween(currentDay, forecast.p80), 'day')
  const even = forecast.p50 > currentDay ? ` Even P50 is later than that: ${forecast.p50}.` : ''
  return `${name} is forecast for ${forecast.p80} (P80), ${late} after its date ${currentDay}.${even}`
}

function idsOf(entries: readonly { readonly milestoneId: string }[]): readonly string[] {
  return [...new Set(entries.map(entry => entry.milestoneId))]
}
