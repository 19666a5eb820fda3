import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { expect } from 'vitest'
import { type Random, seededRandom } from '../../demo/random.ts'
import type { QueueConnection } from '../../jobs/backend/choose-backend.ts'
import { jobList } from '../../jobs/job-list.ts'
import { openQueue } from '../../jobs/queue.ts'
import { type Queryable, queryRows } from '../../src/store/database.ts'
import { listRuns, requestRun, type SyncMode, type SyncRun } from '../../src/store/sync/sync-runs.ts'
import { saveConnection } from '../flows/connections.ts'
import { compareWithTruth, describeDifferences } from './compare-truth.ts'
import type { KilledPostgres } from './killed-postgres.ts'
import { prepareAzureDevOps } from './modelled-azure-devops.ts'
import { prepareJira } from './modelled-jira.ts'
import type { ModelledTracker } from './modelled-tracker.ts'
import { type KilledWorkers, startKilledWorkers } from './worker-process.ts'

/** Requests after which a worker is killed at the latest, and for how long it may write after that request, in ms. */
const LATEST_REQUEST = 45
const LONGEST_WRITE_MS = 25
/** Pages that one worker has under way at once. */
const PAGES_AT_ONCE = 4
const ITEMS = 110
const EDITS = 60
const LOST_AFTER_MS = 4_000
const DEADLINE_MS = 90_000
/** With the same seed it is the same tracker; edits come later, at the time of the worker processes. */
const GENERATED_UNTIL = new Date('2026-11-02T09:00:00.000Z')

/** The real time, since the worker processes know no other; it stands still while somebody edits. */
const clock = { ms: 0 }

export interface CrashOptions {
  readonly db: () => Queryable
  readonly connection: QueueConnection
  /** Kills this instead of the workers, which have to live on. */
  readonly postgres?: KilledPostgres
  readonly kills: number
  /** Of one sync; after 25 starts a run is left alone as one that its workers die of. */
  readonly killsOfEach: { readonly first: number; readonly incremental: number; readonly census: number }
  readonly seed: number
}

/**
 * Kills workers, or the database under them, at random points of first syncs and of incremental ones, until there were that
 * many kills. After each sync the store says what the tracker knows, and no worker has read a page twice.
 */
export async function survive(options: CrashOptions): Promise<void> {
  const { db, connection, postgres, kills: wanted, killsOfEach, seed } = options
  const random = seededRandom(seed)
  const starts = [
    () => prepareJira({ issuesOfEach: ITEMS, now: GENERATED_UNTIL, feedLagMs: 0 })(clock),
    () => prepareAzureDevOps({ items: ITEMS, now: GENERATED_UNTIL })(clock),
  ] as const
  const workers = startKilledWorkers(connection)
  try {
    await workers.replace()
    for (let kills = 0, round = 0; kills < wanted; round++) {
      clock.ms = Date.now()
      const tracker = await starts[round % 2 === 0 ? 0 : 1]()
      try {
        const id = await saveConnection(db(), tracker.kind, tracker.settings, tracker.credentials)
        const victim = postgres === undefined ? workers : watch(postgres, workers)
        const setting = { db, connection, victim, tracker, connectionId: id, random }
        kills += await killDuring(setting, 'incremental', Math.min(killsOfEach.first, wanted - kills))
        await expectTruth(setting)
        edit(tracker, random)
        kills += await killDuring(setting, 'incremental', Math.min(killsOfEach.incremental, wanted - kills))
        // It finds what went without a trace.
        kills += await killDuring(setting, 'census', Math.min(killsOfEach.census, wanted - kills))
        await expectTruth(setting)
      } finally {
        await tracker.close()
      }
    }
  } finally {
    await workers.close()
  }
}

interface Victim {
  readonly kill: () => void
  readonly isAlive: () => boolean
  readonly replace: (onKilled: () => Promise<void>) => Promise<void>
}

/**
 * Postgres as a victim. A worker may die with it, since the client library throws where nobody can catch it
 * (https://github.com/porsager/postgres/issues/1208); what keeps processes running then starts it again.
 */
const watch = (postgres: KilledPostgres, workers: KilledWorkers): Victim => ({
  kill: postgres.kill,
  isAlive: postgres.isAlive,
  replace: async onKilled => {
    await postgres.restart()
    await workers.replace(onKilled)
  },
})

interface Setting {
  readonly db: () => Queryable
  readonly connection: QueueConnection
  readonly victim: Victim
  readonly tracker: ModelledTracker
  readonly connectionId: string
  readonly random: Random
}

