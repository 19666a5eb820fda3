import { epochMs } from '../../work/instant.ts'
import type { Coverage } from '../coverage.ts'
import { percent, plural } from '../phrase.ts'
import type { AxisHealth, HealthRules } from './health.ts'

/** Never amber or red: late, thin or partly invisible data says nothing about the work. */
export function judgeData(coverage: Coverage, statusAt: string, rules: HealthRules['data']): AxisHealth {
  const { mapped, visible, oldestDataAt, staleTrackers } = coverage
  const reasons = staleTrackers.map(({ name, syncedAt }) =>
    syncedAt === null
      ? `${name} has never been synced completely.`
      : `The data of ${name} is from ${syncedAt}, older than ${plural(rules.staleAfterHours, 'hour')}.`,
  )
  if (mapped === null) reasons.push('Nothing is in scope.')
  if (mapped !== null && mapped < rules.minMapped) {
    reasons.push(
      `Only ${percent(mapped)} of the items have a status of known meaning; ${percent(rules.minMapped)} are needed.`,
    )
  }
  if (visible !== null && visible < rules.minVisible) {
    reasons.push(`Only ${percent(visible)} of the items are visible to us; ${percent(rules.minVisible)} are needed.`)
  }
  const ageHours = oldestDataAt === null ? null : (epochMs(statusAt) - epochMs(oldestDataAt)) / 3_600_000
  if (reasons.length === 0 && ageHours === null) reasons.push('No tracker is connected to it.')
  return {
    axis: 'data',
    unit: 'hours',
    colour: reasons.length === 0 ? 'green' : 'grey',
    value: ageHours,
    threshold: rules.staleAfterHours,
    reasons: reasons.length === 0 ? [`The oldest data is from ${oldestDataAt ?? ''}.`] : reasons,
    evidenceIds: staleTrackers.map(tracker => tracker.connectionId),
  }
}
