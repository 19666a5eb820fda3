import { and, asc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm'
import { milestone } from '../../../drizzle/schema/portfolio.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { toInstant, toInstantOrNull } from '../instant.ts'
import { cutPage, type Page, type PageRequest } from '../page.ts'
import { markDue } from '../portfolio/assessment-due.ts'
import { isUniqueViolation } from '../postgres/unique-violation.ts'

type Row = typeof milestone.$inferSelect
export type StoredMilestone = Row

export async function findMilestone(db: Queryable, id: string): Promise<StoredMilestone | null> {
  const rows = await db.select().from(milestone).where(eq(milestone.id, id))
  return rows[0] === undefined ? null : read(rows[0])
}

export interface MilestoneFilter {
  readonly initiativeIds?: readonly string[]
  /** Also those whose subject left the scope. Default false. */
  readonly retired?: boolean
}

export async function listMilestones(
  db: Queryable,
  filter: MilestoneFilter,
  page: PageRequest,
): Promise<Page<StoredMilestone>> {
  const [name = '', id = ''] = page.after ?? []
  const byName = sql`${milestone.name} collate "C"`
  const rows = await db
    .select()
    .from(milestone)
    .where(
      and(
        filter.initiativeIds === undefined
          ? undefined
          : sql`${milestone.initiativeId} in (${idList(filter.initiativeIds)})`,
        filter.retired === true ? undefined : isNull(milestone.retiredAt),
        page.after === null
          ? undefined
          : or(sql`${byName} > ${name}`, and(eq(milestone.name, name), gt(milestone.id, id))),
      ),
    )
    .orderBy(byName, asc(milestone.id))
    .limit(page.limit + 1)
  return cutPage(rows, page.limit, row => [row.name, row.id], read)
}

/** All of some initiatives that are not retired. */
export async function listMilestonesOf(
  db: Queryable,
  initiativeIds: readonly string[],
): Promise<readonly StoredMilestone[]> {
  if (initiativeIds.length === 0) return []
  const rows = await db
    .select()
    .from(milestone)
    .where(and(inArray(milestone.initiativeId, [...initiativeIds]), isNull(milestone.retiredAt)))
    .orderBy(asc(milestone.createdAt), asc(milestone.id))
  return rows.map(read)
}

export interface NewMilestone {
  readonly initiativeId: string
  readonly name: string
  readonly day: string
  /** The promise it is held against; `day` when left out. */
  readonly baselineDay?: string
  readonly toleranceDays?: number
  readonly importance?: 'normal' | 'high'
}

/** One the PMO enters itself. Null when the initiative has an entered milestone of that name. */
export async function createMilestone(
  db: Queryable,
  { day, baselineDay, ...values }: NewMilestone,
): Promise<StoredMilestone | null> {
  const rows = await db
    .insert(milestone)
    .values({ ...values, source: 'manual', manualDay: day, baselineDay: baselineDay ?? day })
    .onConflictDoNothing()
    .returning()
  return rows[0] === undefined ? null : read(rows[0])
}

export interface MilestoneChange {
  readonly toleranceDays?: number
  readonly importance?: 'normal' | 'high'
  readonly baselineDay?: string | null
  /** Entered milestones only. */
  readonly name?: string
  readonly manualDay?: string
  readonly achievedDay?: string | null
}

/** A moved day of an entered milestone goes into its ledger at `at`, like a move made in a tracker. */
export async function updateMilestone(
  db: Queryable,
  id: string,
  change: MilestoneChange,
  at: string,
): Promise<StoredMilestone | 'duplicate' | null> {
  if (Object.keys(change).length === 0) return findMilestone(db, id)
  try {
    return await db.transaction(async transaction => {
      const [before] = await transaction.select().from(milestone).where(eq(milestone.id, id)).for('update')
      if (before === undefined) return null
      const to = change.manualDay
      if (to !== undefined && to !== before.manualDay) {
        // With it: a move is told even if we end before its initiative is rung for.
        await markDue(transaction, [before.initiativeId])
        await queryRows(
          transaction,
          sql`
          insert into milestone_date_change (milestone_id, from_day, to_day, moved_by_days, changed_at)
          values (${id}, ${before.manualDay}::date, ${to}::date, ${to}::date - ${before.manualDay}::date, ${at}::timestamptz)`,
        )
      }
      const [row] = await transaction.update(milestone).set(change).where(eq(milestone.id, id)).returning()
      return row === undefined ? null : read(row)
    })
  } catch (error) {
    if (isUniqueViolation(error)) return 'duplicate'
    throw error
  }
}

/** Only one the PMO entered; the others come back with the next sync. False when there was none such. */
export async function deleteMilestone(db: Queryable, id: string): Promise<boolean> {
  const rows = await db
    .delete(milestone)
    .where(and(eq(milestone.id, id), eq(milestone.source, 'manual')))
    .returning({ id: milestone.id })
  return rows.length > 0
}

const read = (row: Row): StoredMilestone => ({
  ...row,
  createdAt: toInstant(row.createdAt),
  retiredAt: toInstantOrNull(row.retiredAt),
})
