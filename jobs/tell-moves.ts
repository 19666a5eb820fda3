import { addContext } from '../src/portfolio/alert/alert-context.ts'
import { detectMoves } from '../src/portfolio/alert/detect-moves.ts'
import { redateMilestones } from '../src/portfolio/assessment.ts'
import { todayAt } from '../src/portfolio/wall-clock.ts'
import { alertRules } from '../src/store/alert/alert-rules.ts'
import { listOpenAlerts } from '../src/store/alert/alerts.ts'
import { applyAlertChanges } from '../src/store/alert/apply-alert-changes.ts'
import type { Queryable } from '../src/store/database.ts'
import { listItemsAround } from '../src/store/milestone/items-around.ts'
import { loadMilestoneFacts } from '../src/store/milestone/milestone-facts.ts'
import { appendDateChanges } from '../src/store/milestone/milestone-slips.ts'
import { renameMilestones } from '../src/store/milestone/refresh-milestones.ts'
import { loadPreviousAssessment } from '../src/store/portfolio/assessments.ts'
import { loadContextFacts } from '../src/store/portfolio/context-facts.ts'
import { lockNode } from '../src/store/portfolio/portfolio-nodes.ts'
import { findTimeZone } from '../src/store/portfolio/time-zone.ts'
import { countPlacedItems, listPlacedItems } from '../src/store/scope/placed-items.ts'
import type { JobServices } from './job.ts'

/** With fewer items all is concluded nearly as fast, and what follows from a move goes in the same message. */
const MANY_ITEMS = 1_000

/**
 * Tells of milestones that were moved later before the initiative is assessed anew: for that only their dates and items have
 * to be known, however many others there are. All else that follows from the move, and what is over, is left to the
 * assessment. False: it has few items or was never assessed; nothing was done.
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
  if ((await countPlacedItems(tx, initiativeId)) < MANY_ITEMS) return null
  const previous = await loadPreviousAssessment(tx, initiativeId)
  if (previous === null) return null
  const moved = await appendDateChanges(tx, initiativeId)
  if (moved.length === 0) return 0
  await renameMilestones(tx, moved)
  const items = await listPlacedItems(tx, initiativeId, await listItemsAround(tx, moved))
  const milestones = await loadMilestoneFacts(tx, initiativeId, statusAt, { items, isPast: false })
  // One without an item has left the scope.
  const told = milestones.filter(({ id, itemIds }) => moved.includes(id) && itemIds.length > 0)
  const timeZone = await findTimeZone(tx, initiativeId)
  const redated = { ...previous, statusAt, milestones: redateMilestones(previous, told, todayAt(statusAt, timeZone)) }
  const rules = await alertRules.load(tx, initiativeId)
  const moves = detectMoves(await listOpenAlerts(tx, initiativeId), redated, { milestones: told, timeZone }, rules)
  if (moves.length === 0) return 0
  const about = new Set(moves.flatMap(({ condition }) => condition.details.milestoneId ?? []))
  const facts = await loadContextFacts(tx, initiativeId, statusAt, { milestones, about })
  return applyAlertChanges(tx, addContext(moves, redated, facts), statusAt)
}
