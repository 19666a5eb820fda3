import { ApiError } from './errors.ts'
import { toUtc } from './field.ts'

/** The instant a caller asks about, in our form: now when none is named. What will be is not stored anywhere. */
export function readAsOf(asOf: string | undefined, now: Date): string {
  const instant = toUtc(asOf ?? now.toISOString())
  if (Date.parse(instant) <= now.getTime()) return instant
  throw new ApiError('unprocessable', `query.asOf is in the future; it is ${now.toISOString()} here.`)
}
