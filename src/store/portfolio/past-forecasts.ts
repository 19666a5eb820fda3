import { sql } from 'drizzle-orm'
import type { Assessment } from '../../portfolio/assessment.ts'
import { dayOf } from '../../portfolio/calendar.ts'
import type { PastForecast } from '../../portfolio/forecast/forecast-calibration.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant } from '../instant.ts'

/** One evaluation of each week is enough: those between say nearly the same. */
export async function listPastForecasts(
  db: Queryable,
  initiativeId: string,
  at: string,
): Promise<readonly PastForecast[]> {
  const rows = await queryRows<{ status_at: string; milestones: Assessment['milestones'] }>(
    db,
    sql`
    select distinct on (date_trunc('week', status_at)) status_at, conclusion -> 'milestones' as milestones
    from assessment where initiative_id = ${initiativeId} and status_at <= ${at}::timestamptz
    order by date_trunc('week', status_at), status_at`,
  )
  return rows.flatMap(row =>
    row.milestones.flatMap(({ milestoneId, forecast }) =>
      forecast.status === 'forecast'
        ? [{ milestoneId, statusDay: dayOf(toInstant(row.status_at)), p50: forecast.p50, p80: forecast.p80 }]
        : [],
    ),
  )
}
