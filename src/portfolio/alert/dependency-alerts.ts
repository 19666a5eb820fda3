import type { Assessment } from '../assessment.ts'
import { daysBetween } from '../calendar.ts'
import type { JudgedDependency } from '../dependency/judge-dependencies.ts'
import { fingerprint, NO_DATES, type RaisedCondition } from './alert.ts'
import type { AlertRules } from './alert-rules.ts'

/** What an initiative waits for and will get too late; told to who waits, once for each dependency. */
export function detectDependencyAlerts(
  { initiativeId, statusAt, dependencies }: Pick<Assessment, 'initiativeId' | 'statusAt' | 'dependencies'>,
  rules: Pick<AlertRules, 'lowDays' | 'mediumDays'>,
): readonly RaisedCondition[] {
  const late = (dependencies?.open ?? []).filter(
    ({ status, consumer }) => status === 'violated' && consumer.initiativeId === initiativeId,
  )
  return late.map(dependency => {
    const days = countLateDays(dependency)
    return {
      status: 'raised',
      kind: 'dependency_violated',
      fingerprint: fingerprint('dependency_violated', dependency.id),
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
    }
  })
}

const countLateDays = ({ neededBy, providerP50 }: JudgedDependency): number =>
  neededBy === null || providerP50 === null ? 0 : Math.max(0, daysBetween(neededBy, providerP50))
