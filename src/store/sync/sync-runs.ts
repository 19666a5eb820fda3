import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm'
import { syncRun } from '../../../drizzle/schema/sync.ts'
import { type Queryable, queryRows } from '../database.ts'

export const SYNC_MODES = ['incremental', 'full', 'census', 'replay'] as const
export type SyncMode = (typeof SYNC_MODES)[number]
export const RUN_STATES = ['queued', 'running', 'delayed', 'complete', 'partial', 'failed'] as const

export type SyncRun = typeof syncRun.$inferSelect

/**
 * The open run of this connection and mode, or a new one: asking twice starts one pass. One that a person asks for is not
 * `scheduled`, even if the clock began it. With `startOver`, one under way may be past what this request is about, and runs
 * once more when it has ended: a replay, when a mapping is decided.
 */
export async function requestRun(
  db: Queryable,
  connectionId: string,
  mode: SyncMode,
  { scheduled = false, startOver = mode === 'replay' } = {},
): Promise<SyncRun> {
  await queryRows(
    db,
    sql`
    insert into sync_run as r (connection_id, mode, scheduled) values (${connectionId}, ${mode}, ${scheduled})
    on conflict (connection_id, mode) where state in ('queued', 'running', 'delayed')
      do update set again = r.again or (${startOver} and r.state = 'running'), scheduled = r.scheduled and excluded.scheduled
      where (${startOver} and r.state = 'running') or (r.scheduled and not excluded.scheduled)`,
  )
  // It ended between the two statements; then a new one can be made.
  return (await findOpenRun(db, connectionId, mode)) ?? requestRun(db, connectionId, mode, { scheduled, startOver })
}

export async function findOpenRun(db: Queryable, connectionId: string, mode: SyncMode): Promise<SyncRun | null> {
  const rows = await db
    .select()
    .from(syncRun)
    .where(
      and(
        eq(syncRun.connectionId, connectionId),
        eq(syncRun.mode, mode),
        inArray(syncRun.state, ['queued', 'running', 'delayed']),
      ),
    )
  return rows[0] ?? null
}

/** Until when the open run of this mode has been told to wait; null when it may go on. */
export async function findRest(
  db: Queryable,
  connectionId: string,
  mode: SyncMode,
  at: string,
): Promise<string | null> {
  const run = await findOpenRun(db, connectionId, mode)
  const isTold = run?.state === 'delayed' && (run.reason === 'rate_limited' || run.reason === 'unresponsive')
  return isTold && run.resumeAt !== null && Date.parse(run.resumeAt) > Date.parse(at) ? run.resumeAt : null
}

/**
 * What a pass over what has changed will probably be like: `first` reads everything, `silent` may wait long for a tracker
 * that did not answer the last one.
 */
export async function findOutlook(db: Queryable, connectionId: string): Promise<'prompt' | 'first' | 'silent'> {
  const [row] = await queryRows<{ is_read: boolean; is_silent: boolean }>(
    db,
    sql`
    select exists (
      select 1 from sync_run where connection_id = ${connectionId} and mode in ('incremental', 'full')
        and state in ('complete', 'partial')
    ) as is_read, coalesce((
      select reason in ('unavailable', 'unresponsive') from sync_run
      where connection_id = ${connectionId} and mode <> 'replay' and (reason is not null or state = 'complete')
      order by queued_at desc limit 1
    ), false) as is_silent`,
  )
  if (row?.is_silent === true) return 'silent'
  return row?.is_read === true ? 'prompt' : 'first'
}

export async function findRun(db: Queryable, id: string): Promise<SyncRun | null> {
  const rows = await db.select().from(syncRun).where(eq(syncRun.id, id))
  return rows[0] ?? null
}

/** The runs under way. Their versions change with whatever changes about them, counters too. */
export const listRunVersions = (
  db: Queryable,
): Promise<readonly { readonly id: string; readonly connectionId: string; readonly version: string }[]> =>
  queryRows(
    db,
    sql`
    select id, connection_id as "connectionId", xmin::text as version from sync_run
    where state in ('queued', 'running', 'delayed')`,
  )

