import { sql } from 'drizzle-orm'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { findPerson, type ListedPerson } from './list-people.ts'
import { createPerson, forgetEmptyPeople, lockPeople, matchPeople } from './match-people.ts'

export type Placed =
  | { readonly status: 'placed'; readonly person: ListedPerson }
  | { readonly status: 'not_found' }
  /** None of the identities is theirs now, so that it would be somebody else; or one of them does not exist. */
  | { readonly status: 'refused'; readonly problem: string }

/**
 * A person's word: these identities, and no others, are this person. What is taken away from somebody is nobody else for
 * now, and no sync puts it back. The last word holds.
 */
export async function placeIdentities(
  db: Queryable,
  id: string,
  identityIds: readonly string[],
  by: string,
): Promise<Placed> {
  return await db.transaction(async tx => {
    await lockPeople(tx)
    const person = await findPerson(tx, id)
    if (person === null) return { status: 'not_found' }
    const wanted = new Set(identityIds)
    const current = new Set(person.identities.map(each => each.id))
    if (![...current].some(each => wanted.has(each)))
      return { status: 'refused', problem: 'must hold at least one identity of this person' }
    const [known] = await queryRows<{ count: number }>(
      tx,
      sql`select count(*)::int as count from person_identity where id in (${idList([...wanted])}) and visibility <> 'deleted'`,
    )
    if (known?.count !== wanted.size) return { status: 'refused', problem: 'must be ids of identities (GET /people)' }

    const isGroup = !current.has(person.id)
    const target = wanted.size === 1 ? null : isGroup ? person.id : await createPerson(tx)
    // Who is left behind alone stays so, rather than following those who were taken away.
    const left = await queryRows<{ id: string }>(
      tx,
      sql`
      select i.id from person_identity i
      where i.person_id in (select person_id from person_identity where id in (${idList([...wanted])}))
        and i.id not in (${idList([...wanted])}) and i.person_id is distinct from ${isGroup ? person.id : null}::uuid
        and (select count(*) from person_identity o where o.person_id = i.person_id and o.id not in (${idList([...wanted])})) = 1`,
    )
    const removed = [...[...current].filter(each => !wanted.has(each)), ...left.map(each => each.id)]
    await place(tx, [...wanted], target, by)
    await place(tx, removed, null, by)
    await forgetEmptyPeople(tx)
    const [first = id] = wanted
    const placed = await findPerson(tx, target ?? first)
    return placed === null ? { status: 'not_found' } : { status: 'placed', person: placed }
  })
}

const place = (db: Queryable, ids: readonly string[], personId: string | null, by: string): Promise<unknown> =>
  queryRows(
    db,
    sql`
    update person_identity set person_id = ${personId}::uuid, placed_by = ${by}, placed_at = now()
    where id in (${idList(ids)})`,
  )

/** Nobody has decided about these any more; they belong where the trackers' own data puts them. */
export async function withdrawPlaces(db: Queryable, id: string): Promise<ListedPerson | null> {
  return await db.transaction(async tx => {
    await lockPeople(tx)
    const person = await findPerson(tx, id)
    if (person === null) return null
    const ids = person.identities.map(each => each.id)
    await queryRows(tx, sql`update person_identity set placed_by = null, placed_at = null where id in (${idList(ids)})`)
    await matchPeople(tx)
    return await findPerson(tx, ids[0] ?? id)
  })
}
