import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadCompleteness } from '../../../src/store/sync/completeness.ts'
import { saveScopes } from '../../../src/store/sync/scopes.ts'
import {
  findCursor,
  forgetCursor,
  forgetCursors,
  markStreamComplete,
  saveCursor,
  saveSourceCount,
} from '../../../src/store/sync/sync-cursors.ts'
import { createTestDatabase, type TestDatabase } from '../../database.ts'
import { saveConnection } from '../../flows/connections.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

async function openStream() {
  const { db } = database
  const connectionId = await saveConnection(db, 'jira', {}, {}, randomUUID())
  const scopeExternalId = 'site'
  await saveScopes(db, connectionId, [{ externalId: scopeExternalId, name: 'Site', streams: ['work_items'] }])
  return { db, connectionId, key: { connectionId, scopeExternalId, stream: 'work_items' as const } }
}

test('a stream that was counted but never read starts from the beginning', async () => {
  const { db, key } = await openStream()
  await saveSourceCount(db, key, 12)
  expect(await findCursor(db, key)).toBeNull()
})

test('reading everything again does not unsay that it was complete before', async () => {
  const { db, connectionId, key } = await openStream()
  const completeAt = '2026-11-01T08:00:00.000Z'
  const reading = { completeAt, runId: randomUUID() }
  await saveCursor(db, key, 'page 7')
  expect(await markStreamComplete(db, key, reading)).toBe(true)
  expect(await markStreamComplete(db, key, reading)).toBe(false)
  await forgetCursors(db, connectionId)
  expect(await findCursor(db, key)).toBeNull()
  await saveCursor(db, key, 'page 1')
  await forgetCursor(db, key)
  expect(await findCursor(db, key)).toBeNull()
  const { streams } = await loadCompleteness(db, connectionId)
  expect(streams.map(stream => Date.parse(stream.completeAt ?? ''))).toEqual([Date.parse(completeAt)])
})
