import { afterAll, beforeAll, expect, test } from 'vitest'
import { dropKnown, listRawRecords, saveRawRecords, toReadRecord } from '../../../src/store/records/raw-records.ts'
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

test('what is known already says nothing, nor does what is older than that: an index that lags answers what was', async () => {
  const { db } = database
  const connectionId = await saveConnection(db, 'jira', {}, {})
  const read = (revision: number, links: readonly string[], readTicket: number) =>
    toReadRecord(
      {
        ...{ kind: 'issue', externalId: '7', revision, revisionDetail: 0, payload: { links }, context: {} },
        fetchedAt: '2026-11-02T09:00:00.000Z',
      },
      { readTicket, readQuality: 0 },
    )
  await saveRawRecords(db, connectionId, [read(20, ['A blocks B'], 8)], new Map())
  const kept = async (record: ReturnType<typeof read>) => (await dropKnown(db, connectionId, [record])).length
  expect(await kept(read(20, ['A blocks B'], 9))).toBe(0)
  expect(await kept(read(19, [], 10))).toBe(0)
  expect(await kept(read(20, [], 10))).toBe(1)
  expect(await kept(read(21, [], 10))).toBe(1)
})
