import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMappingReader } from '../../../src/store/mapping/mapping-reader.ts'
import { requestReplay } from '../../../src/store/sync/request-replay.ts'
import { createTestDatabase, type TestDatabase } from '../../database.ts'
import { seedConnection, seedItem, seedProject, seedWord } from '../seed.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('whoever changes what words mean sees every record that was stored by what they meant before', async () => {
  const { db } = database
  const connectionId = await seedConnection(db, 'Cloud')
  const projectId = await seedProject(db, connectionId, 'PAY')
  const order: string[] = []
  const loadMapping = createMappingReader(connectionId)
  const [, needsReplay] = await Promise.all([
    db.transaction(async webhook => {
      await loadMapping(webhook, 'use')
      order.push('read')
      await wait(100)
      await seedItem(webhook, connectionId, projectId, 'PAY-1')
      order.push('stored')
    }),
    db.transaction(async structure => {
      while (order.length === 0) await wait(5)
      await createMappingReader(connectionId)(structure, 'change')
      order.push('changed')
      return await requestReplay(structure, connectionId, { mappingChanged: true })
    }),
  ])
  expect(order).toEqual(['read', 'stored', 'changed'])
  expect(needsReplay).toBe(true)
})

test('words that changed are read again, also by one who has read them before', async () => {
  const { db } = database
  const connectionId = await seedConnection(db, 'Server')
  const loadMapping = createMappingReader(connectionId)
  const read = () => db.transaction(tx => loadMapping(tx, 'use'))
  const first = await read()
  expect(await read()).toBe(first)
  await seedWord(db, connectionId, 'status', '10001', { proposed: 'done', confidence: 90 })
  expect(await read()).not.toEqual(first)
})
