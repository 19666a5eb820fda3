import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'

/** So often is looked within the time that is granted; a process that was stopped itself for hours counts one look. */
const LOOKS = 6

/**
 * Asks the database through this pool again and again, and tells once when there was no answer at all for so long. A refusal
 * is an answer: whoever is refused tries again by itself. What hangs is either the server, the network, or a pool whose
 * connections died in a way it did not notice (https://github.com/porsager/postgres/issues/1208); none of them ends by itself.
 */
export function watchDatabase(db: Queryable, patienceMs: number, onSilent: () => void): () => void {
  let isAsking = false
  let silentLooks = 0
  const ask = async (): Promise<void> => {
    isAsking = true
    try {
      await queryRows(db, sql`select 1`)
      silentLooks = 0
    } catch (error) {
      if (!isSilence(error)) silentLooks = 0
    } finally {
      isAsking = false
    }
  }
  const timer = setInterval(() => {
    silentLooks += 1
    if (silentLooks > LOOKS) {
      clearInterval(timer)
      onSilent()
    } else if (!isAsking) {
      void ask()
    }
  }, patienceMs / LOOKS)
  return () => clearInterval(timer)
}

/** Somebody takes the connection and says nothing: a server that is stopped, or packets that are lost. */
function isSilence(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error && 'code' in cause && cause.code === 'CONNECT_TIMEOUT'
}
