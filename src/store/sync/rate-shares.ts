import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'

export interface RateCounts {
  readonly requests: number
  readonly limited: number
  readonly waitedMs: number
}

/** Where those who share a budget are told that it has changed, by the connection and who has changed it. */
export const RATE_NEWS = 'rate_news'

export interface RateChange<Result> {
  readonly budget: object
  /** For how long nothing at all may be asked; null: it may. */
  readonly closedForMs: number | null
  /** What the others have to know at once; null when they need not. */
  readonly news: string | null
  readonly result: Result
}

/**
 * Changes what a connection's workers share, one of them at a time. The instant is the database's: processes whose clocks
 * differ share one budget.
 */
export function changeRateShare<Result>(
  db: Queryable,
  connectionId: string,
  counts: RateCounts,
  change: (budget: unknown, nowMs: number) => RateChange<Result>,
): Promise<Result> {
  return db.transaction(async tx => {
    const read = () =>
      queryRows<{ budget: unknown; now_ms: number }>(
        tx,
        sql`
        select budget, extract(epoch from clock_timestamp())::float8 * 1000 as now_ms from rate_share
        where connection_id = ${connectionId} for update`,
      )
    let [row] = await read()
    if (row === undefined) {
      await queryRows(tx, sql`insert into rate_share (connection_id) values (${connectionId}) on conflict do nothing`)
      ;[row] = await read()
    }
    const { budget, closedForMs, news, result } = change(row?.budget ?? null, row?.now_ms ?? 0)
    await queryRows(
      tx,
      sql`
      update rate_share set budget = ${JSON.stringify(budget)}::text::jsonb,
        closed_until = clock_timestamp() + ${closedForMs}::float8 * interval '1 ms', requests = requests + ${counts.requests},
        limited = limited + ${counts.limited}, waited_ms = waited_ms + ${Math.round(counts.waitedMs)}
      where connection_id = ${connectionId}`,
    )
    if (news !== null) await queryRows(tx, sql`select pg_notify(${RATE_NEWS}, ${news})`)
    return result
  })
}

/** For how long nothing at all may be asked of the tracker; null when it may be asked now. */
export async function findClosure(db: Queryable, connectionId: string): Promise<number | null> {
  const [row] = await queryRows<{ rest_ms: number }>(
    db,
    sql`
    select extract(epoch from closed_until - now())::float8 * 1000 as rest_ms from rate_share
    where connection_id = ${connectionId} and closed_until > now()`,
  )
  return row?.rest_ms ?? null
}

export interface RateTotals {
  readonly connectionId: string
  readonly requests: number
  readonly limited: number
  readonly waitedSeconds: number
  /** For how long from now nothing may be asked. */
  readonly closedSeconds: number
}

export const listRateTotals = (db: Queryable): Promise<readonly RateTotals[]> =>
  queryRows(
    db,
    sql`
    select connection_id as "connectionId", requests::float8, limited::float8, waited_ms::float8 / 1000 as "waitedSeconds",
      greatest(0, coalesce(extract(epoch from closed_until - now()), 0))::float8 as "closedSeconds"
    from rate_share order by connection_id`,
  )
