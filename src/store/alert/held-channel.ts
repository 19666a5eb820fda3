import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant } from '../instant.ts'

/** A channel that its holder alone sends through. */
export interface HeldChannel {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly sealedSettings: string
  /** How often in a row its receiver could not be reached. */
  readonly failures: number
  /** Until when; while the channel says the same, nobody else has it and nobody has put anything right about it. */
  readonly heldUntil: string
}

const isHeld = ({ id, heldUntil }: Held) => sql`id = ${id} and busy_until = ${heldUntil}::timestamptz`

type Held = Pick<HeldChannel, 'id' | 'heldUntil'>

const hasDue = (at: string) => sql`c.state = 'active' and (c.busy_until is null or c.busy_until <= ${at}::timestamptz)
  and exists (select from delivery d where d.channel_id = c.id and d.sent_at is null and d.given_up_at is null
    and d.due_at <= ${at}::timestamptz)`

/** Channels that have something to say and may say it now. */
export async function listDueChannels(db: Queryable, at: string): Promise<readonly string[]> {
  const rows = await queryRows<{ id: string }>(db, sql`select c.id from channel c where ${hasDue(at)} order by c.id`)
  return rows.map(({ id }) => id)
}

/** When the next channel that is at rest now may say something that waits; null: not until `before`. */
export async function findNextDue(db: Queryable, at: string, before: string): Promise<string | null> {
  const [next] = await queryRows<{ at: string }>(
    db,
    sql`
    select greatest(d.due_at, c.busy_until) as at from delivery d join channel c on c.id = d.channel_id
    where c.state = 'active' and d.sent_at is null and d.given_up_at is null
      and d.due_at < ${before}::timestamptz and (c.busy_until is null or c.busy_until < ${before}::timestamptz)
      and greatest(d.due_at, c.busy_until) > ${at}::timestamptz
    order by 1 limit 1`,
  )
  return next === undefined ? null : toInstant(next.at)
}

/** Null when somebody else sends through it, it has to pause, or nothing is due. Held until given back, `holdMs` at most. */
export async function holdChannel(db: Queryable, id: string, at: string, holdMs: number): Promise<HeldChannel | null> {
  const rows = await queryRows<HeldChannel>(
    db,
    sql`
    update channel c set busy_until = ${at}::timestamptz + ${holdMs} * interval '1 ms'
    where c.id = ${id} and ${hasDue(at)}
    returning c.id, c.kind, c.name, c.sealed_settings as "sealedSettings", c.failures,
      c.busy_until::text as "heldUntil"`,
  )
  return rows[0] ?? null
}

/** Whether it is still as it was when it was held. */
export async function isStillHeld(db: Queryable, held: HeldChannel): Promise<boolean> {
  const rows = await queryRows(
    db,
    sql`select from channel where ${isHeld(held)} and sealed_settings = ${held.sealedSettings}`,
  )
  return rows.length > 0
}

/** Its receiver took a message, for some of its readers only where `leftOut` says so; the next one may go at `freeAt`. */
export async function markChannelWorks(db: Queryable, held: Held, freeAt: string, leftOut?: string): Promise<void> {
  await db.execute(sql`
    update channel set busy_until = ${freeAt}::timestamptz, failures = 0, failing_since = null,
      last_error = ${leftOut ?? null}
    where ${isHeld(held)}`)
}

/** Its receiver takes messages again, or somebody has done something about it: what it did not take is tried again at once. */
export async function forgetFailures(db: Queryable, id: string, at: string): Promise<void> {
  await db.execute(sql`
    update channel set busy_until = null, failures = 0, failing_since = null, last_error = null where id = ${id}`)
  await db.execute(sql`
    update delivery set due_at = least(due_at, ${at}::timestamptz), refused_since = null
    where channel_id = ${id} and sent_at is null and given_up_at is null and last_error is not null`)
}

/** Nothing is said about its receiver. */
export async function freeChannel(db: Queryable, held: Held, freeAt: string): Promise<void> {
  await db.execute(sql`update channel set busy_until = ${freeAt}::timestamptz where ${isHeld(held)}`)
}

export interface ChannelFailure {
  readonly error: string
  readonly at: string
  /** Nothing is sent through it until then. */
  readonly retryAt: string
  /** It is disabled when every message since this instant has failed; at once where that is `at`. */
  readonly aliveSince: string
  /** Its receiver could be reached, and refused one message. */
  readonly isRefusal?: boolean
}

/**
 * True when it was disabled: then it is told nothing more until a person enables it. A message that is refused is given
 * up before that, so a receiver that cannot be reached after it has failed since now only.
 */
export async function markChannelFails(
  db: Queryable,
  id: string,
  { error, at, retryAt, aliveSince, isRefusal = false }: ChannelFailure,
): Promise<boolean> {
  const rows = await queryRows<{ disabled: boolean }>(
    db,
    sql`
    update channel c set failures = case when ${isRefusal}::boolean then 0 else failures + 1 end,
      failing_since = found.since, last_error = ${error}, busy_until = ${retryAt}::timestamptz,
      state = case when found.since <= ${aliveSince}::timestamptz then 'disabled' else state end,
      state_reason = case when found.since <= ${aliveSince}::timestamptz then ${error} else state_reason end
    from (
      select coalesce(case when ${isRefusal}::boolean or failures > 0 then failing_since end, ${at}::timestamptz) as since
      from channel where id = ${id} for update
    ) found
    where c.id = ${id} and state = 'active'
    returning state = 'disabled' as disabled`,
  )
  return rows[0]?.disabled ?? false
}
