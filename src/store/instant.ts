/** Postgres prints `2026-11-22 01:50:11.12+00`; what leaves the store is ISO 8601 UTC with milliseconds. */
export const toInstant = (text: string): string => new Date(text).toISOString()

export const toInstantOrNull = (text: string | null): string | null => (text === null ? null : toInstant(text))
