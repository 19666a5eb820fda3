import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listRedNeighbours, saveInitiativePeople } from '../../../src/store/people/initiative-people.ts'
import { createTestDatabase } from '../../database.ts'
import { seedInitiative } from '../seed.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('two red initiatives know of each other by the people they share, until one recovers', async () => {
  const { db } = database
  const at = '2026-03-01T09:00:00.000Z'
  const [checkout, billing] = [await seedInitiative(db, 'Checkout'), await seedInitiative(db, 'Billing')]
  const [amara = '', wei = '', elena = ''] = [randomUUID(), randomUUID(), randomUUID()].toSorted()
  await saveInitiativePeople(db, billing, [amara, wei, elena], { isRed: true, at })
  expect(await listRedNeighbours(db, checkout, [amara, wei])).toEqual([])
  await saveInitiativePeople(db, checkout, [amara, wei], { isRed: true, at })
  expect(await listRedNeighbours(db, checkout, [amara, wei])).toEqual([
    { initiativeId: billing, name: 'Billing', personIds: [amara, wei] },
  ])
  await saveInitiativePeople(db, billing, [wei], { isRed: true, at })
  expect(await listRedNeighbours(db, checkout, [amara, wei])).toMatchObject([{ personIds: [wei] }])
  await saveInitiativePeople(db, billing, [wei], { isRed: false, at })
  expect(await listRedNeighbours(db, checkout, [amara, wei])).toEqual([])
})
