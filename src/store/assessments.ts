import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Assessment } from '../portfolio/assessment.ts'
import { ageInHours } from '../portfolio/coverage.ts'
import { NO_FINDINGS } from '../portfolio/findings.ts'
import { type Queryable, queryRows } from './database.ts'
import { idList } from './id-list.ts'
import { toInstant } from './instant.ts'

/** What was concluded, and until when that is known to have held. */
export interface StoredAssessment {
  readonly assessment: Assessment
  readonly statusAt: string
  readonly confirmedAt: string
  /** Drawn at the time and kept, or drawn only now from what the history says. */
  readonly basis: ConclusionBasis
}

export const CONCLUSION_BASES = ['concluded', 'history'] as const
export type ConclusionBasis = (typeof CONCLUSION_BASES)[number]

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

/** The conclusion that held at `asOf` for each initiative; one without is not in the map. */
export async function listAssessmentsAsOf(
  db: Queryable,
  initiativeIds: readonly string[],
  asOf: string,
): Promise<ReadonlyMap<string, StoredAssessment>> {
  const rows = await queryRows<{ id: string; conclusion: Assessment; status_at: string; confirmed_at: string }>(
    db,
    sql`
    select i.id, a.conclusion, a.status_at, a.confirmed_at
    from (${idList(initiativeIds)}) i
    cross join lateral (
      select conclusion, status_at, confirmed_at from assessment
      where initiative_id = i.id and status_at <= ${asOf}::timestamptz
      order by status_at desc, id desc limit 1
    ) a`,
  )
  return new Map(
    rows.map(row => {
      const confirmedAt = toInstant(row.confirmed_at)
      const stored = {
        statusAt: toInstant(row.status_at),
        confirmedAt,
        basis: 'concluded' as const,
        assessment: asKnownAt(row.conclusion, earlier(confirmedAt, asOf)),
      }
      return [row.id, stored]
    }),
  )
}

/** A conclusion confirmed since then must not look fresher than it was. */
function asKnownAt(conclusion: Assessment, instant: string): Assessment {
  const coverage = { ...WITHOUT_FRESHNESS, ...conclusion.coverage }
  const oldestDataAt = coverage.oldestDataAt === null ? null : earlier(coverage.oldestDataAt, instant)
  return {
    ...conclusion,
    statusAt: instant,
    earnedValue: conclusion.earnedValue ?? null,
    findings: conclusion.findings ? { ...NO_FINDINGS, ...conclusion.findings } : null,
    coverage: {
      ...coverage,
      outOf: Object.assign({ fresh: 0 }, conclusion.coverage.outOf),
      oldestDataAt,
      oldestAgeHours: ageInHours(oldestDataAt, instant),
    },
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
