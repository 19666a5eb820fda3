import { sql } from 'drizzle-orm'
import {
  groupIdentities,
  type PlacedIdentity,
  proposeSamePerson,
  type SamePersonProposal,
} from '../../work/identity.ts'
import { type Queryable, queryRows } from '../database.ts'

/** Two matchings at once could make two people of one. */
const PEOPLE_LOCK = 4_716_503

export async function lockPeople(db: Queryable): Promise<void> {
  await queryRows(db, sql`select pg_advisory_xact_lock(${PEOPLE_LOCK})`)
}

const listIdentities = (db: Queryable): Promise<readonly PlacedIdentity[]> =>
  queryRows<PlacedIdentity>(
    db,
    sql`
    select id, connection_id as "connectionId", name, email, kind, is_erased as "isErased", person_id as "personId",
      placed_by is not null as "isDecided"
    from person_identity where visibility <> 'deleted' order by id`,
  )

/**
 * Puts identities together that surely are one person, and apart what no longer is. What a person decided stays. Repeated
 * it changes nothing.
 */
export async function matchPeople(db: Queryable): Promise<void> {
  await db.transaction(async tx => {
    await lockPeople(tx)
    const identities = await listIdentities(tx)
    const groups = groupIdentities(identities)
    const placed = new Map<string, string>()
    for (const { personId, identityIds } of groups) {
      const person = personId ?? (await createPerson(tx))
      for (const id of identityIds) placed.set(id, person)
    }
    const moved = identities
      .filter(({ isDecided, id, personId }) => !isDecided && (placed.get(id) ?? null) !== personId)
      .map(({ id }) => ({ id, person_id: placed.get(id) ?? null }))
    await queryRows(
      tx,
      sql`
      update person_identity i set person_id = r.person_id
      from json_to_recordset(${JSON.stringify(moved)}::text::json) as r(id uuid, person_id uuid)
      where i.id = r.id and i.placed_by is null`,
    )
    await forgetEmptyPeople(tx)
  })
}

export async function createPerson(db: Queryable): Promise<string> {
  const [row] = await queryRows<{ id: string }>(db, sql`insert into person default values returning id`)
  if (row === undefined) throw new Error('the database did not return the person it made')
  return row.id
}

/** Somebody known by one identity only is that identity. */
export async function forgetEmptyPeople(db: Queryable): Promise<void> {
  await queryRows(
    db,
    sql`delete from person p where not exists (select 1 from person_identity i where i.person_id = p.id)`,
  )
}

/** Pairs that may be one person and are two here, without those that somebody has kept apart; all, or of one connection. */
export async function listOpenProposals(db: Queryable, connectionId?: string): Promise<readonly SamePersonProposal[]> {
  const identities = await listIdentities(db)
  const byId = new Map(identities.map(each => [each.id, each]))
  return proposeSamePerson(identities).filter(({ identityIds: [a, b] }) => {
    const [left, right] = [byId.get(a), byId.get(b)]
    if (left === undefined || right === undefined) return false
    if (connectionId !== undefined && left.connectionId !== connectionId && right.connectionId !== connectionId)
      return false
    if (left.personId !== null && left.personId === right.personId) return false
    return !(left.isDecided && right.isDecided)
  })
}
