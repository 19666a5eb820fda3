import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { Redis } from 'ioredis'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { jobList } from '../../jobs/job-list.ts'
import { openQueue } from '../../jobs/queue.ts'
import { retryConflict } from '../../jobs/retry-conflict.ts'
import { readConfig } from '../../src/config.ts'
import { startService } from '../../src/service.ts'
import { type Queryable, queryRows } from '../../src/store/database.ts'
import { listRuns, requestRun, type SyncMode } from '../../src/store/sync/sync-runs.ts'
import { listPendingDeliveries, saveDelivery } from '../../src/store/sync/webhook-deliveries.ts'
import { createTestDatabase } from '../database.ts'
import { hasRedis, startTestRedis } from '../redis.ts'
import { masterKey, saveConnection } from './connections.ts'
import { startSmallJira } from './tracker-ground.ts'

/** 15 s until work counts as lost, a beat of the sweeper, another one until its own schedule is back, and the work. */
const HEALED_WITHIN_MS = 45_000
const log = pino({ level: 'silent' })

type Losing = (queue: {
  readonly databaseUrl: string
  readonly redisUrl: string | null
  readonly db: Queryable
}) => Promise<void>

const truncateTables: Losing = async ({ db }) => {
  const tables = await queryRows<{ name: string }>(
    db,
    sql`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'queue' and tablename not like '%migration%'`,
  )
  expect(tables.length).toBeGreaterThan(2)
  // The queue goes on meanwhile, and may hold one of them.
  await retryConflict(() => db.execute(sql.raw(`truncate ${tables.map(({ name }) => name).join(', ')} cascade`)))
}

/** What an administrator does who thinks that it only holds jobs; a process that starts makes it anew. */
const dropSchema: Losing = async ({ db, databaseUrl }) => {
  await retryConflict(() => db.execute(sql`drop schema queue cascade`))
  const queue = await openQueue({
    databaseUrl,
    redisUrl: null,
    prefix: 'milepost',
    names: jobList.map(({ name }) => name),
    log,
  })
  await queue.close()
}

const flushRedis: Losing = async ({ redisUrl }) => {
  const redis = new Redis(redisUrl ?? '')
  await redis.flushall()
  redis.disconnect()
}

const CASES: readonly (readonly [name: string, isOnRedis: boolean, lose: Losing])[] = [
  ['all rows of the queue in Postgres are gone', false, truncateTables],
  ['the schema of the queue in Postgres was dropped', false, dropSchema],
  ...(hasRedis ? [['Redis was emptied', true, flushRedis] as const] : []),
]

// Side by side: most of the time passes with waiting for the sweeper.
test.concurrent.for(CASES)(
  'when %s, what was asked for is done all the same',
  { timeout: 150_000 },
  async ([, isOnRedis, lose], { onTestFinished }) => {
    const closing: (() => Promise<void>)[] = []
    onTestFinished(async () => {
      for (const close of closing.reverse()) await close()
    })
    const database = await createTestDatabase()
    closing.push(() => database.drop())
    const redis = isOnRedis ? await startTestRedis() : null
    if (redis !== null) closing.push(redis.stop)
    const tracker = await startSmallJira()
    closing.push(tracker.close)
    const { db, url: databaseUrl } = database
    const config = readConfig({
      DATABASE_URL: databaseUrl,
      MASTER_KEY: masterKey,
      PRIVATE_HOSTS: '127.0.0.1',
      ...(redis === null ? {} : { REDIS_URL: redis.url }),
    })
    const service = await startService({ config, log, roles: { api: false, worker: true } })
    closing.push(service.close)
    const connectionId = await saveConnection(db, tracker.kind, { baseUrl: tracker.url }, tracker.credentials)

    /** Stands in Postgres as due, and no job of the queue knows of it. */
    const askWithoutRinging = async (mode: SyncMode): Promise<void> => {
      const { id } = await requestRun(db, connectionId, mode)
      await saveDelivery(db, connectionId, randomUUID(), [
        { kind: 'work_item', externalId: tracker.listOracle().workItems[0] ?? '' },
      ])
      await lose({ databaseUrl, redisUrl: redis?.url ?? null, db })
      const deadline = Date.now() + HEALED_WITHIN_MS
      for (;;) {
        const run = (await listRuns(db, { connectionId, limit: 50 })).find(each => each.id === id)
        const pending = await listPendingDeliveries(db, connectionId, 10)
        if (run?.state === 'complete' && pending.length === 0) return
        if (Date.now() > deadline) throw new Error(`not healed: ${JSON.stringify({ run, pending })}`)
        await pause(200)
      }
    }

    await askWithoutRinging('incremental')
    // Lost again: the sweeper that healed it stands in the queue like everything else.
    await askWithoutRinging('full')
    const schedulers = (await service.queue.listSchedulers()).map(({ id }) => id)
    expect(schedulers).toContain('sweep')
    expect(schedulers).toContain(`sync-${connectionId}`)
  },
)
