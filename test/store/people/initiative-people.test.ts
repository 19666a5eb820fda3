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

test('of many red initiatives that share people, those that share the most are told', async () => {
  const { db } = database
  const at = '2026-03-01T09:00:00.000Z'
  const people = Array.from({ length: 15 }, () => randomUUID()).toSorted()
  const own = await seedInitiative(db, 'Platform')
  await saveInitiativePeople(db, own, people, { isRed: true, at })
  const others: string[] = []
  for (const count of people.keys()) {
    const other = await seedInitiative(db, `Red ${count}`)
    await saveInitiativePeople(db, other, people.slice(0, count + 1), { isRed: true, at })
    others.push(other)
  }
  const told = await listRedNeighbours(db, own, people)
  expect(told.map(({ initiativeId }) => initiativeId)).toEqual(others.slice(5).toSorted())
  expect(told.find(({ name }) => name === 'Red 14')?.personIds).toEqual(people)
})