export interface RunFilter {
  readonly connectionId?: string
  /** Runs queued before this one's instant; newest come first. */
  readonly before?: string
  readonly limit: number
}

export const listRuns = (db: Queryable, { connectionId, before, limit }: RunFilter): Promise<SyncRun[]> =>
  db
    .select()
    .from(syncRun)
    .where(
      and(
        connectionId === undefined ? undefined : eq(syncRun.connectionId, connectionId),
        before === undefined ? undefined : lt(syncRun.queuedAt, before),
      ),
    )
    .orderBy(desc(syncRun.queuedAt), desc(syncRun.id))
    .limit(limit)

/**
 * Runs that nobody works on although somebody should: queued for this long, delayed beyond their time, or running while
 * nobody holds the connection's lease.
 */
export const listAbandonedRuns = (
  db: Queryable,
  afterMs: number,
): Promise<readonly Pick<SyncRun, 'connectionId' | 'mode'>[]> =>
  queryRows(
    db,
    sql`
    select r.connection_id as "connectionId", r.mode from sync_run r join connection c on c.id = r.connection_id
    left join lease l on l.connection_id = r.connection_id and l.unit = ''
    where (c.state = 'active' or r.mode = 'replay') and (l.held_until is null or l.held_until < now()) and (
      (r.state = 'queued' and r.queued_at < now() - ${afterMs} * interval '1 ms')
      or (r.state = 'delayed' and r.resume_at < now() - ${afterMs} * interval '1 ms')
      or r.state = 'running')`,
  )

export async function startRun(db: Queryable, id: string): Promise<void> {
  await db
    .update(syncRun)
    .set({
      state: 'running',
      startedAt: sql`coalesce(${syncRun.startedAt}, now())`,
      attempts: sql`${syncRun.attempts} + 1`,
      resumeAt: null,
      reason: null,
      reasonText: null,
    })
    .where(eq(syncRun.id, id))
}

export interface RunProgress {
  readonly done?: number
  readonly requests?: number
  readonly rateLimitedCount?: number
  readonly waitedMs?: number
  readonly changed?: number
  readonly deleted?: number
  readonly unreadable?: number
}

/** Adds to the counters. */
export async function addToRun(db: Queryable, id: string, progress: RunProgress): Promise<void> {
  const {
    done = 0,
    requests = 0,
    rateLimitedCount = 0,
    waitedMs = 0,
    changed = 0,
    deleted = 0,
    unreadable = 0,
  } = progress
  await queryRows(
    db,
    sql`
    update sync_run set done = done + ${done}, requests = requests + ${requests},
      rate_limited_count = rate_limited_count + ${rateLimitedCount},
      waited_ms = waited_ms + ${waitedMs}, changed = changed + ${changed},
      deleted = deleted + ${deleted}, unreadable = unreadable + ${unreadable}
    where id = ${id}`,
  )
}

export async function delayRun(
  db: Queryable,
  id: string,
  delay: { readonly resumeAt: string; readonly reason: string; readonly reasonText: string },
): Promise<void> {
  await db
    .update(syncRun)
    .set({ state: 'delayed', ...delay })
    .where(eq(syncRun.id, id))
}

/** True when it was asked for again meanwhile: then it is queued, not ended. */
export async function finishRun(
  db: Queryable,
  id: string,
  end: { readonly state: 'complete' | 'partial' | 'failed'; readonly reason?: string; readonly reasonText?: string },
): Promise<boolean> {
  const rows = await queryRows<{ state: string }>(
    db,
    sql`
    with forgotten as (delete from sync_progress where run_id = ${id})
    update sync_run set again = false, reason = ${end.reason ?? null}, reason_text = ${end.reasonText ?? null},
      state = case when again then 'queued' else ${end.state} end, finished_at = case when not again then now() end
    where id = ${id} returning state`,
  )
  return rows[0]?.state === 'queued'
}
