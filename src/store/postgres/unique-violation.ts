/** Whether a write failed because another row has the same name. https://www.postgresql.org/docs/18/errcodes-appendix.html */
export function isUniqueViolation(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && cause.code === '23505') return true
  }
  return false
}
