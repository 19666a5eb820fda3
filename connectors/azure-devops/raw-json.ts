import type { Static, TSchema } from 'typebox'
import type { Json, RawRecord } from '../../src/work/raw-record.ts'
import { UnavailableError, UnreadableRecordError } from '../errors.ts'
import { fits } from '../fits.ts'

/** An answer was parsed from JSON text: it holds nothing else. Keys without a value are dropped, as JSON does. */
export function keepJson(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  try {
    return JSON.parse(JSON.stringify(value)) as Json
  } catch {
    // Reading nests without limit, writing does not.
    throw new UnavailableError('An answer of the tracker nests deeper than anything it documents.')
  }
}

/** The payload or context of a stored record, in the shape its kind has. */
export function requireShape<T extends TSchema>(schema: T, value: unknown, record: RawRecord): Static<T> {
  if (fits(schema, value)) return value
  throw new UnreadableRecordError(`The ${record.kind} ${record.externalId} is not what Azure DevOps documents.`)
}
