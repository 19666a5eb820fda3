/** One line for the person who starts the service: the innermost cause, since what wraps it tells statements and stacks. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.cause instanceof Error && error.cause.message !== '') return describeError(error.cause)
  // A host name with several addresses fails once for each; the errors say the same.
  const [first] = error instanceof AggregateError ? error.errors : []
  return first === undefined || error.message !== '' ? error.message : describeError(first)
}

/** Says which part of the set-up a failing step belongs to. */
export async function naming<Result>(part: string, step: Promise<Result>): Promise<Result> {
  try {
    return await step
  } catch (error) {
    throw new Error(`${part} cannot be used: ${describeError(error)}`)
  }
}
