import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { Json, RawRecord } from '../../src/work/raw-record.ts'
import { UnreadableRecordError } from '../errors.ts'
import { fits } from '../fits.ts'
import { trimAnswer } from './json-text.ts'

/** A raw record of a kind that Jira gives no version. */
export const createRaw = (
  kind: string,
  externalId: string | number,
  payload: Json,
  context: RawRecord['context'],
  fetchedAt: string,
): RawRecord => ({
  kind,
  externalId: String(externalId),
  revision: 0,
  revisionDetail: 0,
  payload: trimAnswer(payload),
  context,
  fetchedAt,
})

/** The payload as `parse` needs it; throws UnreadableRecordError and names what is wrong, never the content. */
export function requirePayload<Schema extends TSchema>(record: RawRecord, schema: Schema): Static<Schema> {
  return requireShape(record, schema, record.payload)
}

export function requireShape<Schema extends TSchema>(
  record: RawRecord,
  schema: Schema,
  value: unknown,
): Static<Schema> {
  if (fits(schema, value)) return value as Static<Schema>
  const where = [...Value.Errors(schema, value)][0]?.instancePath ?? ''
  throw unreadable(record, `it has not the documented shape${where === '' ? '' : ` at ${where}`}`)
}

export const unreadable = (record: RawRecord, why: string): UnreadableRecordError =>
  new UnreadableRecordError(`The Jira ${record.kind} ${record.externalId} cannot be read: ${why}.`)

export const readContextText = (record: RawRecord, key: string): string | null => {
  const value = record.context[key]
  return typeof value === 'string' ? value : null
}
