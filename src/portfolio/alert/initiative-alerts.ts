import type { Assessment } from '../assessment.ts'
import type { HealthAxis, JudgedAxis } from '../health/health.ts'
import {
  type AlertCondition,
  type AlertKind,
  fingerprint,
  NO_DATES,
  type RaisedCondition,
  type Severity,
} from './alert.ts'

/** What of its health calls for an alert. Thresholds are those of the health rules: there is no second set. */
export function detectInitiativeAlerts(
  { initiativeId, statusAt, health }: Pick<Assessment, 'initiativeId' | 'statusAt' | 'health'>,
  said: ReadonlySet<AlertKind>,
): readonly AlertCondition[] {
  const raise = (
    kind: AlertKind,
    severity: Severity,
    extent: number,
    axis: JudgedAxis | undefined,
  ): RaisedCondition => ({
    status: 'raised',
    kind,
    fingerprint: fingerprint(kind, initiativeId),
    severity,
    extent,
    details: {
      initiativeId,
      milestoneId: null,
      milestoneName: null,
      reason: axis?.reasons.join(' ') || health.reasons[0] || null,
      evidenceIds: axis?.evidenceIds.slice(0, MOST_EVIDENCE) ?? [],
      ...NO_DATES,
      at: statusAt,
    },
  })
  const axisOf = (name: HealthAxis): JudgedAxis | undefined => health.axes.find(({ axis }) => axis === name)
  const overThreshold = (kind: AlertKind, name: HealthAxis): readonly AlertCondition[] => {
    const axis = axisOf(name)
    if (axis === undefined || isUnclear(axis))
      return [{ status: 'unknown', kind, fingerprint: fingerprint(kind, initiativeId) }]
    if (axis.colour !== 'red' && axis.colour !== 'amber') return []
    const extent = axis.value === null ? 0 : Math.round(Math.abs(axis.value) * 100)
    return [raise(kind, axis.colour === 'red' ? 'high' : 'medium', extent, axis)]
  }
  const found = [...overThreshold('cost_overrun', 'cost'), ...overThreshold('scope_growth', 'scope')]
  const known = new Set([...said, ...found.filter(({ status }) => status === 'raised').map(({ kind }) => kind)])
  const isSaid = SAID_BY[health.worstAxis]?.some(kind => known.has(kind)) ?? false
  // What another alert says already is not said again.
  if (health.colour === 'red' && !isSaid) found.push(raise('health_red', 'high', 2, axisOf(health.worstAxis)))
  if (health.colour === 'grey') {
    const kind = 'health_red'
    found.push({ status: 'unknown', kind, fingerprint: fingerprint(kind, initiativeId) })
    found.push(raise('health_grey', 'low', 1, axisOf('data')))
  }
  return found
}

const MOST_EVIDENCE = 20
/** So near below the limit it would ring each time the number wavers. */
const NEAR = 0.9

/** Neither over the limit nor clearly below it, or not known now: what is open stays open. */
const isUnclear = ({ colour, value, threshold }: JudgedAxis): boolean =>
  colour === 'grey' || (colour === 'green' && value !== null && threshold !== null && value / threshold >= NEAR)

/** Alerts that tell why an axis is red. */
const SAID_BY: Partial<Record<HealthAxis, readonly AlertKind[]>> = {
  schedule: ['milestone_slipped', 'silent_slip', 'milestone_overdue', 'milestone_at_risk'],
  cost: ['cost_overrun'],
  scope: ['scope_growth'],
}
