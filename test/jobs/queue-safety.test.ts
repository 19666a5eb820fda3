import pino from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { JobServices } from '../../jobs/job.ts'
import { openQueue } from '../../jobs/queue.ts'
import { startWorkers } from '../../jobs/workers.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { hasRedis, startTestRedis, type TestRedis } from '../redis.ts'
import { defineLongJob } from './long-job.ts'
import { openWorkplace, type Workplace } from './workplace.ts'

const log = { warn: () => {}, error: () => {} }

describe('a queue', () => {
  it('refuses job names that BullMQ or people would stumble over', async () => {
    const open = (...names: string[]) =>
      openQueue({ databaseUrl: 'postgres://nowhere', redisUrl: null, prefix: 'x', names, log })
    await expect(open('sync:connection')).rejects.toThrow('kebab-case')
    await expect(open('same', 'same')).rejects.toThrow('Two jobs have one name')
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
