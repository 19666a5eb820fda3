import { sql } from 'drizzle-orm'
import { timestamp, uuid } from 'drizzle-orm/pg-core'

/** An instant; strings in and out, so that microseconds and zones are never lost in a Date. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' })

/** Our own id for what a person or a process creates; records of a tracker have ids made from theirs (work/record-id.ts). */
export const ownId = () => uuid('id').primaryKey().default(sql`gen_random_uuid()`)
