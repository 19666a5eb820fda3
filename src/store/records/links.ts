import { sql } from 'drizzle-orm'
import { link } from '../../../drizzle/schema/work.ts'
import type { LinkFact } from '../../work/fact.ts'
import type { LinkMeaning } from '../../work/work-item.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant } from '../instant.ts'
import { type Version, writeGuarded } from './guarded-write.ts'

/**
 * A link is stored once, whichever end reported it. Where the tracker dates a link's making and its removal, the later one
 * wins; elsewhere the later reading does, since the revision of an item says nothing about its links. Returns the items
 * that wait for another, or do not any more.
 */
export async function saveLinks(
  db: Queryable,
  connectionId: string,
  links: readonly { readonly fact: LinkFact; readonly version: Version }[],
): Promise<readonly string[]> {
  const newest = new Map<string, ReturnType<typeof toRow>>()
  for (const { fact, version } of links) {
    const row = toRow(connectionId, fact, version)
    const known = newest.get(fact.id)
    if (known === undefined || row.revision >= known.revision) newest.set(fact.id, row)
  }
  const rows = [...newest.values()]
  const written = await writeGuarded(db, link, rows, { key: ['id'], skipUnchanged: true })
  return rows.flatMap(({ id, meaning, fromId, toId }) =>
    meaning === 'blocks' && written.has(id) ? [fromId, toId] : [],
  )
}

const toRow = (connectionId: string, fact: LinkFact, { readTicket, readQuality }: Version) => ({
  ...fact,
  connectionId,
  revision: fact.changedAt === null ? 0 : Date.parse(fact.changedAt),
  revisionDetail: 0,
  readTicket,
  readQuality,
})

export interface RetiredLink {
  readonly id: string
  /** As of when it is missing. */
  readonly at: string
  readonly fromId: string
  readonly toId: string
  readonly meaning: LinkMeaning | null
}

/** What each item's complete list of links does not name any more is no longer a link. */
export async function retireMissingLinks(
  db: Queryable,
  complete: readonly { readonly itemId: string; readonly linkIds: readonly string[]; readonly at: string }[],
  readTicket: number,
): Promise<readonly RetiredLink[]> {
  if (complete.length === 0) return []
  const rows = await queryRows<RetiredLink>(
    db,
    sql`
    with seen as (select item_id, link_ids, seen_at from json_to_recordset(${JSON.stringify(
      complete.map(each => ({ item_id: each.itemId, link_ids: each.linkIds, seen_at: each.at })),
    )}::text::json) as r(item_id uuid, link_ids uuid[], seen_at timestamptz))
    update link l set active = false, read_ticket = ${readTicket} from seen
    where (l.from_id = seen.item_id or l.to_id = seen.item_id) and l.active and l.read_ticket <= ${readTicket}
      and not (l.id = any (seen.link_ids))
    returning l.id, seen.seen_at as at, l.from_id as "fromId", l.to_id as "toId", l.meaning`,
  )
  return rows.map(row => ({ ...row, at: toInstant(row.at) }))
}
