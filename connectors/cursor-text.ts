import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { Cursor } from '../src/work/raw-record.ts'

/** A saved cursor; null when there is none or another version of this connector wrote it, and the reading starts over. */
export function readCursor<Schema extends TSchema>(schema: Schema, cursor: Cursor | null): Static<Schema> | null {
  if (cursor === null) return null
  try {
    const value: unknown = JSON.parse(cursor)
    return Value.Check(schema, value) ? (value as Static<Schema>) : null
  } catch {
    return null
  }
}

export const writeCursor = <Schema extends TSchema>(_schema: Schema, value: Static<Schema>): Cursor =>
  JSON.stringify(value)
