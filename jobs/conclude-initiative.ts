import { addContext } from '../src/portfolio/alert/alert-context.ts'
import { changeAlerts } from '../src/portfolio/alert/change-alerts.ts'
import { detectAlerts } from '../src/portfolio/alert/detect-alerts.ts'
import { escalateAlerts } from '../src/portfolio/alert/escalate-alerts.ts'
import { assessWithPlan } from '../src/portfolio/assessment.ts'
import { dayOf } from '../src/portfolio/calendar.ts'
import { measureDemand } from '../src/portfolio/capacity/demand.ts'
import { FORECAST_SEED } from '../src/portfolio/forecast/random.ts'
import { listAssignees } from '../src/portfolio/item-plan.ts'
import { changeRisks } from '../src/portfolio/risk/change-risks.ts'
import { alertRules } from '../src/store/alert/alert-rules.ts'
import { listOpenAlerts } from '../src/store/alert/alerts.ts'
import { applyAlertChanges } from '../src/store/alert/apply-alert-changes.ts'
import { replaceDemand } from '../src/store/capacity/demand.ts'
import { appendDateChanges } from '../src/store/milestone/milestone-slips.ts'
import { refreshMilestones } from '../src/store/milestone/refresh-milestones.ts'
import { saveInitiativePeople } from '../src/store/people/initiative-people.ts'
import { clearDue, markDue } from '../src/store/portfolio/assessment-due.ts'
import { loadPreviousAssessment, saveAssessment } from '../src/store/portfolio/assessments.ts'
import { loadInitiativeFacts } from '../src/store/portfolio/facts.ts'
import { listUnmeasured } from '../src/store/portfolio/forecast-records.ts'
import { healthRules } from '../src/store/portfolio/health-rules.ts'
import { lockNode } from '../src/store/portfolio/portfolio-nodes.ts'
import { applyRiskChanges } from '../src/store/portfolio/register.ts'
import { beginHistory } from '../src/store/portfolio/told-history.ts'
import { passOnPlan } from '../src/store/records/pass-on-plan.ts'
import { listIterationContents } from '../src/store/scope/iteration-contents.ts'
import { listPresentItems } from '../src/store/scope/present-items.ts'
import { keepEvents } from '../src/store/scope/scope-events.ts'
import type { JobServices } from './job.ts'
import { ringDueAssessments } from './ring-due.ts'
import { ringUntold } from './tell-history.ts'

/** A milestone is finished every few weeks; a day is soon enough to know how its forecast turned out. */
const MEASURE_AFTER_MS = 86_400_000
/** By how much the clocks of two workers may differ. More is a clock that was wrong once, and no reason to follow it. */
const CLOCKS_DIFFER_MS = 60_000

/**
 * Concludes what one initiative's facts mean now: its milestones and their ledger, the assessment, and what changes about
 * its alerts, in one transaction. Whoever asked (a sync, a webhook, the passing of time), the answer is the same, so one
 * slip raises one alert. `since` is of the mark that {@link beginAssessment} found.
 */
export async function concludeInitiative(
  initiativeId: string,
  since: string | null,
  services: Pick<JobServices, 'db' | 'now' | 'enqueue'>,
): Promise<void> {
  const { db, now, enqueue } = services
  await keepEvents(db, initiativeId)
  const { waiting, due } = await db.transaction(async tx => {
    // One at a time for each initiative: two would compare with the same previous assessment.
    if (!(await lockNode(tx, initiativeId))) return { waiting: 0, due: [] }
    const previous = await loadPreviousAssessment(tx, initiativeId)
    const statusAt = notBefore(previous?.statusAt, now())
    const items = await listPresentItems(tx, initiativeId, statusAt)
    await refreshMilestones(tx, initiativeId, statusAt, items)
    await appendDateChanges(tx, initiativeId)
    const facts = await loadInitiativeFacts(tx, initiativeId, statusAt, items)
    const rules = await healthRules.load(tx, initiativeId)
    const { assessment, plan, tree } = assessWithPlan(facts, { statusAt, seed: FORECAST_SEED, rules, previous })
    await saveAssessment(tx, assessment)
    if (previous === null) await beginHistory(tx, initiativeId, dayOf(statusAt))
    const risks = changeRisks(facts.record.present?.register ?? [], assessment.findings?.risks ?? [])
    await applyRiskChanges(tx, initiativeId, risks, statusAt)
    const plans = facts.record.present?.plans ?? []
    const people = listAssignees(plans)
    await saveInitiativePeople(tx, initiativeId, people, { isRed: assessment.health.colour === 'red', at: statusAt })
    const planned = { plans, milestones: facts.milestones }
    await replaceDemand(tx, initiativeId, measureDemand(tree, planned, dayOf(statusAt)))
    const toldRules = await alertRules.load(tx, initiativeId)
    const open = await listOpenAlerts(tx, initiativeId)
    const iterations = toldRules.kinds.includes('iteration_scope_change')
      ? await listIterationContents(tx, initiativeId, statusAt)
      : []
    const changed = changeAlerts(open, detectAlerts(assessment, facts, toldRules, iterations), toldRules)
    const changes = addContext(changed, assessment, facts)
    const escalated = escalateAlerts(open, changes, toldRules, statusAt)
    const due = await passOnPlan(tx, plan, facts.dependencies)
    // By our own clock: messages must not wait for another worker's.
    const waiting = await applyAlertChanges(tx, [...changes, ...escalated], now().toISOString())
    // Last: whoever changes something of it meanwhile waits for this row.
    if (since !== null) await clearDue(tx, initiativeId, since)
    return { waiting, due }
  })
  // After the transaction: two initiatives that depend on each other would lock each other out.
  await markDue(db, due)
  await ringDueAssessments(services, due)
  const before = new Date(now().getTime() - MEASURE_AFTER_MS).toISOString()
  for (const id of await listUnmeasured(db, [initiativeId], before)) {
    await enqueue('measure-forecasts', { initiativeId: id }, { deduplicate: `measure-${id}` })
  }
  await ringUntold(services, [initiativeId])
  if (waiting > 0) await enqueue('deliver-alerts', {}, { deduplicate: 'deliver-alerts', keepLast: true })
}

/** The last conclusion is the one that counts: it never looks older than the one before, which another worker may have drawn. */
function notBefore(previous: string | undefined, at: Date): string {
  const aheadMs = previous === undefined ? 0 : Date.parse(previous) - at.getTime()
  return previous !== undefined && aheadMs > 0 && aheadMs <= CLOCKS_DIFFER_MS ? previous : at.toISOString()
}
