import { epochMs } from '../work/instant.ts'
import type { Assessment, MilestoneAssessment } from './assessment.ts'
import { type Day, dayOf, daysBetween } from './calendar.ts'
import type { InitiativeFacts, MilestoneFacts } from './initiative.ts'

export const ALERT_KINDS = ['milestone_slipped', 'silent_slip', 'milestone_overdue'] as const
export type AlertKind = (typeof ALERT_KINDS)[number]

export const SEVERITIES = ['low', 'medium', 'high'] as const
export type Severity = (typeof SEVERITIES)[number]

/** What an alert says, enough to write the message. */
export interface AlertDetails {
  readonly initiativeId: string
  readonly milestoneId: string
  readonly milestoneName: string
  /** The last move; for a silent slip from the date to the P80 forecast, for an overdue milestone the date and null. */
  readonly from: Day | null
  readonly to: Day | null
  readonly movedByDays: number | null
  /** Current date against the baseline. */
  readonly totalDays: number | null
  readonly baselineDay: Day | null
  readonly byPersonId: string | null
  /** When the date was moved; for the other kinds the evaluation that found it. */
  readonly at: string
  readonly connectionId: string | null
}

export interface RaisedCondition {
  readonly status: 'raised'
  readonly kind: AlertKind
  readonly fingerprint: string
  readonly severity: Severity
  /** How bad it is: days moved in all, days forecast beyond the date, days overdue. */
  readonly days: number
  readonly details: AlertDetails
}

/** Neither raised nor over (no forecast now, or one that wavers within the tolerance): what is open stays open. */
export interface UnknownCondition {
  readonly status: 'unknown'
  readonly kind: AlertKind
  readonly fingerprint: string
}

export type AlertCondition = RaisedCondition | UnknownCondition

/** An alert not resolved yet, as it was when it last opened or worsened. */
export interface OpenAlert {
  readonly kind: AlertKind
  readonly fingerprint: string
  readonly severity: Severity
  readonly days: number
  /** `details.at` of the condition that opened or worsened it last. */
  readonly at: string
}

export type AlertChange =
  | { readonly type: 'opened'; readonly condition: RaisedCondition }
  | { readonly type: 'worsened'; readonly condition: RaisedCondition; readonly previousDays: number }
  | { readonly type: 'resolved'; readonly kind: AlertKind; readonly fingerprint: string }

export interface AlertRules {
  /** Up to `lowDays` low, up to `mediumDays` medium, above high; one step higher for a milestone of high importance. */
  readonly lowDays: number
  readonly mediumDays: number
  /** A date set this recently is somebody's answer already: whether it holds is told later. */
  readonly trustMoveDays: number
  /** How many days worse an alert must get to be worth another message. */
  readonly stepDays: Readonly<Record<AlertKind, number>>
}

export const DEFAULT_ALERT_RULES: AlertRules = {
  lowDays: 7,
  mediumDays: 30,
  trustMoveDays: 7,
  stepDays: { milestone_slipped: 1, silent_slip: 5, milestone_overdue: 7 },
}

/** One milestone and kind, one alert, however often and by whichever path it is found. */
export function fingerprint(kind: AlertKind, milestoneId: string): string {
  return `${kind}/${milestoneId}`
}

/** What calls for an alert in this assessment. Slips of long ago are raised too: they are facts. */
export function detectAlerts(
  assessment: Assessment,
  facts: Pick<InitiativeFacts, 'milestones'>,
  rules: AlertRules = DEFAULT_ALERT_RULES,
): readonly AlertCondition[] {
  const assessed = new Map(assessment.milestones.map(milestone => [milestone.milestoneId, milestone]))
  return facts.milestones.flatMap(milestone => {
    const judged = assessed.get(milestone.id)
    if (judged === undefined || judged.status === 'achieved' || judged.currentDay === null) return []
    const ground = { milestone, judged, assessment, rules }
    return [...detectSlip(ground), ...detectSilentSlip(ground), ...detectOverdue(ground)]
  })
}

interface Ground {
  readonly milestone: MilestoneFacts
  readonly judged: MilestoneAssessment
  readonly assessment: Assessment
  readonly rules: AlertRules
}

function detectSlip(ground: Ground): readonly AlertCondition[] {
  const { milestone, judged, assessment } = ground
  const days = judged.movedByDays
  if (days === null || days <= milestone.toleranceDays) return []
  // Without a move, the first date given was already later than the baseline the PMO had set.
  const first = milestone.dates.find(date => date.day !== null)
  const move = judged.slips.at(-1) ?? {
    from: judged.baselineDay,
    to: judged.currentDay,
    movedByDays: days,
    at: first?.at ?? assessment.statusAt,
    byPersonId: first?.byPersonId ?? null,
  }
  return [raise('milestone_slipped', days, move, ground)]
}

