import type { Assessment } from '../assessment.ts'
import { dayOf, daysBetween } from '../calendar.ts'
import type { InitiativeFacts } from '../initiative.ts'
import { percent } from '../phrase.ts'
import { type AlertCondition, type AlertKind, fingerprint, SEVERITIES, type Severity } from './alert.ts'
import type { AlertRules } from './alert-rules.ts'
import { type Ground, raise } from './milestone-alerts.ts'

/** So near above the limit it would ring each time the forecast wavers. */
const CLEARLY_ABOVE = 0.1

/** Milestones whose date is improbable, and those that come earlier than planned. What `said` tells of one is not said again. */
export function detectOutlookAlerts(
  assessment: Assessment,
  facts: Pick<InitiativeFacts, 'milestones'>,
  rules: AlertRules,
  said: ReadonlySet<string>,
): readonly AlertCondition[] {
  const assessed = new Map(assessment.milestones.map(milestone => [milestone.milestoneId, milestone]))
  return facts.milestones.flatMap(milestone => {
    const judged = assessed.get(milestone.id)
    if (judged === undefined || judged.status === 'achieved' || judged.currentDay === null) return []
    const ground = { milestone, judged, assessment, rules }
    return [...detectAtRisk(ground, said), ...detectPulledIn(ground)]
  })
}

function detectAtRisk(ground: Ground, said: ReadonlySet<string>): readonly AlertCondition[] {
  const { milestone, judged, assessment, rules } = ground
  const kind = 'milestone_at_risk'
  const { leastProbability } = rules.limits
  if (judged.status === 'missed' || said.has(fingerprint('silent_slip', milestone.id))) return []
  const unknown = [{ status: 'unknown', kind, fingerprint: fingerprint(kind, milestone.id) }] as const
  const lastMove = judged.slips.at(-1)
  const isFresh =
    lastMove !== undefined && daysBetween(dayOf(lastMove.at), dayOf(assessment.statusAt)) < rules.trustMoveDays
  if (judged.forecast.status !== 'forecast' || judged.forecast.probabilityByTarget === null || isFresh) return unknown
  const { probabilityByTarget, p80 } = judged.forecast
  if (probabilityByTarget >= leastProbability)
    return probabilityByTarget < Math.min(1, leastProbability + CLEARLY_ABOVE) ? unknown : []
  const move = { from: judged.currentDay, to: p80, movedByDays: null, at: assessment.statusAt, byPersonId: null }
  const found = raise(kind, Math.round((1 - probabilityByTarget) * 100), move, ground)
  const reason = `${percent(probabilityByTarget)} of the simulated futures meet ${judged.currentDay}, fewer than ${percent(leastProbability)}.`
  return [{ ...found, severity: raised(kind, ground), details: { ...found.details, reason } }]
}

function detectPulledIn(ground: Ground): readonly AlertCondition[] {
  const { judged, assessment, rules } = ground
  const days = -(judged.movedByDays ?? 0)
  if (days < rules.limits.pulledInDays || judged.status === 'missed') return []
  const move = judged.slips.at(-1) ?? {
    ...{ from: judged.baselineDay, to: judged.currentDay, movedByDays: -days },
    ...{ at: assessment.statusAt, byPersonId: null },
  }
  const found = raise('milestone_pulled_in', days, move, ground)
  return [{ ...found, severity: rules.severities.milestone_pulled_in }]
}

/** One step higher for a milestone of high importance. */
function raised(kind: AlertKind & 'milestone_at_risk', { milestone, rules }: Ground): Severity {
  const rank = SEVERITIES.indexOf(rules.severities[kind]) + (milestone.importance === 'high' ? 1 : 0)
  return SEVERITIES[Math.min(rank, SEVERITIES.length - 1)] ?? 'high'
}
