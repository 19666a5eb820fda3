import { ConnectorError } from '../connectors/errors.ts'

const LONGEST_TEXT = 300

/**
 * What a person may read about a failure. Errors of the database library carry the whole statement with its values, so
 * of everything that is not a connector's own sentence only the innermost cause is told, and not at length.
 */
export function explainFailure(error: unknown): string {
  if (error instanceof ConnectorError) return error.message
  const { message } = findCause(error)
  const short = message.length > LONGEST_TEXT ? `${message.slice(0, LONGEST_TEXT)} …` : message
  return `Milepost failed by itself: ${short.replace(/[.\s]*$/, '')}. It tries again a few times; its log has the details.`
}

/** The error that began it. */
export function findCause(error: unknown): Error {
  let found = error instanceof Error ? error : new Error(String(error))
  while (found.cause instanceof Error) found = found.cause
  return found
}
