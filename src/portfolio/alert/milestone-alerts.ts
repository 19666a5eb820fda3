import type { Assessment, MilestoneAssessment } from '../assessment.ts'
import { type Day, dayOf, daysBetween } from '../calendar.ts'
import type { InitiativeFacts, MilestoneFacts } from '../initiative.ts'
import { todayAt } from '../wall-clock.ts'
import {
  type AlertCondition,
  type AlertDetails,
  type AlertKind,
  fingerprint,
  type RaisedCondition,
  SEVERITIES,
  type Severity,
} from './alert.ts'
import type { AlertRules } from './alert-rules.ts'

/** What milestones call for. Slips of long ago are raised too: they are facts. */
export function detectMilestoneAlerts(
  assessment: Assessment,
  facts: Pick<InitiativeFacts, 'milestones' | 'timeZone'>,
  rules: AlertRules,
): readonly AlertCondition[] {
  const today = todayAt(assessment.statusAt, facts.timeZone)
  const assessed = new Map(assessment.milestones.map(milestone => [milestone.milestoneId, milestone]))
  return facts.milestones.flatMap(milestone => {
    const judged = assessed.get(milestone.id)
    if (judged === undefined || judged.status === 'achieved' || judged.currentDay === null) return []
    const ground = { milestone, judged, assessment, rules }
    return [...detectSlip(ground), ...detectSilentSlip(ground), ...detectOverdue(ground, today.day)]
  })
}

export interface Ground {
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

function detectOverdue(ground: Ground, today: Day): readonly AlertCondition[] {
  const { judged, assessment } = ground
  if (judged.status !== 'missed' || judged.currentDay === null) return []
  const days = daysBetween(judged.currentDay, today)
  const move = { from: judged.currentDay, to: null, movedByDays: null, at: assessment.statusAt, byPersonId: null }
  return [raise('milestone_overdue', days, move, ground)]
}

type Move = Pick<AlertDetails, 'from' | 'to' | 'movedByDays' | 'at' | 'byPersonId'>

export function raise(kind: AlertKind, extent: number, move: Move, ground: Ground): RaisedCondition {
  const { milestone, judged, assessment, rules } = ground
  return {
    status: 'raised',
    kind,
    fingerprint: fingerprint(kind, milestone.id),
    severity: rateSeverity(extent, milestone.importance, rules),
    extent,
    details: {
      initiativeId: assessment.initiativeId,
      milestoneId: milestone.id,
      milestoneName: milestone.name,
      reason: null,
      evidenceIds: [],
      from: move.from,
      to: move.to,
      movedByDays: move.movedByDays,
      totalDays: judged.movedByDays,
      baselineDay: judged.baselineDay,
      byPersonId: move.byPersonId,
      at: move.at,
      connectionId: milestone.connectionId,
      channelId: null,
      downstream: [],
      dataAt: null,
    },
  }
}

function rateSeverity(days: number, importance: MilestoneFacts['importance'], rules: AlertRules): Severity {
  const byDays = days <= rules.lowDays ? 0 : days <= rules.mediumDays ? 1 : 2
  return SEVERITIES[Math.min(byDays + (importance === 'high' ? 1 : 0), SEVERITIES.length - 1)] ?? 'high'
}
