import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { queryRows } from '../../../src/store/database.ts'
import { forgetDeliveries } from '../../../src/store/sync/webhook-deliveries.ts'
import { createTestDatabase, type TestDatabase } from '../../database.ts'
import { seedConnection } from '../seed.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('notices processed long ago are dropped some at a time; unprocessed ones and the last word of a tracker stay', async () => {
  const { db } = database
  const [busy, silent] = [await seedConnection(db, 'Jira'), await seedConnection(db, 'Azure DevOps', 'azure-devops')]
  const days: readonly (readonly [string, string, string | null])[] = [
    [busy, 'old 1', '2026-01-01'],
    [busy, 'old 2', '2026-01-02'],
    [busy, 'old 3', '2026-01-03'],
    [busy, 'never processed', null],
    [busy, 'new', '2026-03-01'],
    [silent, 'the last word', '2026-01-01'],
    [silent, 'own old', '2026-01-01'],
    [silent, 'own new', '2026-03-01'],
  ]
  for (const [connectionId, id, day] of days) {
    await queryRows(
      db,
      sql`
      insert into webhook_delivery (connection_id, delivery_id, touched, received_at, processed_at)
      values (${connectionId}, ${id}, '[]', '2026-01-01T00:00:00Z', ${day}::timestamptz)`,
    )
  }
  const left = async () =>
    (await queryRows<{ id: string }>(db, sql`select delivery_id as id from webhook_delivery order by 1`)).map(
      ({ id }) => id,
    )
  await forgetDeliveries(db, '2026-02-01T00:00:00Z', 2)
  expect(await left()).toEqual(['never processed', 'new', 'old 3', 'own new', 'the last word'])
  await forgetDeliveries(db, '2026-02-01T00:00:00Z', 2)
  expect(await left()).toEqual(['never processed', 'new', 'own new', 'the last word'])
})
