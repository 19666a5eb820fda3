import { sql } from 'drizzle-orm'
import type { ScopeItem } from '../../portfolio/initiative.ts'
import { readNumber } from '../../work/field-reading.ts'
import { indexMappings } from '../../work/mapping.ts'
import type { FieldValue } from '../../work/source-record.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { listMappings } from '../mapping/mappings.ts'

/** The business value of each of the items in the initiative's scope that has one, in the field that is mapped to it. */
export async function listBusinessValues(
  db: Queryable,
  initiativeId: string,
  items: readonly Pick<ScopeItem, 'projectId'>[],
): Promise<ReadonlyMap<string, number>> {
  const places = await queryRows<{ connectionId: string; projectId: string; externalId: string }>(
    db,
    sql`
    select connection_id as "connectionId", id as "projectId", external_id as "externalId"
    from project where id in (${idList([...new Set(items.map(item => item.projectId))])})`,
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
