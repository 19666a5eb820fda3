import type { Assessment } from '../assessment.ts'
import { daysBetween } from '../calendar.ts'
import type { JudgedDependency } from '../dependency/judge-dependencies.ts'
import { type AlertCondition, fingerprint, NO_DATES } from './alert.ts'
import type { AlertRules } from './alert-rules.ts'

const KIND = 'dependency_violated'

/**
 * What an initiative waits for and will get too late; told to who waits, once for each dependency. It is over when it is
 * likely to come in time: not when that becomes unknown, nor with each forecast that wavers around the day.
 */
export function detectDependencyAlerts(
  { initiativeId, statusAt, dependencies }: Pick<Assessment, 'initiativeId' | 'statusAt' | 'dependencies'>,
  rules: Pick<AlertRules, 'lowDays' | 'mediumDays'>,
): readonly AlertCondition[] {
  const waited = (dependencies?.open ?? []).filter(({ consumer }) => consumer.initiativeId === initiativeId)
  const found = waited.flatMap((dependency): readonly AlertCondition[] => {
    const mark = fingerprint(KIND, dependency.id)
    if (isUnclear(dependency)) return [{ status: 'unknown', kind: KIND, fingerprint: mark }]
    if (dependency.status !== 'violated') return []
    const days = countLateDays(dependency)
    const condition = {
      status: 'raised',
      kind: KIND,
      fingerprint: mark,
      severity: days <= rules.lowDays ? 'low' : days <= rules.mediumDays ? 'medium' : 'high',
      extent: days,
      details: {
        initiativeId,
        milestoneId: null,
        milestoneName: dependency.consumer.type === 'milestone' ? dependency.consumer.name : null,
        reason: dependency.text,
        evidenceIds: [dependency.provider.id, dependency.consumer.id],
        ...NO_DATES,
        from: dependency.neededBy,
        to: dependency.providerP50,
        at: statusAt,
      },
    } as const
    return [condition]
  })
  return isCutShort(dependencies) ? [...found, { status: 'unknown', kind: KIND, fingerprint: null }] : found
}

const isUnclear = ({ status }: JudgedDependency): boolean => status === 'at_risk' || status === 'unknown'

/** The worst come first: where the last that is told is not well, those that are left out may be no better. */
function isCutShort(dependencies: Assessment['dependencies']): boolean {
  if (dependencies === null) return true
  const { counts, open } = dependencies
  const unwell = counts.violated + counts.at_risk + counts.unknown
  return unwell > open.length
}

const countLateDays = ({ neededBy, providerP50 }: JudgedDependency): number =>
  neededBy === null || providerP50 === null ? 0 : Math.max(0, daysBetween(neededBy, providerP50))
