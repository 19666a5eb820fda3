import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'

/** Whether there is anything to do that somebody may wait for. */
export async function hasWorkWaiting(db: Queryable): Promise<boolean> {
  const [row] = await queryRows<{ waits: boolean }>(
    db,
    sql`
    select exists (select 1 from assessment_due)
      or exists (select 1 from webhook_delivery where processed_at is null)
      or exists (select 1 from sync_run where state = 'running') as waits`,
  )
  return row?.waits ?? false
}

/** How much waits to be worked on: what a growing backlog shows in first. */
export async function countWaiting(db: Queryable): Promise<Readonly<Record<string, number>>> {
  const [row] = await queryRows<Record<string, number>>(
    db,
    sql`
    select
      (select count(*)::int from sync_run where state in ('queued', 'running', 'delayed')) as sync_runs,
      (select count(*)::int from webhook_delivery where processed_at is null) as webhook_deliveries,
      (select count(*)::int from assessment_due) as assessments,
      (select count(*)::int from delivery where sent_at is null and given_up_at is null) as alert_messages,
      (select count(*)::int from connection where state = 'suspended') as suspended_connections,
      (select count(*)::int from gap where closed_at is null) as open_gaps,
      (select coalesce(max(extract(epoch from now() - next_sync_at)), 0)::int from connection where state = 'active') as most_overdue_sync_seconds`,
  )
  return row ?? {}
}
