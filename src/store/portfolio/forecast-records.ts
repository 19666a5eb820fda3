import { sql } from 'drizzle-orm'
import { NO_DEPENDENCIES } from '../../portfolio/dependency/dependency.ts'
import { listPastMilestones, type ScoredForecast, scorePast } from '../../portfolio/forecast/backtest.ts'
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
      loadMilestoneFacts(db, id, at, before),
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
  await queryRows(
    db,
    sql`
    insert into forecast_record (initiative_id, measured_at, forecasts)
    values (${initiativeId}, ${measuredAt}::timestamptz, ${JSON.stringify(forecasts)}::text::jsonb)
    on conflict (initiative_id) do update set measured_at = excluded.measured_at, forecasts = excluded.forecasts`,
  )
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
