import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { queryRows } from '../../src/store/database.ts'
import { takeReadTicket } from '../../src/store/records/guarded-write.ts'
import { toReadRecord } from '../../src/store/records/raw-records.ts'
import { applyRecords } from '../../src/store/records/records.ts'
import type { RawRecord } from '../../src/work/raw-record.ts'
import type { SourceLink, SourceRecord } from '../../src/work/source-record.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { saveConnection } from '../flows/connections.ts'
import { mappingWith, sourceWorkItem } from '../work/source-work-item.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const mapping = mappingWith()

const NOON = '2026-03-01T12:00:00.000Z'
const LATER = '2026-03-01T12:00:01.000Z'

const parentLink = (fromId: string, toId: string): SourceLink => ({
  type: 'link',
  externalId: `${fromId}:${toId}`,
  typeId: 'child',
  fromId,
  toId,
  active: true,
  changedAt: null,
})

const items: readonly SourceRecord[] = ['story', 'old', 'new'].map(externalId =>
  sourceWorkItem({ externalId, key: externalId, title: `The ${externalId} epic`, historyExtent: 'partial' }),
)

/** The links that an item has, as read at that moment. */
const list = (externalId: string, seenAt: string, ...links: readonly SourceLink[]): SourceRecord => ({
  type: 'link_list',
  externalId,
  seenAt,
  links,
})

/** The title of the story's parent after these readings, each a list of what was seen together. */
async function parentAfter(readings: readonly (readonly SourceRecord[])[]): Promise<string | null> {
  const connectionId = await saveConnection(database.db, 'azure-devops', {}, {})
  for (const [index, said] of readings.entries()) {
    const raws = said.map((record, position) => ({
      kind: 'relations' as const,
      externalId: `${index}.${position}`,
      revision: 0,
      revisionDetail: 0,
      payload: JSON.stringify(record),
      context: {},
      fetchedAt: NOON,
    }))
    const parse = ({ payload }: RawRecord): readonly SourceRecord[] => [JSON.parse(String(payload))]
    await database.db.transaction(async tx => {
      const reading = { readTicket: await takeReadTicket(tx), readQuality: 0 as const }
      const batch = raws.map(raw => toReadRecord(raw, reading))
      await applyRecords(tx, batch, { connectionId, parse, loadMapping: async () => mapping })
    })
  }
  const rows = await queryRows<{ title: string | null }>(
    database.db,
    sql`
    select p.title from work_item w left join work_item p on p.id = w.parent_id
    where w.connection_id = ${connectionId} and w.external_id = 'story'`,
  )
  return rows[0]?.title ?? null
}

const before = [items, [list('story', NOON, parentLink('old', 'story'))]] as const

test('an item has the parent that its list of links names, and none when the list names none any more', async () => {
  expect(await parentAfter(before)).toBe('The old epic')
  expect(await parentAfter([...before, [list('story', LATER)]])).toBeNull()
})

test.each([
  ['old', 'new'],
  ['new', 'old'],
])('of two lists that were read at the same instant the later reading holds: %s, then %s', async (first, second) => {
  const readings = [first, second].map(parent => [list('story', NOON, parentLink(parent, 'story'))])
  expect(await parentAfter([items, ...readings])).toBe(`The ${second} epic`)
})

test('an item that moved has its new parent, in whatever order the ends were read', async () => {
  const moved = parentLink('new', 'story')
  const lists = [
    (at: string) => list('story', at, moved),
    (at: string) => list('new', at, moved),
    (at: string) => list('old', at),
  ]
  for (const order of [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]) {
    const read = order.map((which, step) => lists[which]?.(`2026-03-01T12:00:0${step + 1}.000Z`) ?? [])
    expect(await parentAfter([...before, read.flat()]), `one page: ${order}`).toBe('The new epic')
    const pages = read.map(each => [each].flat())
    expect(await parentAfter([...before, ...pages]), `a page each: ${order}`).toBe('The new epic')
  }
})
