import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'

/** What a page shows of an item or a milestone that something else waits for. */
export interface LinkedEnd {
  /** Key and title of an item, name of a milestone. */
  readonly name: string
  /** Null: no initiative has it in scope. */
  readonly initiativeId: string | null
  readonly initiative: string | null
  /** Null: a milestone that the PMO entered. */
  readonly connectionId: string | null
  readonly trackerName: string | null
  readonly trackerKind: string | null
  /** In the tracker: the item's page, or that of what a milestone's date is taken from. */
  readonly url: string | null
}

/** Of these items and milestones, by id; those that are not stored (any more) are left out. */
export async function listLinkedEnds(db: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, LinkedEnd>> {
  const rows = await queryRows<LinkedEnd & { readonly id: string }>(
    db,
    sql`
    with wanted as materialized (${idList(ids)})
    select w.id, w.key || ' ' || w.title as name, n.id as "initiativeId", n.name as initiative,
      t.id as "connectionId", t.name as "trackerName", t.kind as "trackerKind", w.url
    from wanted join work_item w on w.id = wanted.id
    join connection t on t.id = w.connection_id
    left join initiative_item ii on ii.work_item_id = w.id and ii.valid_to is null
    left join portfolio_node n on n.id = ii.initiative_id
    union all
    select m.id, m.name, n.id, n.name, t.id, t.name, t.kind, coalesce(w.url, r.url)
    from wanted join milestone m on m.id = wanted.id
    join portfolio_node n on n.id = m.initiative_id
    left join connection t on t.id = m.connection_id
    left join work_item w on w.id = m.subject_id and m.source = 'work_item'
    left join release r on r.id = m.subject_id and m.source = 'release'`,
  )
  return new Map(rows.map(({ id, ...end }) => [id, end]))
}
