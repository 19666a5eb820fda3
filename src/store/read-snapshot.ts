import type { Queryable } from './database.ts'

/** Several reads that fit together: all of them see the store as it was at the first, whatever is written meanwhile. */
export function readSnapshot<Answer>(db: Queryable, read: (snapshot: Queryable) => Promise<Answer>): Promise<Answer> {
  return db.transaction(read, { isolationLevel: 'repeatable read', accessMode: 'read only' })
}
