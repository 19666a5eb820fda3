import { sql } from 'drizzle-orm'
import { readNumber } from '../work/field-reading.ts'
import { indexMappings } from '../work/mapping.ts'
import type { FieldValue } from '../work/source-record.ts'
import { type Queryable, queryRows } from './database.ts'
import { listMappings } from './mappings.ts'

interface Place {
  readonly connectionId: string
  readonly projectId: string
  readonly externalId: string
}

/** The business value of each item in the initiative's scope that has one, in the field that is mapped to it. */
export async function listBusinessValues(db: Queryable, initiativeId: string): Promise<ReadonlyMap<string, number>> {
  const places = await queryRows<Place>(
    db,
    sql`
    select distinct w.connection_id as "connectionId", w.project_id as "projectId", p.external_id as "externalId"
    from initiative_item ii join work_item w on w.id = ii.work_item_id join project p on p.id = w.project_id
    where ii.initiative_id = ${initiativeId} and ii.valid_to is null`,
  )
  const values = new Map<string, number>()
  for (const connectionId of new Set(places.map(place => place.connectionId))) {
    // Without its statuses and types, which are many.
    const { fieldsOf } = indexMappings(await listMappings(db, connectionId, []))
    for (const { projectId, externalId } of places.filter(place => place.connectionId === connectionId)) {
      const [field] = fieldsOf(externalId).get('business_value') ?? []
      if (field === undefined) continue
      const rows = await queryRows<{ id: string; value: FieldValue }>(
        db,
        sql`
        select w.id, w.fields -> ${field.fieldId}::text as value
        from initiative_item ii join work_item w on w.id = ii.work_item_id
        where ii.initiative_id = ${initiativeId} and ii.valid_to is null and w.project_id = ${projectId}
          and w.fields ? ${field.fieldId}::text`,
      )
      for (const { id, value } of rows) {
        const reading = readNumber(value)
        if (reading.status === 'read') values.set(id, reading.value)
      }
    }
  }
  return values
}
