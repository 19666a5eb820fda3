import { createHash } from 'node:crypto'
import { type SQL, sql } from 'drizzle-orm'
import type { Assessment, ConclusionBasis, Summary } from '../../portfolio/assessment.ts'
import { ageInHours, type Coverage } from '../../portfolio/coverage.ts'
import type { DependencyAssessment } from '../../portfolio/dependency/assess-dependencies.ts'
import { completeEarnedValue } from '../../portfolio/earned-value/assess-earned-value.ts'
import { NO_FINDINGS } from '../../portfolio/findings.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { toInstant } from '../instant.ts'

/** What was concluded, and until when that is known to have held. */
export interface StoredAssessment<Told extends Summary = Assessment> {
  readonly assessment: Told
  readonly statusAt: string
  readonly confirmedAt: string
  /** Drawn at the time and kept, or drawn only now from what the history says. */
  readonly basis: ConclusionBasis
}

/**
 * A conclusion equal to the last one moves the instant it was confirmed at and the freshness in it, and makes no new row:
 * history holds changes, not evaluations.
 */
export async function saveAssessment(db: Queryable, assessment: Assessment): Promise<void> {
  const conclusion = JSON.stringify(assessment)
  const hash = hashConclusion(assessment)
  await queryRows(
    db,
    sql`
    with latest as (
      select id, hash, confirmed_at from assessment where initiative_id = ${assessment.initiativeId}
      order by status_at desc, id desc limit 1 for update
    ),
    confirmed as (
      update assessment a set confirmed_at = greatest(l.confirmed_at, ${assessment.statusAt}::timestamptz), conclusion = ${conclusion}::text::jsonb
      from latest l where a.id = l.id and l.hash = ${hash}
      returning 1
    )
    insert into assessment (initiative_id, status_at, conclusion, hash, confirmed_at)
    select ${assessment.initiativeId}, ${assessment.statusAt}::timestamptz, ${conclusion}::text::jsonb, ${hash}, ${assessment.statusAt}::timestamptz
    where not exists (select 1 from confirmed)`,
  )
}

export async function loadPreviousAssessment(db: Queryable, initiativeId: string): Promise<Assessment | null> {
  const rows = await queryRows<{ conclusion: Assessment }>(
    db,
    sql`
    select conclusion from assessment where initiative_id = ${initiativeId} order by status_at desc, id desc limit 1`,
  )
  return rows[0]?.conclusion ?? null
}

/** By initiative; one without is not in the map. */
export type StoredAssessments<Told extends Summary = Assessment> = ReadonlyMap<string, StoredAssessment<Told>>

/** The conclusion that held at `asOf` for each initiative. */
export async function listAssessmentsAsOf(
  db: Queryable,
  initiativeIds: readonly string[],
  asOf: string,
): Promise<StoredAssessments> {
  return listHeldAt<Assessment>(db, sql`conclusion`, { initiativeIds, asOf }, conclusion => ({
    ...withHitRates(conclusion),
    earnedValue: conclusion.earnedValue ? completeEarnedValue(conclusion.earnedValue) : null,
    findings: conclusion.findings ? { ...NO_FINDINGS, ...conclusion.findings } : null,
  }))
}

/** The same without what only the page of one initiative shows: a tenth to read where there are many. */
export async function listSummariesAsOf(
  db: Queryable,
  initiativeIds: readonly string[],
  asOf: string,
): Promise<StoredAssessments<Summary>> {
  return listHeldAt<Summary>(db, sql`summary`, { initiativeIds, asOf }, withHitRates)
}

/** What had been concluded about dependencies, without the rest; an initiative of which nothing had is not in the map. */
export async function listDependenciesAsOf(
  db: Queryable,
  initiativeIds: readonly string[],
  asOf: string,
): Promise<ReadonlyMap<string, DependencyAssessment>> {
  const rows = await queryRows<{ id: string; told: DependencyAssessment | null }>(
    db,
    heldAt(sql`conclusion -> 'dependencies'`, initiativeIds, asOf),
  )
  return new Map(rows.flatMap(({ id, told }) => (told === null ? [] : [[id, told] as const])))
}

/** Conclusions of before they were measured do not say how often forecasts held. */
function withHitRates<Told extends Summary>(told: Told): Told {
  return {
    ...told,
    milestones: told.milestones.map(milestone => ({ ...milestone, hitRate: milestone.hitRate ?? null })),
  }
}

async function listHeldAt<Told extends Summary>(
  db: Queryable,
  column: SQL,
  { initiativeIds, asOf }: { readonly initiativeIds: readonly string[]; readonly asOf: string },
  complete: (told: Told) => Told,
): Promise<StoredAssessments<Told>> {
  const rows = await queryRows<{ id: string; told: Told; status_at: string; confirmed_at: string }>(
    db,
    heldAt(column, initiativeIds, asOf),
  )
  return new Map(
    rows.map(row => {
      const confirmedAt = toInstant(row.confirmed_at)
      const statusAt = earlier(confirmedAt, asOf)
      const stored = {
        statusAt: toInstant(row.status_at),
        confirmedAt,
        basis: 'concluded' as const,
        assessment: { ...complete(row.told), statusAt, coverage: asKnownAt(row.told.coverage, statusAt) },
      }
      return [row.id, stored]
    }),
  )
}

/** The last conclusion by then of each initiative. */
const heldAt = (column: SQL, initiativeIds: readonly string[], asOf: string): SQL => sql`
  select i.id, a.told, a.status_at, a.confirmed_at
  from (${idList(initiativeIds)}) i
  cross join lateral (
    select ${column} as told, status_at, confirmed_at from assessment
    where initiative_id = i.id and status_at <= ${asOf}::timestamptz
    order by status_at desc, id desc limit 1
  ) a`

/** A conclusion confirmed since then must not look fresher than it was. */
function asKnownAt(stored: Coverage, instant: string): Coverage {
  const coverage = { ...WITHOUT_FRESHNESS, ...stored }
  const oldestDataAt = coverage.oldestDataAt === null ? null : earlier(coverage.oldestDataAt, instant)
  return {
    ...coverage,
    outOf: Object.assign({ fresh: 0 }, stored.outOf),
    oldestDataAt,
    oldestAgeHours: ageInHours(oldestDataAt, instant),
  }
}

/** What conclusions of before it was measured do not say. */
const WITHOUT_FRESHNESS = { fresh: null, gaps: [] }

const earlier = (a: string, b: string): string => (Date.parse(a) <= Date.parse(b) ? a : b)

/** Of everything but the clock: an evaluation an hour later that says the same is equal. */
function hashConclusion(assessment: Assessment): string {
  const text = JSON.stringify(assessment, function (this: unknown, key, value: unknown) {
    if (key === 'statusAt' || key === 'oldestDataAt' || key === 'oldestAgeHours' || key === 'syncedAt') return undefined
    if (key === 'value' && isDataAxis(this)) return undefined
    return value
  })
  return createHash('sha256').update(text).digest('hex')
}

const isDataAxis = (holder: unknown): boolean =>
  typeof holder === 'object' && holder !== null && 'axis' in holder && holder.axis === 'data'
