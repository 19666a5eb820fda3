import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { detectAlerts } from '../../../src/portfolio/alert/detect-alerts.ts'
import { assessWithPlan } from '../../../src/portfolio/assessment.ts'
import { FORECAST_SEED } from '../../../src/portfolio/forecast/random.ts'
import { alertRules } from '../../../src/store/alert/alert-rules.ts'
import { type Queryable, queryRows } from '../../../src/store/database.ts'
import { loadInitiativeFacts } from '../../../src/store/portfolio/facts.ts'
import { healthRules } from '../../../src/store/portfolio/health-rules.ts'
import { recordId } from '../../../src/work/record-id.ts'
import type { ModelledTracker } from '../modelled-tracker.ts'

const LOOK_EVERY_MS = 200

/** Until all that was heard is processed, concluded from and told; within this time, and while the database may be away. */
export async function waitUntilQuiet(db: () => Queryable, deadlineMs: number): Promise<void> {
  const deadline = Date.now() + deadlineMs
  for (;;) {
    const [left] = await queryRows<Record<string, number>>(
      db(),
      sql`
      select (select count(*)::int from webhook_delivery where processed_at is null) as notices,
        (select count(*)::int from assessment_due) as assessments,
        (select count(*)::int from delivery where sent_at is null) as messages,
        (select count(*)::int from sync_run where state not in ('complete', 'partial', 'failed')) as runs`,
    ).catch(() => [])
    if (left !== undefined && Object.values(left).every(count => count === 0)) return
    if (Date.now() > deadline) throw new Error(`not everything is done: ${JSON.stringify(left)}`)
    await pause(LOOK_EVERY_MS)
  }
}

/**
 * The alerts that stand are those that follow from the store, concluded anew with no memory of any before, and each stands
 * once. Of what cannot be told now one may stand.
 */
export async function expectRightAlerts(db: Queryable, initiatives: readonly string[]): Promise<readonly string[]> {
  const wanted: string[] = []
  const unknown = new Set<string | null>()
  for (const id of initiatives) {
    const statusAt = new Date().toISOString()
    const facts = await loadInitiativeFacts(db, id, statusAt)
    const rules = await healthRules.load(db, id)
    const { assessment } = assessWithPlan(facts, { statusAt, seed: FORECAST_SEED, rules, previous: null })
    const conditions = detectAlerts(assessment, facts, await alertRules.load(db, id))
    wanted.push(...conditions.flatMap(each => (each.status === 'raised' ? [each.fingerprint] : [])))
    for (const { status, fingerprint } of conditions) if (status === 'unknown') unknown.add(fingerprint)
  }
  const open = await listOpen(db)
  expect(open.filter(each => !unknown.has(each))).toEqual(wanted.toSorted())
  return open
}

const DAY_MS = 86_400_000

/** The same for releases, from what the tracker says of them and the days they were planned for. Of one without a day either is right. */
export async function expectReleasesTold(
  db: Queryable,
  connectionId: string,
  tracker: ModelledTracker,
): Promise<number> {
  const milestones = await queryRows<{ id: string; subjectId: string; baseline: string | null; tolerance: number }>(
    db,
    sql`
    select m.id, m.subject_id as "subjectId", m.baseline_day::text as baseline, m.tolerance_days as tolerance
    from milestone m where m.source = 'release' and m.connection_id = ${connectionId} and m.retired_at is null`,
  )
  const releases = new Map(
    [...tracker.truth().releases].map(([id, row]) => [recordId(connectionId, 'release', id), row]),
  )
  const slipped = milestones.filter(({ subjectId, baseline, tolerance }) => {
    const release = releases.get(subjectId)
    if (release === undefined || release.released === true || release.targetDay === null || baseline === null)
      return false
    return (Date.parse(String(release.targetDay)) - Date.parse(baseline)) / DAY_MS > tolerance
  })
  const told = milestones.filter(({ subjectId }) => {
    const release = releases.get(subjectId)
    return release === undefined || release.released === true || release.targetDay !== null
  })
  const ofReleases = new Set(told.map(({ id }) => `milestone_slipped/${id}`))
  const open = (await listOpen(db)).filter(each => ofReleases.has(each))
  expect(open).toEqual(slipped.map(({ id }) => `milestone_slipped/${id}`).toSorted())
  return slipped.length
}

async function listOpen(db: Queryable): Promise<readonly string[]> {
  const rows = await queryRows<{ fingerprint: string }>(
    db,
    sql`select fingerprint from alert where state <> 'resolved' and initiative_id is not null`,
  )
  return rows.map(({ fingerprint }) => fingerprint).toSorted()
}
