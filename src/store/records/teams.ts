import { getTableName, sql } from 'drizzle-orm'
import { capacity, dayOff, team, teamPlan } from '../../../drizzle/schema/team.ts'
import type { TeamFact, TeamPlanFact } from '../../work/fact.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { type Version, writeGuarded } from './guarded-write.ts'

export async function saveTeams(
  db: Queryable,
  connectionId: string,
  facts: readonly { readonly fact: TeamFact; readonly version: Version }[],
): Promise<void> {
  const rows = facts.map(({ fact, version }) => ({ ...fact, connectionId, ...version }))
  await writeGuarded(db, team, rows, { key: ['id'], skipUnchanged: true })
}

/** What a team has planned for an iteration is known as a whole: entries that a newer reading lacks are gone. */
export async function saveTeamPlans(
  db: Queryable,
  connectionId: string,
  facts: readonly { readonly fact: TeamPlanFact; readonly version: Version }[],
): Promise<void> {
  const plans = facts.map(({ fact, version }) => ({ ...fact, connectionId, ...version }))
  const written = await writeGuarded(db, teamPlan, plans, { key: ['id'] })
  const accepted = plans.filter(({ id }) => written.has(id))
  if (accepted.length === 0) return
  const planIds = accepted.map(({ id }) => id)
  const place = ({
    id,
    teamId,
    iterationId,
    revision,
    revisionDetail,
    readTicket,
    readQuality,
  }: (typeof plans)[0]) => ({
    ...{ connectionId, planId: id, teamId, iterationId },
    ...{ revision, revisionDetail, readTicket, readQuality },
  })
  const capacities = accepted.flatMap(plan => plan.capacities.map(each => ({ ...each, ...place(plan) })))
  const daysOff = accepted.flatMap(plan => plan.daysOff.map(each => ({ ...each, ...place(plan) })))
  for (const [table, rows] of [
    [capacity, capacities],
    [dayOff, daysOff],
  ] as const) {
    await queryRows(
      db,
      sql`
      delete from ${sql.identifier(getTableName(table))} where plan_id in (${idList(planIds)})
        and id not in (${idList(rows.map(({ id }) => id))})`,
    )
  }
  await writeGuarded(db, capacity, capacities, { key: ['id'], skipUnchanged: true, guarded: false })
  await writeGuarded(db, dayOff, daysOff, { key: ['id'], skipUnchanged: true, guarded: false })
}
