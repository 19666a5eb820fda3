import { sql } from 'drizzle-orm'
import { indexMappings } from '../../work/mapping.ts'
import type { FieldValue } from '../../work/source-record.ts'
import { listUnreadableFields } from '../../work/unreadable-fields.ts'
import { type Queryable, queryRows } from '../database.ts'
import { listMappings } from '../mapping/mappings.ts'

/** A value that the meaning of its field cannot read, with the items that hold it. */
export interface UnreadableValue {
  readonly fieldId: string
  readonly field: string
  /** The tracker's id of the project. */
  readonly projectId: string
  readonly value: string
  readonly items: number
}

interface Held {
  readonly fieldId: string
  readonly projectId: string
  readonly value: FieldValue
  readonly items: number
}

/** Longer ones are cut where they are shown. */
const LONGEST_SHOWN = 100

/** Of fields that shall be a number or a day, what is neither; those of most items first. */
export async function listUnreadableValues(db: Queryable, connectionId: string): Promise<readonly UnreadableValue[]> {
  const entries = (await listMappings(db, connectionId)).filter(({ subject }) => subject === 'field')
  if (entries.length === 0) return []
  const names = new Map(entries.map(({ externalId, name }) => [externalId, name]))
  const mapping = indexMappings(entries)
  // Numbers can be read, whatever they are to mean; that leaves few.
  const held = await queryRows<Held>(
    db,
    sql`
    select f.key as "fieldId", p.external_id as "projectId", f.value, count(*)::int as items
    from work_item w join project p on p.id = w.project_id cross join lateral jsonb_each(w.fields) f
    where w.connection_id = ${connectionId} and w.visibility = 'visible'
      and f.key in (select jsonb_array_elements_text(${JSON.stringify([...names.keys()])}::text::jsonb))
      and jsonb_typeof(f.value) not in ('number', 'null')
    group by 1, 2, 3`,
  )
  return held
    .filter(
      ({ fieldId, projectId, value }) =>
        listUnreadableFields({ projectId, fields: { [fieldId]: value } }, mapping).length > 0,
    )
    .map(({ fieldId, value, ...rest }) => ({
      ...rest,
      fieldId,
      field: names.get(fieldId) ?? fieldId,
      value: (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, LONGEST_SHOWN),
    }))
    .sort((a, b) => b.items - a.items || (a.fieldId < b.fieldId ? -1 : 1))
}
