import { Type } from 'typebox'
import { isTimeZone } from '../portfolio/wall-clock.ts'
import { invalid } from './validate.ts'

export const TimeZone = Type.String({
  maxLength: 100,
  description: 'An IANA name.',
  examples: ['Europe/Berlin'],
})

/** Of a body; no schema knows the names. */
export function requireTimeZone(name: string | undefined): void {
  if (name === undefined || isTimeZone(name)) return
  throw invalid([{ field: 'body.timeZone', expected: 'must be an IANA name such as Europe/Berlin' }])
}
