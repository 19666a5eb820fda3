import { sql } from 'drizzle-orm'
import type { CostEntry, Effort } from '../../portfolio/earned-value/actual-cost.ts'
import type { EarningFacts } from '../../portfolio/earned-value/earning-facts.ts'
import type { ExchangeRate } from '../../portfolio/earned-value/exchange-rate.ts'
import type { LabourRate, RoleAssignment } from '../../portfolio/earned-value/labour-rate.ts'
import { type Queryable, queryRows } from '../database.ts'
import { findBaselineInForce, loadBaselineItems } from './baselines.ts'
import { isHeld } from './held-hours.ts'

/** The baseline in force at `at` and what had been spent and entered by then; null without a baseline. */
export async function loadEarningFacts(db: Queryable, initiativeId: string, at: string): Promise<EarningFacts | null> {
  const found = await findBaselineInForce(db, initiativeId, at)
  if (found === null) return null
  const items = await loadBaselineItems(db, found.id)
  const baseline = { ...found, items }
  if (found.currency === null) return { baseline, ...NOTHING_SPENT }
  const [efforts, undatedHours, costs, rates, roles, exchangeRates] = await Promise.all([
    listEfforts(db, initiativeId, found.id, at),
    sumUndatedHours(db, initiativeId),
    listCosts(db, initiativeId, at),
    listRates(db, at),
    listRoles(db, at),
    listExchangeRates(db, at),
  ])
  return { baseline, efforts, undatedHours, costs, rates, roles, exchangeRates }
}

/** A baseline without money is not held against any. */
const NOTHING_SPENT = { efforts: [], undatedHours: 0, costs: [], rates: [], roles: [], exchangeRates: [] }

const listEfforts = (db: Queryable, initiativeId: string, baselineId: string, at: string) =>
  queryRows<Effort>(
    db,
    sql`
    select coalesce(p.person_id, p.id) as "personId", l.day, sum(l.seconds)::int as seconds, h.work_item_id is null as "isOutside"
    from initiative_item ii
    join worklog l on l.work_item_id = ii.work_item_id and l.started_at <= ${at}::timestamptz and l.created_at <= ${at}::timestamptz
      and (l.visibility = 'visible' or l.gone_at > ${at}::timestamptz)
      and ${isHeld}
    left join baseline_item h on h.baseline_id = ${baselineId} and h.work_item_id = ii.work_item_id
    left join person_identity p on p.id = l.author_id
    where ii.initiative_id = ${initiativeId} and ii.valid_from <= ${at}::timestamptz
    group by 1, 2, 4 order by 2, 1, 4`,
  )

async function sumUndatedHours(db: Queryable, initiativeId: string): Promise<number> {
  const [row] = await queryRows<{ hours: number }>(
    db,
    sql`
    select coalesce(sum(w.completed_hours), 0)::float8 as hours
    from initiative_item ii join work_item w on w.id = ii.work_item_id
    where ii.initiative_id = ${initiativeId} and ii.valid_to is null and w.completed_hours > 0
      and not exists (select 1 from worklog l where l.work_item_id = w.id and l.visibility = 'visible')`,
  )
  return row?.hours ?? 0
}

const listCosts = (db: Queryable, initiativeId: string, at: string) =>
  queryRows<CostEntry>(
    db,
    sql`
    select day, currency, amount from cost_entry
    where initiative_id = ${initiativeId} and created_at <= ${at}::timestamptz order by entry`,
  )

/** What is entered for one identity of somebody holds for the person. */
const personOf = sql`coalesce((select i.person_id from person_identity i where i.id = t.person_id), t.person_id)`

const listRates = (db: Queryable, at: string) =>
  queryRows<LabourRate>(
    db,
    sql`
    select ${personOf} as "personId", t.role, t.currency, t.amount_per_hour as "amountPerHour",
      t.valid_from as "validFrom", t.valid_to as "validTo"
    from labour_rate t where t.created_at <= ${at}::timestamptz order by t.entry`,
  )

const listRoles = (db: Queryable, at: string) =>
  queryRows<RoleAssignment>(
    db,
    sql`
    select ${personOf} as "personId", t.role, t.valid_from as "validFrom", t.valid_to as "validTo"
    from role_assignment t where t.created_at <= ${at}::timestamptz order by t.entry`,
  )

const listExchangeRates = (db: Queryable, at: string) =>
  queryRows<ExchangeRate>(
    db,
    sql`select base, quote, day, rate from exchange_rate where created_at <= ${at}::timestamptz order by entry`,
  )
