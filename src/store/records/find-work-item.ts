import { sql } from 'drizzle-orm'
import type { LinkMeaning, PlanningField } from '../../work/work-item.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant, toInstantOrNull } from '../instant.ts'
import { type ItemWords, loadItemWords } from './item-words.ts'
import {
  columnsAsOf,
  currentColumns,
  joinHistory,
  type ListedWorkItem,
  readWorkItem,
  withNames,
} from './work-item-columns.ts'

export interface ItemSpan {
  readonly field: PlanningField
  readonly value: string | null
  readonly raw: string | null
  readonly validFrom: string
  readonly validTo: string | null
  readonly authorId: string | null
  readonly origin: 'observed' | 'reconstructed'
}

export interface ItemLink {
  readonly id: string
  readonly meaning: LinkMeaning | null
  readonly linkTypeExternalId: string
  readonly fromId: string
  readonly toId: string
  /** Key of the other end; null when that item is not stored. */
  readonly otherKey: string | null
}

export interface WorkItemDetail extends ListedWorkItem, ItemWords {
  readonly spans: readonly ItemSpan[]
  readonly links: readonly ItemLink[]
  /** Keys it had before it was moved. */
  readonly formerKeys: readonly string[]
  readonly initiativeId: string | null
}

/** One item with its history and links, deleted ones too; with `asOf` its columns as they were. */
export async function findWorkItem(db: Queryable, id: string, asOf?: string): Promise<WorkItemDetail | null> {
  const [item] = await queryRows<ListedWorkItem>(
    db,
    withNames(sql`
    select ${asOf === undefined ? currentColumns : columnsAsOf(asOf)}
    from work_item w ${asOf === undefined ? sql`` : joinHistory(asOf)}
    where w.id = ${id} ${asOf === undefined ? sql`` : sql`and w.created_at <= ${asOf}::timestamptz`}`),
  )
  if (item === undefined) return null
  const [spans, links, aliases, places] = await Promise.all([
    queryRows<ItemSpan>(
      db,
      sql`
      select field, value, raw, valid_from as "validFrom", valid_to as "validTo", author_id as "authorId", origin
      from span where subject_id = ${id} order by valid_from, entry_order, field`,
    ),
    queryRows<ItemLink>(
      db,
      sql`
      select l.id, l.meaning, l.link_type_external_id as "linkTypeExternalId", l.from_id as "fromId", l.to_id as "toId", o.key as "otherKey"
      from link l left join work_item o on o.id = case when l.from_id = ${id} then l.to_id else l.from_id end
      where (l.from_id = ${id} or l.to_id = ${id}) and l.active order by l.id`,
    ),
    queryRows<{ alias: string }>(db, sql`select alias from work_item_alias where work_item_id = ${id} order by alias`),
    queryRows<{ id: string }>(
      db,
      sql`select initiative_id as id from initiative_item where work_item_id = ${id} and valid_to is null`,
    ),
  ])
  const words = await loadItemWords(
    db,
    item,
    links.map(({ linkTypeExternalId }) => linkTypeExternalId),
  )
  return {
    ...readWorkItem(item),
    ...words,
    spans: spans.map(span => ({
      ...span,
      validFrom: toInstant(span.validFrom),
      validTo: toInstantOrNull(span.validTo),
    })),
    links,
    formerKeys: aliases.map(({ alias }) => alias),
    initiativeId: places[0]?.id ?? null,
  }
}
