import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LimitNotice, TrackerLimits } from '../../../connectors/connector.ts'
import { RateLimitedError, UnavailableError } from '../../../connectors/errors.ts'
import { createRateShares, type JoinedShare } from '../../../jobs/rate/rate-share.ts'
import { openDatabase } from '../../../src/store/database.ts'
import { RATE_NEWS } from '../../../src/store/sync/rate-shares.ts'
import { createTestDatabase, type TestDatabase } from '../../database.ts'
import { saveConnection } from '../../flows/connections.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const connect = (): Promise<string> => saveConnection(database.db, 'jira', { baseUrl: 'https://x.example' }, {})
const limits: TrackerLimits = { concurrency: 4, perSecond: null }

/** Each call is what another process would hold: nothing is shared with it but the database. */
function openProcess(connectionId: string, declared = limits, isUrgent = false) {
  const stop = new AbortController()
  const shares = createRateShares(database.db)
  return { ...shares.join(connectionId, declared, { isUrgent, signal: stop.signal }), stop }
}

const end = (share: JoinedShare, status: number | null, limit?: LimitNotice, endpointClass = 'search'): void =>
  share.onRequest({
    endpointClass,
    status,
    rateLimited: limit !== undefined,
    durationMs: 0,
    ...(limit === undefined ? {} : { limit }),
  })

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('a turn', () => {
  test('is given at once when the tracker has said nothing, and 500 of them cost few statements', async () => {
    const share = openProcess(await connect())
    const startedAt = performance.now()
    for (let index = 0; index < 500; index += 1) {
      await share.takeTurn('search')
      end(share, 200)
    }
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    await share.leave()
  })

  test('is refused with the time to come back when that is long, in every process', async () => {
    const id = await connect()
    const [here, there] = [openProcess(id), openProcess(id)]
    await there.takeTurn('search')
    end(there, 200)
    await here.takeTurn('search')
    end(here, 429, { scope: 'connection', waitMs: 60_000 })
    expect(await failureOf(here.takeTurn('field'))).toMatchObject({ reason: 'rate_limited' })
    // The part granted to a process counts for half a second.
    await pause(500)
    const error = await failureOf(there.takeTurn('field'))
    expect(error).toBeInstanceOf(RateLimitedError)
    expect(error instanceof RateLimitedError && error.retryAfterMs).toBeGreaterThan(58_000)
    await Promise.all([here.leave(), there.leave()])
  })

  test('is refused in a process as soon as the database tells it what another one has heard', async () => {
    const id = await connect()
    const listening = openDatabase(database.url, { applicationName: 'listens', connections: 2 })
    const shares = createRateShares(listening.db)
    const there = shares.join(id, limits, { isUrgent: false, signal: new AbortController().signal })
    const here = openProcess(id)
    let hear = (news: string): void => shares.hear(news)
    const told = new Promise<void>(resolve => {
      hear = news => {
        shares.hear(news)
        resolve()
      }
    })
    await listening.listen(RATE_NEWS, news => hear(news))
    await there.takeTurn('search')
    await here.takeTurn('search')
    end(here, 429, { scope: 'connection', waitMs: 60_000 })
    await told
    expect(await failureOf(there.takeTurn('search'))).toBeInstanceOf(RateLimitedError)
    await Promise.all([here.leave(), there.leave()])
    await listening.close()
  })

  test('is waited for when the pause is short', async () => {
    const share = openProcess(await connect())
    await share.takeTurn('search')
    const refusedAt = performance.now()
    end(share, 429, { scope: 'connection', waitMs: 1_000 })
    await share.takeTurn('search')
    expect(performance.now() - refusedAt).toBeGreaterThanOrEqual(995)
    expect(performance.now() - refusedAt).toBeLessThan(1_500)
    end(share, 200)
    await share.leave()
  })

  test('of another endpoint class is given while one class is closed', async () => {
    const share = openProcess(await connect())
    await share.takeTurn('search')
    end(share, 429, { scope: 'endpoint_class', waitMs: 60_000 })
    await share.takeTurn('field')
    end(share, 200, undefined, 'field')
    expect(await failureOf(share.takeTurn('search'))).toBeInstanceOf(RateLimitedError)
    await share.leave()
  })

  test('ends when its reader is stopped, or leaves', async () => {
    const share = openProcess(await connect(), { concurrency: 1, perSecond: null })
    await share.takeTurn('search')
    const waiting = failureOf(share.takeTurn('search'))
    share.stop.abort()
    expect(await waiting).toBeInstanceOf(UnavailableError)
    await share.leave()
  })

  test('is never more than the tracker bears at once, over processes that come and go', async () => {
    const id = await connect()
    let underWay = 0
    let most = 0
    let made = 0
    const work = async (share: JoinedShare, count: number): Promise<void> => {
      for (let index = 0; index < count; index += 1) {
        await share.takeTurn('search')
        underWay += 1
        most = Math.max(most, underWay)
        await pause(5)
        underWay -= 1
        made += 1
        end(share, 200)
      }
    }
    const processes = [openProcess(id), openProcess(id), openProcess(id)]
    await Promise.all(
      processes.map(async share => {
        await Promise.all([work(share, 60), work(share, 60), work(share, 60)])
        await share.leave()
      }),
    )
    expect(made).toBe(540)
    expect(most).toBeLessThanOrEqual(4)
    expect(most).toBeGreaterThan(2)
  })

  test('of an urgent reader comes before those of a backfill, in the same process and in another', async () => {
    const id = await connect()
    const only: TrackerLimits = { concurrency: 1, perSecond: null }
    const backfill = openProcess(id, only)
    let isOver = false
    const reading = (async () => {
      while (!isOver) {
        await backfill.takeTurn('search')
        await pause(20)
        end(backfill, 200)
      }
    })()
    await pause(300)
    const urgent = openProcess(id, only, true)
    const askedAt = performance.now()
    await urgent.takeTurn('issue')
    expect(performance.now() - askedAt).toBeLessThan(1_000)
    end(urgent, 200, undefined, 'issue')
    await urgent.leave()
    isOver = true
    await reading
    await backfill.leave()
  })
})
