import { afterAll, beforeAll, expect, test } from 'vitest'
import { listNodes } from '../../src/store/portfolio/portfolio-nodes.ts'
import { readSnapshot } from '../../src/store/read-snapshot.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { seedInitiative } from './seed.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('what is written between two reads of a snapshot is in neither, and a snapshot writes nothing', async () => {
  const { db } = database
  await seedInitiative(db, 'Before')
  const names = async (from: typeof db) => (await listNodes(from)).map(({ name }) => name)
  const seen = await readSnapshot(db, async snapshot => {
    const first = await names(snapshot)
    await seedInitiative(db, 'Meanwhile')
    return [first, await names(snapshot)]
  })
  expect(seen).toEqual([['Before'], ['Before']])
  expect(await names(db)).toHaveLength(2)
  await expect(readSnapshot(db, snapshot => seedInitiative(snapshot, 'Never'))).rejects.toThrow()
})
