import { sql } from 'drizzle-orm'
import type { InitiativeOwner, InitiativeRecord } from '../../portfolio/initiative-record.ts'
import { listAssignees } from '../../portfolio/item-plan.ts'
import { type Queryable, queryRows } from '../database.ts'
import { findBaselineInForce } from '../money/baselines.ts'
import { listRedNeighbours } from '../people/initiative-people.ts'
import type { PresentItem } from '../scope/present-items.ts'
import { listBusinessValues } from './business-values.ts'
import { loadHeldForecasts } from './forecast-records.ts'
import { listItemLives } from './item-lives.ts'
import { listItemPlans } from './item-plans.ts'
import { listRegister } from './register.ts'

/** Of the items in scope at `at`. */
export async function loadInitiativeRecord(
  db: Queryable,
  initiativeId: string,
  items: readonly PresentItem[],
  at: string,
): Promise<InitiativeRecord> {
  const [past, plans, owner, register, businessValues, heldForecasts] = await Promise.all([
    loadPastRecord(db, initiativeId, at, items),
    listItemPlans(db, items, at),
    findOwner(db, initiativeId),
    listRegister(db, initiativeId),
    listBusinessValues(db, initiativeId, items),
    loadHeldForecasts(db, initiativeId),
  ])
  const redNeighbours = await listRedNeighbours(db, initiativeId, listAssignees(plans))
  return { ...past, present: { plans, owner, register, businessValues, redNeighbours, heldForecasts } }
}

/** The same as of an instant of the past: only what has intervals. */
export async function loadPastRecord(
  db: Queryable,
  initiativeId: string,
  at: string,
  items?: readonly PresentItem[],
): Promise<InitiativeRecord> {
  const [lives, baseline] = await Promise.all([
    listItemLives(db, initiativeId, at, items),
    findBaselineInForce(db, initiativeId, at),
  ])
  return { lives, baselineAt: baseline?.createdAt ?? null, present: null }
}

/** The owner is written by hand: whoever has that name or address in a tracker. */
async function findOwner(db: Queryable, initiativeId: string): Promise<InitiativeOwner> {
  const rows = await queryRows<InitiativeOwner>(
    db,
    sql`
    select n.owner as name, (
      select bool_or(p.active) from person_identity p
      where lower(p.name) = lower(btrim(n.owner)) or lower(p.email) = lower(btrim(n.owner))
    ) as "isActive"
    from portfolio_node n where n.id = ${initiativeId}`,
  )
  return rows[0] ?? { name: null, isActive: null }
}