function detectSilentSlip(ground: Ground): readonly AlertCondition[] {
  const { milestone, judged, assessment, rules } = ground
  const kind = 'silent_slip'
  if (judged.status === 'missed') return []
  const p80 = judged.forecast.status === 'forecast' ? judged.forecast.p80 : null
  const days = judged.silentSlipDays
  if (p80 !== null && judged.currentDay !== null && p80 <= judged.currentDay) return []
  const lastMove = judged.slips.at(-1)
  const isFresh =
    lastMove !== undefined && daysBetween(dayOf(lastMove.at), dayOf(assessment.statusAt)) < rules.trustMoveDays
  if (isFresh) return [{ status: 'unknown', kind, fingerprint: fingerprint(kind, milestone.id) }]
  // Over only when the date holds again: a forecast that wavers around the tolerance would ring every day.
  if (days === null) return [{ status: 'unknown', kind, fingerprint: fingerprint(kind, milestone.id) }]
  const move = { from: judged.currentDay, to: p80, movedByDays: days, at: assessment.statusAt, byPersonId: null }
  return [raise(kind, days, move, ground)]
}

function detectOverdue(ground: Ground): readonly AlertCondition[] {
  const { judged, assessment } = ground
  if (judged.status !== 'missed' || judged.currentDay === null) return []
  const days = daysBetween(judged.currentDay, dayOf(assessment.statusAt))
  const move = { from: judged.currentDay, to: null, movedByDays: null, at: assessment.statusAt, byPersonId: null }
  return [raise('milestone_overdue', days, move, ground)]
}

type Move = Pick<AlertDetails, 'from' | 'to' | 'movedByDays' | 'at' | 'byPersonId'>

function raise(kind: AlertKind, days: number, move: Move, ground: Ground): RaisedCondition {
  const { milestone, judged, assessment, rules } = ground
  return {
    status: 'raised',
    kind,
    fingerprint: fingerprint(kind, milestone.id),
    severity: rateSeverity(days, milestone.importance, rules),
    days,
    details: {
      initiativeId: assessment.initiativeId,
      milestoneId: milestone.id,
      milestoneName: milestone.name,
      from: move.from,
      to: move.to,
      movedByDays: move.movedByDays,
      totalDays: judged.movedByDays,
      baselineDay: judged.baselineDay,
      byPersonId: move.byPersonId,
      at: move.at,
      connectionId: milestone.connectionId,
    },
  }
}

function rateSeverity(days: number, importance: MilestoneFacts['importance'], rules: AlertRules): Severity {
  const byDays = days <= rules.lowDays ? 0 : days <= rules.mediumDays ? 1 : 2
  return SEVERITIES[Math.min(byDays + (importance === 'high' ? 1 : 0), SEVERITIES.length - 1)] ?? 'high'
}

/**
 * What to do about the alerts of one initiative. A condition that is as it was changes nothing, so the same evaluation
 * may be made again by any path; an alert whose condition cannot be told now stays as it is.
 */
export function changeAlerts(
  open: readonly OpenAlert[],
  conditions: readonly AlertCondition[],
  rules: AlertRules,
): readonly AlertChange[] {
  const openByFingerprint = new Map(open.map(alert => [alert.fingerprint, alert]))
  const seen = new Set(conditions.map(condition => condition.fingerprint))
  const changes = conditions.flatMap((condition): AlertChange[] => {
    if (condition.status === 'unknown') return []
    const alert = openByFingerprint.get(condition.fingerprint)
    if (alert === undefined) return [{ type: 'opened', condition }]
    return isWorse(condition, alert, rules) ? [{ type: 'worsened', condition, previousDays: alert.days }] : []
  })
  const gone = open.filter(alert => !seen.has(alert.fingerprint))
  return [...changes, ...gone.map(({ kind, fingerprint }): AlertChange => ({ type: 'resolved', kind, fingerprint }))]
}

/** Worse by a step, of a higher severity, or moved later once more by a person, from wherever it stood in between. */
function isWorse(condition: RaisedCondition, alert: OpenAlert, rules: AlertRules): boolean {
  const stepDays = rules.stepDays[condition.kind]
  if (condition.days >= alert.days + stepDays) return true
  if (condition.days > alert.days && SEVERITIES.indexOf(condition.severity) > SEVERITIES.indexOf(alert.severity))
    return true
  if (condition.kind !== 'milestone_slipped') return false
  const { movedByDays, at } = condition.details
  return movedByDays !== null && movedByDays >= stepDays && epochMs(at) > epochMs(alert.at)
}
