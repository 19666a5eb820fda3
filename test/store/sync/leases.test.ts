import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { proveLease, releaseLease, takeLease } from '../../../src/store/sync/leases.ts'
import { createTestDatabase, type TestDatabase } from '../../database.ts'
import { saveConnection } from '../../flows/connections.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('who finds a lease held is told at once, also while its holder writes', async () => {
  const { db } = database
  const key = { connectionId: await saveConnection(db, 'jira', {}, {}, randomUUID()), unit: 'a part' }
  const fencingToken = await takeLease(db, key, 60_000)
  if (fencingToken === null) throw new Error('the lease is taken')
  await db.transaction(async tx => {
    await proveLease(tx, { ...key, fencingToken })
    // Before this transaction ends: were it waited for, neither would ever come back.
    expect(await takeLease(db, key, 60_000)).toBeNull()
  })
  await releaseLease(db, { ...key, fencingToken })
  expect(await takeLease(db, key, 60_000)).toBe(fencingToken + 1)
})
