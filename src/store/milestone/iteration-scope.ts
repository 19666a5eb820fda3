import { type SQL, sql } from 'drizzle-orm'

/** From when on an iteration ("e") is over; null: it has no end. */
const iterationEnd = sql`coalesce(e.completed_at, (e.end_day + 1)::timestamp at time zone 'UTC')`

/**
 * Whether the interval "d" of an item holds what belongs to the iteration "e": what is in it, or was when it ended. What was
 * carried over then is not let go of: it was planned for it and was not done.
 */
export const isInIteration = (at: string): SQL => sql`
  d.field = 'iteration' and d.value = e.id::text
  and d.valid_from <= least(${iterationEnd}, ${at}::timestamptz)
  and (d.valid_to is null or d.valid_to > least(${iterationEnd}, ${at}::timestamptz))`
