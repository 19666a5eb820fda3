import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import pino from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { JobServices } from '../../jobs/job.ts'
import { jobList } from '../../jobs/job-list.ts'
import { openQueue } from '../../jobs/queue.ts'
import { watchClock } from '../../jobs/watch-clock.ts'
import { startWorkers } from '../../jobs/workers.ts'
import { queryRows } from '../../src/store/database.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { hasRedis, startTestRedis, type TestRedis } from '../redis.ts'
import { defineLongJob } from './long-job.ts'
import { openWorkplace, type Workplace, waitUntil } from './workplace.ts'

const log = { warn: () => {}, error: () => {} }

/** Of the schema of a payload. */
interface Part {
  readonly type?: string
  readonly anyOf?: readonly { readonly const?: unknown }[]
}

describe('a queue', () => {
  it('refuses job names that BullMQ or people would stumble over', async () => {
    const open = (...names: string[]) =>
      openQueue({ databaseUrl: 'postgres://nowhere', redisUrl: null, prefix: 'x', names, log })
    await expect(open('sync:connection')).rejects.toThrow('kebab-case')
    await expect(open('same', 'same')).rejects.toThrow('Two jobs have one name')
  })
})

describe('jobs', () => {
  it('carry nothing but ids and words of ours, so that no text of a tracker can poison the queue (Q6) or be read there (Q14)', () => {
    const parts = jobList.flatMap(({ name, payload }) => {
      expect(payload, name).toMatchObject({ type: 'object' })
      return Object.entries((payload as unknown as { properties: Record<string, Part> }).properties)
    })
    expect(parts.length).toBeGreaterThan(5)
    for (const [name, part] of parts) {
      const isWord = part.anyOf?.every(one => one.const !== undefined) ?? part.type === 'boolean'
      expect(isWord || /^[a-z]+Id$/.test(name), `${name}: ${JSON.stringify(part)}`).toBe(true)
    }
  })
})

describe('the schema of the Postgres queue', () => {
  it('is brought up to date by whoever starts first, however many start at once, and left alone by an older version (Q15)', async () => {
    const database = await createTestDatabase()
    const closing: { close(): Promise<void> }[] = []
    const open = async () => {
      const queue = await openQueue({ databaseUrl: database.url, redisUrl: null, prefix: 'test', names: ['long'], log })
      closing.push(queue)
      return queue
    }
    try {
      const [one, another] = await Promise.all([open(), open(), open(), open()])
      const rows = await queryRows<{ times: number }>(
        database.db,
        sql`select count(*)::int as times from queue.migration group by version`,
      )
      expect(rows.length).toBeGreaterThan(0)
      expect(rows.filter(({ times }) => times !== 1)).toEqual([])

      // Once connected, it looks at the version no more.
      for (const queue of [one, another]) await queue?.counts()
      // A newer BullMQ has been here: whoever runs goes on, and no older one begins.
      await database.db.execute(sql`update queue.migration set min_client_version = 99`)
      await one?.enqueue('long', { id: 'x' })
      expect((await another?.counts())?.long).toMatchObject({ waiting: 1 })
      await expect(open()).rejects.toThrow(/schema requires BullMQ major version 99 or newer/)
    } finally {
      for (const queue of closing) await queue.close()
      await database.drop()
    }
  })
})

describe('workers on the Postgres queue', () => {
  let workplace: Workplace
  beforeAll(async () => {
    workplace = await openWorkplace('postgres')
  })
  afterEach(() => vi.useRealTimers())
  afterAll(() => workplace.close())

  it.each([
    ['ahead of', 5_000],
    ['behind', -5_000],
  ])('do not start with a clock %s the database', async (words, offsetMs) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + offsetMs })
    await expect(workplace.startWorkers([defineLongJob(async () => {})])).rejects.toThrow(
      new RegExp(`clock of this machine is (4|5)\\.\\d s ${words} the clock of the database.*REDIS_URL`),
    )
  })

  it('are told once when their clock leaves that of the database while they work, and not before (Q5)', async () => {
    const told: string[] = []
    const stop = watchClock(workplace.connection.databaseUrl, happened => told.push(happened), 100)
    await pause(500)
    expect(told).toEqual([])
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
    await waitUntil('it is noticed', () => told.length > 0)
    await pause(500)
    stop()
    expect(told).toEqual([
      expect.stringMatching(/clock of this machine is (3599|3600)\.\d s ahead of the clock of the database/),
    ])
  })

  it('start with a clock that is off by less than a second', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 800 })
    const workers = await workplace.startWorkers([defineLongJob(async () => {})])
    vi.useRealTimers()
    await workers.stop(1_000)
  })
})

describe.skipIf(!hasRedis)('a queue on Redis', () => {
  let database: TestDatabase
  const started: TestRedis[] = []
  const openOn = async (settings: Readonly<Record<string, string>>) => {
    const redis = await startTestRedis(settings)
    started.push(redis)
    return openQueue({ databaseUrl: database.url, redisUrl: redis.url, prefix: 'test', names: ['long'], log })
  }
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(async () => {
    for (const redis of started) await redis.stop()
    await database.drop()
  })

  it('refuses a Redis that may throw jobs away', async () => {
    await expect(openOn({ 'maxmemory-policy': 'allkeys-lru' })).rejects.toThrow('Set maxmemory-policy noeviction.')
  })

  it('refuses a Redis that forgets its jobs when it restarts', async () => {
    await expect(openOn({ appendonly: 'no' })).rejects.toThrow('Set appendonly yes.')
  })

  it('says that a full Redis takes no writes', async () => {
    const queue = await openOn({ maxmemory: '100kb' })
    await expect(queue.check()).rejects.toThrow(/OOM/)
    await queue.close()
  })

  it('says within seconds that Redis is away, instead of waiting for it', async () => {
    const queue = await openOn({})
    await started.at(-1)?.stop()
    const askedAt = Date.now()
    await expect(queue.enqueue('long', { id: 'x' })).rejects.toThrow()
    await expect(queue.check()).rejects.toThrow()
    expect(Date.now() - askedAt).toBeLessThan(10_000)
    await queue.close()
  })

  it('lets its workers leave in time although Redis is away', async () => {
    const redis = await startTestRedis()
    const connection = { databaseUrl: database.url, redisUrl: redis.url, prefix: 'test' }
    const jobs = [defineLongJob(async () => {})]
    const services = {} as JobServices
    const workers = await startWorkers({ connection, jobs, services, log: pino({ level: 'silent' }), concurrency: 1 })
    await redis.stop()
    const stoppedAt = Date.now()
    await workers.stop(1_000)
    expect(Date.now() - stoppedAt).toBeLessThan(2_000)
  })
})
