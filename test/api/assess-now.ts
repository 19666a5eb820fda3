import { DEFAULT_ALERT_RULES } from '../../src/portfolio/alert/alert-rules.ts'
import { changeAlerts } from '../../src/portfolio/alert/change-alerts.ts'
import { detectAlerts } from '../../src/portfolio/alert/detect-alerts.ts'
import { type Assessment, assess } from '../../src/portfolio/assessment.ts'
import { DEFAULT_HEALTH_RULES } from '../../src/portfolio/health/health.ts'
import type { InitiativeFacts } from '../../src/portfolio/initiative.ts'
import { applyAlertChanges } from '../../src/store/alert/apply-alert-changes.ts'
import type { Queryable } from '../../src/store/database.ts'
import { appendDateChanges } from '../../src/store/milestone/milestone-slips.ts'
import { refreshMilestones } from '../../src/store/milestone/refresh-milestones.ts'
import { saveAssessment } from '../../src/store/portfolio/assessments.ts'
import { loadInitiativeFacts } from '../../src/store/portfolio/facts.ts'
import { refreshScope } from '../../src/store/scope/initiative-items.ts'

/** What the assess-initiative job does, but for alerts. */
export async function assessNow(
  db: Queryable,
  initiativeId: string,
  at: string,
): Promise<{ readonly facts: InitiativeFacts; readonly assessment: Assessment }> {
  await refreshScope(db, at, null)
  await refreshMilestones(db, initiativeId, at)
  await appendDateChanges(db, initiativeId)
  const facts = await loadInitiativeFacts(db, initiativeId, at)
  const assessment = assess(facts, { statusAt: at, seed: 1, rules: DEFAULT_HEALTH_RULES, previous: null })
  await saveAssessment(db, assessment)
  return { facts, assessment }
}

/** The same with its alerts, as the job raises them. */
export async function assessWithAlerts(db: Queryable, initiativeId: string, at: string): Promise<void> {
  const { facts, assessment } = await assessNow(db, initiativeId, at)
  await applyAlertChanges(db, changeAlerts([], detectAlerts(assessment, facts), DEFAULT_ALERT_RULES), at)
}
