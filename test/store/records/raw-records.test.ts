import { afterAll, beforeAll, expect, test } from 'vitest'
import { listRawRecords, saveRawRecords, toReadRecord } from '../../../src/store/records/raw-records.ts'
import type { RawRecord } from '../../../src/work/raw-record.ts'
import { createTestDatabase, type TestDatabase } from '../../database.ts'
import { saveConnection } from '../../flows/connections.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const PAYLOADS: readonly RawRecord['payload'][] = [
  { text: 'first line\nsecond line\r\n\n', 'ke\ny': '\u2028 \u2029 \u0085 \v \f' },
  '\n',
  { text: 'NUL \0, half of a pair \ud83d, "quoted", \\ and \\n' },
  null,
  [],
  { text: 'Größe 📅 ١٢٣' },
]

test('what trackers say is kept to the letter, each record its own, whatever breaks lines in it', async () => {
  const { db } = database
  const connectionId = await saveConnection(db, 'jira', {}, {})
  const records = PAYLOADS.map((payload, at) =>
    toReadRecord(
      {
        kind: 'issue',
        // Written in the order of the ids, and given in another.
        externalId: String(PAYLOADS.length - at),
        revision: 1,
        revisionDetail: 0,
        payload,
        context: { note: 'a\nb' },
        fetchedAt: '2026-11-02T09:00:00.000Z',
      },
      { readTicket: 1, readQuality: 0 },
    ),
  )
  await saveRawRecords(db, connectionId, records, new Map())
  const stored = await listRawRecords(db, connectionId, null, 100)
  const contentOf = (list: typeof stored) =>
    Object.fromEntries(list.map(({ raw, payloadText, hash }) => [raw.externalId, { raw, payloadText, hash }]))
  expect(contentOf(stored)).toEqual(contentOf(records))
})
