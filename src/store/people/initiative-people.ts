import { sql } from 'drizzle-orm'
import type { RedNeighbour } from '../../portfolio/initiative-record.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'

/** Replaces who has open work in the initiative, and how it stands. */
export async function saveInitiativePeople(
  db: Queryable,
  initiativeId: string,
  personIds: readonly string[],
  { isRed, at }: { readonly isRed: boolean; readonly at: string },
): Promise<void> {
  await queryRows(
    db,
    sql`
    with given as (${idList([...new Set(personIds)])}),
    gone as (delete from initiative_person where initiative_id = ${initiativeId} and person_id not in (select id from given))
    insert into initiative_person (initiative_id, person_id, is_red, status_at)
    select ${initiativeId}, id, ${isRed}, ${at}::timestamptz from given order by id
    on conflict (initiative_id, person_id) do update set is_red = excluded.is_red, status_at = excluded.status_at
    where initiative_person.is_red <> excluded.is_red`,
  )
}

/** Where half a company is red and works everywhere, more would say nothing that these do not. */
const MOST_NEIGHBOURS = 10

/**
 * Other red initiatives that these people have open work in, of many those with the most of them; none while this one was not
 * red itself when last assessed.
 */
export async function listRedNeighbours(
  db: Queryable,
  initiativeId: string,
  personIds: readonly string[],
): Promise<readonly RedNeighbour[]> {
  const people = idList([...new Set(personIds)])
  return queryRows<RedNeighbour>(
    db,
    sql`
    with shared as (
      select o.initiative_id as id from (${people}) p
      join initiative_person o on o.person_id = p.id and o.is_red and o.initiative_id <> ${initiativeId}
      where exists (select 1 from initiative_person m where m.initiative_id = ${initiativeId} and m.is_red)
      group by o.initiative_id order by count(*) desc, o.initiative_id limit ${MOST_NEIGHBOURS}
    )
    select n.id as "initiativeId", n.name, array(
      select o.person_id from initiative_person o
      where o.initiative_id = n.id and o.person_id in (${people}) order by o.person_id
    ) as "personIds"
    from shared s join portfolio_node n on n.id = s.id
    order by n.id`,
  )
}
