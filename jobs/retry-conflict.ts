/** Deadlock and serialization failure: Postgres has undone one of two transactions that met; it may be run again. */
const CONFLICTS: ReadonlySet<unknown> = new Set(['40P01', '40001'])
const ATTEMPTS = 4

/** Runs a transaction again when Postgres undid it because it met another one. */
export async function retryConflict<Result>(run: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run()
    } catch (error) {
      if (attempt === ATTEMPTS || !isConflict(error)) throw error
    }
  }
}

function isConflict(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && CONFLICTS.has(cause.code)) return true
  }
  return false
}
