import { sql } from 'drizzle-orm'
import { currentValue, currentValues, lifecycle } from '../../work/history.ts'
import type { Span } from '../../work/work-item.ts'
import { type Queryable, queryRows } from '../database.ts'

/** The planning columns of a work item: what its open intervals say now. */
export function currentPlan(spans: readonly Span[]) {
  const { startedAt, doneAt, blockedSince } = lifecycle(spans)
  return {
    state: currentValue(spans, 'state'),
    assigneeId: currentValue(spans, 'assignee'),
    parentId: currentValue(spans, 'parent'),
    iterationId: currentValues(spans, 'iteration').at(-1) ?? null,
    releaseIds: currentValues(spans, 'release'),
    estimate: numberOf(currentValue(spans, 'estimate')),
    originalHours: numberOf(currentValue(spans, 'original_hours')),
    remainingHours: numberOf(currentValue(spans, 'remaining_hours')),
    completedHours: numberOf(currentValue(spans, 'completed_hours')),
    startDay: currentValue(spans, 'start_day'),
    targetDay: currentValue(spans, 'target_day'),
    startedAt,
    doneAt,
    blockedSince,
  }
}

const numberOf = (text: string | null): number | null => (text === null ? null : Number(text))

const PLANS_PER_STATEMENT = 1_000

/** Brings the planning columns in line with the intervals; rows that say so already are left alone. */
export async function savePlans(db: Queryable, spansByItem: ReadonlyMap<string, readonly Span[]>): Promise<void> {
  const plans = [...spansByItem].map(([id, spans]) => ({ id, ...currentPlan(spans) }))
  for (let start = 0; start < plans.length; start += PLANS_PER_STATEMENT) {
    const batch = JSON.stringify(plans.slice(start, start + PLANS_PER_STATEMENT))
    await queryRows(
      db,
      sql`
      update work_item w set state = r.state, assignee_id = r."assigneeId", parent_id = r."parentId",
        iteration_id = r."iterationId", release_ids = r."releaseIds", estimate = r.estimate,
        original_hours = r."originalHours", remaining_hours = r."remainingHours", completed_hours = r."completedHours",
        start_day = r."startDay", target_day = r."targetDay", started_at = r."startedAt", done_at = r."doneAt",
        blocked_since = r."blockedSince"
      from json_to_recordset(${batch}::text::json) as r(id uuid, state text, "assigneeId" uuid, "parentId" uuid,
        "iterationId" uuid, "releaseIds" uuid[], estimate float8, "originalHours" float8, "remainingHours" float8,
        "completedHours" float8, "startDay" date, "targetDay" date, "startedAt" timestamptz, "doneAt" timestamptz,
        "blockedSince" timestamptz)
      where w.id = r.id and (w.state, w.assignee_id, w.parent_id, w.iteration_id, w.release_ids, w.estimate, w.original_hours,
          w.remaining_hours, w.completed_hours, w.start_day, w.target_day, w.started_at, w.done_at, w.blocked_since)
        is distinct from (r.state, r."assigneeId", r."parentId", r."iterationId", r."releaseIds", r.estimate, r."originalHours",
          r."remainingHours", r."completedHours", r."startDay", r."targetDay", r."startedAt", r."doneAt", r."blockedSince")`,
    )
  }
}
