import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from './database.ts'

/** Several reads that fit together: all of them see the store as it was at the first, whatever is written meanwhile. */
export function readSnapshot<Answer>(db: Queryable, read: (snapshot: Queryable) => Promise<Answer>): Promise<Answer> {
  return db.transaction(async snapshot => {
    // Sent along with the first read, and not waited for; were it to come after one, the database would refuse it.
    const isolated = queryRows(snapshot, sql`set transaction isolation level repeatable read read only`)
    const [answer] = await Promise.all([read(snapshot), isolated])
    return answer
  })
}
