import type { Mapping, MappingSubject } from './mapping.ts'
import type { FieldValue } from './source-record.ts'
import { listUnreadableFields } from './unreadable-fields.ts'

/** A word of an item that has no meaning here, or a value that the meaning of its field cannot read. */
export interface UnmappedWord {
  readonly subject: MappingSubject
  readonly externalId: string
  /** Fields only: what the tracker says. */
  readonly value: FieldValue
}

interface ItemWords {
  readonly statusId: string
  readonly typeId: string
  readonly linkTypeIds: readonly string[]
  /** The tracker's id of the project. */
  readonly projectId: string
  readonly fields: { readonly [fieldId: string]: FieldValue }
}

export function listUnmapped(item: ItemWords, mapping: Mapping): readonly UnmappedWord[] {
  const words: UnmappedWord[] = []
  if (mapping.stateOf(item.statusId) === null) words.push({ subject: 'status', externalId: item.statusId, value: null })
  if (mapping.kindOf(item.typeId) === null) words.push({ subject: 'item_type', externalId: item.typeId, value: null })
  for (const externalId of new Set(item.linkTypeIds)) {
    if (mapping.meaningOf(externalId) === null) words.push({ subject: 'link_type', externalId, value: null })
  }
  for (const externalId of listUnreadableFields(item, mapping)) {
    words.push({ subject: 'field', externalId, value: item.fields[externalId] ?? null })
  }
  return words
}
