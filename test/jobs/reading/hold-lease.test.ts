import { sql } from 'drizzle-orm'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { holdLease } from '../../../jobs/reading/hold-lease.ts'
import { queryRows } from '../../../src/store/database.ts'
import { createTestDatabase } from '../../database.ts'
import { seedConnection } from '../../store/seed.ts'
import { waitUntil } from '../workplace.ts'

afterEach(() => {
  vi.useRealTimers()
})

test('a lease is released after its renewal that is under way, which would hold it for nobody', async () => {
  const database = await createTestDatabase()
  onTestFinished(() => database.drop())
  const { db } = database
  const key = { connectionId: await seedConnection(db, 'Jira'), unit: '' }
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const lease = await holdLease(db, key)
  const countWaiting = async (): Promise<number> =>
    (
      await queryRows<{ count: number }>(
        db,
        sql`
        select count(*)::int as count from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%update lease%'`,
      )
    )[0]?.count ?? 0

  let released: Promise<void> | undefined
  await db.transaction(async tx => {
    await queryRows(tx, sql`select 1 from lease where connection_id = ${key.connectionId} for update`)
    vi.advanceTimersByTime(5_000)
    await waitUntil('the renewal waits for us', async () => (await countWaiting()) === 1)
    released = lease?.release()
    await new Promise(done => setTimeout(done, 200))
    expect(await countWaiting()).toBe(1)
  })
  await released
  expect(await holdLease(db, key)).not.toBeNull()
})
