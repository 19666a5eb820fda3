import { sql } from 'drizzle-orm'
import type { Scope, Stream } from '../../work/raw-record.ts'
import { MOST_PAUSE_MS, type RunUnderWay, type StreamReading } from '../../work/time-left.ts'
import { type Queryable, queryRows } from '../database.ts'
import type { StreamKey } from './sync-cursors.ts'

/** What the run is to read. What it has read before it was interrupted stays; what it need not read any more is left out. */
export async function planProgress(
  db: Queryable,
  runId: string,
  due: readonly { readonly stream: Stream; readonly scope: Scope }[],
): Promise<void> {
  const list = JSON.stringify(due.map(({ stream, scope }) => ({ stream, scope: scope.externalId })))
  await queryRows(
    db,
    sql`
    with due as (select * from json_to_recordset(${list}::json) as d(stream text, scope text)),
    left_out as (
      delete from sync_progress p where p.run_id = ${runId} and p.ended_at is null
        and not exists (select 1 from due d where d.stream = p.stream and d.scope = p.scope_external_id)
    )
    insert into sync_progress (run_id, scope_external_id, stream) select ${runId}, scope, stream from due
    on conflict do nothing`,
  )
}

/** A page is stored. `expected` is what the reading that begins with this page will bring, where the tracker says so. */
export async function addToProgress(
  db: Queryable,
  runId: string,
  { scopeExternalId, stream }: StreamKey,
  { done, expected }: { readonly done: number; readonly expected: number | null },
): Promise<void> {
  const isAfterPause = sql`(page_at is null or now() - page_at > ${MOST_PAUSE_MS} * interval '1 ms')`
  await queryRows(
    db,
    sql`
    update sync_progress set done = done + ${done}, expected = coalesce(done + ${expected}::int, expected), page_at = now(),
      paced_at = case when ${isAfterPause} then now() else paced_at end,
      paced_done = case when ${isAfterPause} then done + ${done} else paced_done end
    where run_id = ${runId} and scope_external_id = ${scopeExternalId} and stream = ${stream}`,
  )
}

export async function endProgress(db: Queryable, runId: string, { scopeExternalId, stream }: StreamKey): Promise<void> {
  await queryRows(
    db,
    sql`
    update sync_progress set ended_at = now()
    where run_id = ${runId} and scope_external_id = ${scopeExternalId} and stream = ${stream}`,
  )
}

/** Of each of these runs that is open and reads: how far it is. The clock is the database's, which wrote the instants. */
export async function listUnderWay(
  db: Queryable,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, RunUnderWay>> {
  const rows = await queryRows<StreamReading & { runId: string; waitMs: number }>(
    db,
    sql`
    select p.run_id as "runId", p.stream, p.done,
      case when p.ended_at is not null then 'ended'
        when p.page_at is not null or parts.count > 0 then 'reading' else 'waiting' end as state,
      case when p.ended_at is not null then 0
        when parts.count > 0 then parts.left_over
        -- Of a null and a number, greatest() gives the number.
        when p.expected is not null then greatest(0, p.expected - p.done) end as "left",
      p.done - p.paced_done as "pacedDone",
      coalesce(extract(epoch from least(now(), p.page_at + ${MOST_PAUSE_MS} * interval '1 ms') - p.paced_at), 0)::float8
        * 1000 as "pacedMs",
      (extract(epoch from now() - p.page_at) * 1000)::float8 as "silentMs",
      (case when r.state = 'delayed' then greatest(0, extract(epoch from r.resume_at - now()) * 1000) else 0 end)::float8
        as "waitMs"
    from sync_progress p join sync_run r on r.id = p.run_id and r.state in ('running', 'delayed')
    left join lateral (
      select count(*)::int as count,
        case when bool_and(part.expected is not null) then sum(greatest(0, part.expected - part.done))::int end as left_over
      from sync_part part where part.connection_id = r.connection_id and part.complete_at is null
        and part.scope_external_id = p.scope_external_id and part.stream = p.stream
    ) parts on p.ended_at is null
    where p.run_id in (select value::uuid from json_array_elements_text(${JSON.stringify(runIds)}::json))`,
  )
  const found = new Map<string, { readings: StreamReading[]; waitMs: number }>()
  for (const { runId, waitMs, ...reading } of rows) {
    const run = found.get(runId) ?? { readings: [], waitMs }
    run.readings.push(reading)
    found.set(runId, run)
  }
  return found
}
