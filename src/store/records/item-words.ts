import { sql } from 'drizzle-orm'
import { type EstimateField, resolveEstimateField } from '../../work/estimate-field.ts'
import { indexMappings } from '../../work/mapping.ts'
import type { FieldValue } from '../../work/source-record.ts'
import { listUnmapped, type UnmappedWord } from '../../work/unmapped-words.ts'
import { type Queryable, queryRows } from '../database.ts'
import { listMappings } from '../mapping/mappings.ts'
import type { ListedWorkItem } from './work-item-columns.ts'

/** The tracker's own words behind an item, where ours do not say it all. */
export interface ItemWords {
  readonly unmapped: readonly (UnmappedWord & { readonly name: string | null })[]
  /** Which field the estimate is read from in the item's project. */
  readonly estimateField: EstimateField
}

export async function loadItemWords(
  db: Queryable,
  item: Pick<ListedWorkItem, 'id' | 'connectionId' | 'statusExternalId' | 'typeExternalId' | 'projectId'>,
  linkTypeIds: readonly string[],
): Promise<ItemWords> {
  const entries = await listMappings(db, item.connectionId, [item.statusExternalId, item.typeExternalId])
  const [row] = await queryRows<{ fields: { readonly [fieldId: string]: FieldValue }; project: string | null }>(
    db,
    sql`
    select w.fields, p.external_id as project from work_item w left join project p on p.id = ${item.projectId}
    where w.id = ${item.id}`,
  )
  const nameOf = (subject: string, externalId: string): string | null =>
    entries.find(entry => entry.subject === subject && entry.externalId === externalId)?.name ?? null
  const projectId = row?.project ?? ''
  const unmapped = listUnmapped(
    {
      statusId: item.statusExternalId,
      typeId: item.typeExternalId,
      linkTypeIds,
      projectId,
      fields: row?.fields ?? {},
    },
    indexMappings(entries),
  )
  return {
    unmapped: unmapped.map(word => ({ ...word, name: nameOf(word.subject, word.externalId) })),
    estimateField: resolveEstimateField(entries, projectId),
  }
}
