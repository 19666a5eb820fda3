import { epochMs } from '../../work/instant.ts'
import type { Assessment } from '../assessment.ts'
import type { InitiativeFacts } from '../initiative.ts'
import { percent, plural } from '../phrase.ts'
import { type AlertCondition, fingerprint, NO_DATES, type RaisedCondition } from './alert.ts'
import type { AlertRules, FixedSeverityKind } from './alert-rules.ts'

const DAY_MS = 86_400_000
const MOST_EVIDENCE = 20
/** What was read longer ago says nothing about who does nothing now. */
const FRESH_DAYS = 1
/** So near above the limit it would ring with every item. */
const CLEARLY_ABOVE = 0.05

export type ControlFacts = Pick<InitiativeFacts, 'items' | 'trackers' | 'record'>

type Raise = (
  kind: FixedSeverityKind,
  extent: number,
  reason: string,
  evidenceIds: readonly string[],
) => RaisedCondition

/** What a PMO has to look after: work that is blocked, initiatives in which nothing happens, and those that are badly kept. */
export function detectControlAlerts(
  assessment: Pick<Assessment, 'initiativeId' | 'statusAt' | 'findings'>,
  facts: ControlFacts,
  rules: Pick<AlertRules, 'limits' | 'severities'>,
): readonly AlertCondition[] {
  const { initiativeId, statusAt } = assessment
  const raise: Raise = (kind, extent, reason, evidenceIds) => ({
    status: 'raised',
    kind,
    fingerprint: fingerprint(kind, initiativeId),
    severity: rules.severities[kind],
    extent,
    details: {
      ...{ initiativeId, milestoneId: null, milestoneName: null, reason },
      evidenceIds: evidenceIds.slice(0, MOST_EVIDENCE),
      ...NO_DATES,
      at: statusAt,
    },
  })
  const unknown = (kind: FixedSeverityKind): readonly AlertCondition[] => [
    { status: 'unknown', kind, fingerprint: fingerprint(kind, initiativeId) },
  ]
  const nowMs = epochMs(statusAt)
  const found = [
    ['blocked_long', findBlocked(facts, nowMs, rules, raise)],
    ['stale_initiative', findStale(facts, nowMs, rules, raise)],
    ['compliance_gap', findGap(assessment.findings?.compliance ?? null, rules, raise)],
  ] as const
  return found.flatMap(([kind, conditions]) => conditions ?? unknown(kind))
}

type Limits = Pick<AlertRules, 'limits'>

/** Null: it cannot be told now. */
function findBlocked({ record }: ControlFacts, nowMs: number, { limits }: Limits, raise: Raise) {
  if (record.present === null) return null
  const blocked = record.present.plans
    .flatMap(({ id, blockedSince }) => (blockedSince === null ? [] : [{ id, days: daysSince(blockedSince, nowMs) }]))
    .filter(({ days }) => days >= limits.blockedDays)
    .toSorted((a, b) => b.days - a.days || (a.id < b.id ? -1 : 1))
  const [longest] = blocked
  if (longest === undefined) return []
  const are = blocked.length === 1 ? 'is' : 'are'
  const reason = `${plural(blocked.length, 'item')} ${are} blocked for ${plural(limits.blockedDays, 'day')} or more, the longest for ${longest.days}.`
  const ids = blocked.map(({ id }) => id)
  return [raise('blocked_long', longest.days, reason, ids)]
}

/** An initiative that has begun, has open work, and in which nothing changed. */
function findStale({ items, trackers, record }: ControlFacts, nowMs: number, { limits }: Limits, raise: Raise) {
  const isBlind = trackers.some(({ syncedAt }) => syncedAt === null || daysSince(syncedAt, nowMs) >= FRESH_DAYS)
  if (record.present === null || isBlind) return null
  const hasBegun = items.some(({ startedAt, doneAt }) => startedAt !== null || doneAt !== null)
  const { plans } = record.present
  if (!hasBegun || plans.length === 0) return []
  const changes = [...plans.map(({ updatedAt }) => updatedAt), ...items.flatMap(({ doneAt }) => doneAt ?? [])]
  const joined = items.map(({ inScopeSince }) => inScopeSince)
  const lastMs = [...changes, ...joined].reduce((last, at) => Math.max(last, epochMs(at)), 0)
  const days = Math.floor((nowMs - lastMs) / DAY_MS)
  if (days < limits.staleDays) return []
  const are = plans.length === 1 ? 'is' : 'are'
  const reason = `Nothing has changed for ${plural(days, 'day')}, and ${plural(plans.length, 'item')} ${are} open.`
  return [raise('stale_initiative', days, reason, [])]
}

function findGap(
  compliance: NonNullable<Assessment['findings']>['compliance'],
  { limits }: Limits,
  raise: Raise,
): readonly AlertCondition[] | null {
  const score = compliance?.score ?? null
  if (compliance === null || score === null) return null
  const { leastCompliance } = limits
  if (score >= leastCompliance) return score < Math.min(1, leastCompliance + CLEARLY_ABOVE) ? null : []
  const unmet = compliance.checks.filter(({ isMet }) => isMet === false).map(({ text }) => text)
  const reason =
    `It keeps ${percent(score)} of the rules, less than ${percent(leastCompliance)}. ${unmet.join(' ')}`.trim()
  const ids = compliance.checks.flatMap(({ isMet, gapIds }) => (isMet === false ? gapIds : []))
  return [raise('compliance_gap', Math.round((1 - score) * 100), reason, [...new Set(ids)])]
}

const daysSince = (at: string, nowMs: number): number => Math.floor((nowMs - epochMs(at)) / DAY_MS)
