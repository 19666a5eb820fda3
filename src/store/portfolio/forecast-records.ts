import { sql } from 'drizzle-orm'
import { NO_DEPENDENCIES } from '../../portfolio/dependency/dependency.ts'
import { countHeld, listPastMilestones, type ScoredForecast, scorePast } from '../../portfolio/forecast/backtest.ts'
import type { HeldForecasts } from '../../portfolio/forecast/hit-rate.ts'
import { FORECAST_SEED } from '../../portfolio/forecast/random.ts'
import type { InitiativeFacts } from '../../portfolio/initiative.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { toInstant } from '../instant.ts'
import { loadMilestoneFacts } from '../milestone/milestone-facts.ts'
import { listScopeTrackers } from '../scope/scope-trackers.ts'
import { listItemsBefore } from './past-items.ts'

/** Fewer runs than of a forecast that is shown: percentiles a day off change no hit rate. */
const RUNS = 2_000

/**
 * Forecasts every finished milestone once more as of half way, from the intervals: the items, states and milestones of the evening of
 * that day, nothing of what came later.
 */
export async function scorePastForecasts(
  db: Queryable,
  { id, name, items, milestones }: Pick<InitiativeFacts, 'id' | 'name' | 'items' | 'milestones'>,
): Promise<readonly ScoredForecast[]> {
  const scored: ScoredForecast[] = []
  for (const past of listPastMilestones(items, milestones)) {
    const at = `${past.halfWayDay}T23:59:59.999Z`
    const before = await listItemsBefore(db, id, at)
    const [trackers, then] = await Promise.all([
      listScopeTrackers(db, id, before, at),
      loadMilestoneFacts(db, id, at, { items: before, isPast: true }),
    ])
    const facts = { id, name, trackers, milestones: then, dependencies: NO_DEPENDENCIES }
    scored.push(scorePast(past, { items: before, facts }, { seed: FORECAST_SEED, runs: RUNS }))
  }
  return scored
}

export async function saveForecastRecord(
  db: Queryable,
  initiativeId: string,
  forecasts: readonly ScoredForecast[],
  measuredAt: string,
): Promise<void> {
  const held = countHeld(forecasts)
  await queryRows(
    db,
    sql`
    insert into forecast_record (initiative_id, measured_at, forecasts, forecast_count, held_p50, held_p80)
    values (${initiativeId}, ${measuredAt}::timestamptz, ${JSON.stringify(forecasts)}::text::jsonb,
      ${held.forecasts}, ${held.byP50}, ${held.byP80})
    on conflict (initiative_id) do update set measured_at = excluded.measured_at, forecasts = excluded.forecasts,
      forecast_count = excluded.forecast_count, held_p50 = excluded.held_p50, held_p80 = excluded.held_p80`,
  )
}

/** How past forecasts of the initiative and of all of them turned out; own is null when that was not measured yet. */
export async function loadHeldForecasts(
  db: Queryable,
  initiativeId: string,
): Promise<{ readonly own: HeldForecasts | null; readonly all: HeldForecasts }> {
  const rows = await queryRows<HeldForecasts & { readonly isOwn: boolean }>(
    db,
    sql`
    select initiative_id = ${initiativeId} as "isOwn", sum(forecast_count)::int as forecasts,
      sum(held_p50)::int as "byP50", sum(held_p80)::int as "byP80"
    from forecast_record where forecast_count is not null group by 1`,
  )
  const own = rows.find(({ isOwn }) => isOwn)
  const sum = (field: keyof HeldForecasts): number => rows.reduce((total, row) => total + row[field], 0)
  const all = { forecasts: sum('forecasts'), byP50: sum('byP50'), byP80: sum('byP80') }
  return { own: own === undefined ? null : { forecasts: own.forecasts, byP50: own.byP50, byP80: own.byP80 }, all }
}

export interface ForecastRecord {
  readonly initiativeId: string
  readonly measuredAt: string
  readonly forecasts: readonly ScoredForecast[]
}

export async function listForecastRecords(db: Queryable): Promise<readonly ForecastRecord[]> {
  const rows = await queryRows<ForecastRecord>(
    db,
    sql`
    select initiative_id as "initiativeId", measured_at as "measuredAt", forecasts from forecast_record order by initiative_id`,
  )
  return rows.map(row => ({ ...row, measuredAt: toInstant(row.measuredAt) }))
}

/** Initiatives whose record was never measured, or before `before`. */
export async function listUnmeasured(
  db: Queryable,
  initiativeIds: readonly string[],
  before: string,
): Promise<readonly string[]> {
  const rows = await queryRows<{ id: string }>(
    db,
    sql`
    select id from (${idList(initiativeIds)}) given
    where exists (select 1 from portfolio_node n where n.id = given.id) and not exists (
      select 1 from forecast_record r where r.initiative_id = given.id and r.measured_at >= ${before}::timestamptz)`,
  )
  return rows.map(row => row.id)
}
