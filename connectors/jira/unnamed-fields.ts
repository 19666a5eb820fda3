import type { Json } from '../../src/work/raw-record.ts'
import { readDay } from './instants.ts'
import { readText } from './json-text.ts'

type Item = { readonly [key: string]: Json }

/**
 * History rows of Data Center tell the name of a custom field and not its id. A name that only one field has is as good as
 * the id; where several share it, or none has it any more, nothing is claimed.
 */
export type FieldNames = ReadonlyMap<string, readonly string[]>

/** The name a row gives instead of an id, or null. */
export const readUnnamedField = (item: Item): string | null =>
  readText(item, 'fieldId') === null && readText(item, 'fieldtype') === 'custom' ? readText(item, 'field') : null

export function findFieldId(item: Item, names: FieldNames): string | null {
  const written = readText(item, 'fieldId')
  if (written !== null) return written
  const [only, ...others] = names.get(readUnnamedField(item) ?? '') ?? []
  return only !== undefined && others.length === 0 ? only : null
}

/** Names of rows that may be about a field we read, and cannot be told apart. */
export function listUnresolved(
  items: readonly Item[],
  names: FieldNames,
  isRead: (id: string) => boolean,
): Set<string> {
  const unresolved = new Set<string>()
  for (const item of items) {
    const name = readUnnamedField(item)
    const ids = name === null ? undefined : names.get(name)
    if (name === null || ids === undefined || ids.length === 1) continue
    if (ids.length > 1 ? ids.some(isRead) : mayBeRead(item)) unresolved.add(name)
  }
  return unresolved
}

/** We read numbers and days; a row of a deleted text field does not concern us. */
const mayBeRead = (item: Item): boolean =>
  ['from', 'to', 'fromString', 'toString'].some(key => {
    const text = readText(item, key) ?? ''
    return /^-?\d+(\.\d+)?$/.test(text) || readDay(text) !== null
  })
