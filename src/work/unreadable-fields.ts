import { type Reading, readDay, readNumber } from './field-reading.ts'
import type { Mapping } from './mapping.ts'
import type { FieldValue } from './source-record.ts'
import type { FieldRole } from './work-item.ts'

interface Item {
  /** The tracker's id of the project. */
  readonly projectId: string
  readonly fields: { readonly [fieldId: string]: FieldValue }
}

const READERS: Record<FieldRole, ((value: FieldValue | undefined) => Reading<unknown>) | null> = {
  estimate: readNumber,
  original_effort: readNumber,
  remaining_effort: readNumber,
  completed_effort: readNumber,
  start_day: readDay,
  target_day: readDay,
  business_value: readNumber,
  // Any value can be read as a flag.
  blocked: null,
}

/** The fields whose meaning cannot read what the tracker says. */
export function listUnreadableFields({ projectId, fields }: Item, mapping: Mapping): readonly string[] {
  const unreadable = new Set<string>()
  for (const [role, mapped] of mapping.fieldsOf(projectId)) {
    for (const { fieldId } of mapped) {
      if (READERS[role]?.(fields[fieldId]).status === 'unreadable') unreadable.add(fieldId)
    }
  }
  return [...unreadable].sort()
}