/** One sync, its workers killed up to so many times; how often it was. */
async function killDuring(setting: Setting, mode: SyncMode, most: number): Promise<number> {
  const { db, connection, victim, tracker, connectionId, random } = setting
  await requestRun(db(), connectionId, mode)
  const listOpen = async (): Promise<readonly SyncRun[]> =>
    (await listRuns(db(), { connectionId, limit: 20 })).filter(({ finishedAt }) => finishedAt === null)
  // The kill may come while we ask.
  const unlessKilled = <T>(ask: () => Promise<T>): Promise<T | null> =>
    ask().catch((error: unknown) => {
      if (victim.isAlive()) throw error
      return null
    })
  const readings: { readonly page: string; readonly life: number }[] = []
  let life = 0
  let untilKill = Infinity
  tracker.repair()
  tracker.listen(page => {
    if (page !== null) readings.push({ page, life })
    untilKill -= 1
    if (untilKill !== 0) return
    setTimeout(() => victim.kill(), random.between(0, LONGEST_WRITE_MS))
  })
  for (;;) {
    untilKill = life < most ? random.between(1, LATEST_REQUEST) : Infinity
    // A replay that a changed word asked for belongs to it.
    await unlessKilled(async () => ring(connection, await listOpen()))
    let rungAt = Date.now()
    const deadline = Date.now() + DEADLINE_MS
    while (victim.isAlive()) {
      const open = await unlessKilled(listOpen)
      if (open?.length === 0) break
      // As the sweeper does: the job of a run that nobody has begun was lost.
      if (open !== null && Date.now() - rungAt > LOST_AFTER_MS) {
        const lost = open.filter(({ state }) => state === 'queued')
        await unlessKilled(() => ring(connection, lost))
        rungAt = Date.now()
      }
      if (Date.now() > deadline) throw new Error(`the sync does not end: ${JSON.stringify(open)}`)
      await pause(15)
    }
    untilKill = Infinity
    // A kill that was due may still come.
    await pause(LONGEST_WRITE_MS + 5)
    if (victim.isAlive()) break
    life += 1
    await victim.replace(() => letTimePass(setting))
  }
  for (const { state, reasonText } of await listRuns(db(), { connectionId, limit: 20 }))
    expect({ state, reasonText }).toEqual({ state: 'complete', reasonText: null })
  const names = readings.map(({ page, life: of }) => `life ${of}: ${page}`)
  expect(
    names.filter((name, at) => names.indexOf(name) !== at),
    'pages that one worker has read twice',
  ).toEqual([])
  const again = readings.length - new Set(readings.map(({ page }) => page)).size
  expect(again, 'pages that were read again').toBeLessThanOrEqual(life * PAGES_AT_ONCE)
  return life
}

async function expectTruth({ db, connectionId, tracker }: Setting): Promise<void> {
  const differences = describeDifferences(await compareWithTruth(db(), connectionId, tracker.truth()))
  if (differences !== null) throw new Error(`${tracker.kind}: ${differences}`)
}

async function ring(connection: QueueConnection, runs: readonly SyncRun[]): Promise<void> {
  const log = pino({ level: 'silent' })
  const queue = await openQueue({ ...connection, names: jobList.map(({ name }) => name), log })
  try {
    for (const { connectionId, mode } of runs) await queue.enqueue('sync-connection', { connectionId, mode })
  } finally {
    await queue.close()
  }
}

/** What ten to fifteen seconds do: the lease of the dead one is over, and the queue has noticed that nobody runs its job. */
async function letTimePass({ db, connectionId, connection }: Setting): Promise<void> {
  await queryRows(db(), sql`update lease set held_until = now() - interval '1 s' where connection_id = ${connectionId}`)
  await forgetJobs(db(), connection)
}

async function forgetJobs(db: Queryable, { redisUrl }: QueueConnection): Promise<void> {
  if (redisUrl === null) {
    const tables = await queryRows<{ name: string }>(
      db,
      sql`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'queue' and tablename not like '%migration%'`,
    )
    await db.execute(sql.raw(`truncate ${tables.map(({ name }) => name).join(', ')} cascade`))
    return
  }
  const { Redis } = await import('ioredis')
  const redis = new Redis(redisUrl)
  await redis.flushall()
  redis.disconnect()
}

function edit(tracker: ModelledTracker, random: Random): void {
  const names = Object.keys(tracker.edits).filter(name => !/project/.test(name))
  for (let edits = 0; edits < EDITS; edits++) {
    clock.ms = Date.now()
    tracker.edits[random.pick(names)]?.(random)
    tracker.observe()
  }
}
