import { addContext } from '../src/portfolio/alert/alert-context.ts'
import { detectMoves } from '../src/portfolio/alert/detect-moves.ts'
import { redateMilestones } from '../src/portfolio/assessment.ts'
import { dayOf } from '../src/portfolio/calendar.ts'
import { alertRules } from '../src/store/alert/alert-rules.ts'
import { listOpenAlerts } from '../src/store/alert/alerts.ts'
import { applyAlertChanges } from '../src/store/alert/apply-alert-changes.ts'
import type { Queryable } from '../src/store/database.ts'
import { loadMilestoneFacts } from '../src/store/milestone/milestone-facts.ts'
import { appendDateChanges } from '../src/store/milestone/milestone-slips.ts'
import { refreshMilestones } from '../src/store/milestone/refresh-milestones.ts'
import { loadPreviousAssessment } from '../src/store/portfolio/assessments.ts'
import { loadContextFacts } from '../src/store/portfolio/context-facts.ts'
import { lockNode } from '../src/store/portfolio/portfolio-nodes.ts'
import { listPlacedItems } from '../src/store/scope/placed-items.ts'
import type { JobServices } from './job.ts'

/** With fewer items all is concluded nearly as fast, and what follows from a move goes in the same message. */
const MANY_ITEMS = 1_000

/**
 * Tells of milestones that were moved later before the initiative is assessed anew: for that only the dates have to be
 * known, and of several thousand items that takes a fifth of the time. All else that follows from the move, and what is
 * over, is left to the assessment. False: it has few items or was never assessed; nothing was done.
 */
export async function tellMoves(
  initiativeId: string,
  { db, now, enqueue }: Pick<JobServices, 'db' | 'now' | 'enqueue'>,
): Promise<boolean> {
  const waiting = await db.transaction(tx => applyMoves(tx, initiativeId, now().toISOString()))
  if (waiting !== null && waiting > 0)
    await enqueue('deliver-alerts', {}, { deduplicate: 'deliver-alerts', keepLast: true })
  return waiting !== null
}

/** How many messages wait because of it; null: nothing was done. */
async function applyMoves(tx: Queryable, initiativeId: string, statusAt: string): Promise<number | null> {
  // As for an assessment: it would compare with alerts that are being changed.
  if (!(await lockNode(tx, initiativeId))) return null
  const items = await listPlacedItems(tx, initiativeId, statusAt)
  const previous = items.length < MANY_ITEMS ? null : await loadPreviousAssessment(tx, initiativeId)
  if (previous === null) return null
  await refreshMilestones(tx, initiativeId, statusAt, items)
  await appendDateChanges(tx, initiativeId)
  const milestones = await loadMilestoneFacts(tx, initiativeId, statusAt, { items, isPast: false })
  const redated = { ...previous, statusAt, milestones: redateMilestones(previous, milestones, dayOf(statusAt)) }
  const rules = await alertRules.load(tx, initiativeId)
  const moves = detectMoves(await listOpenAlerts(tx, initiativeId), redated, { milestones }, rules)
  if (moves.length === 0) return 0
  const about = new Set(moves.flatMap(({ condition }) => condition.details.milestoneId ?? []))
  const facts = await loadContextFacts(tx, initiativeId, statusAt, { milestones, about })
  return applyAlertChanges(tx, addContext(moves, redated, facts), statusAt)
}
