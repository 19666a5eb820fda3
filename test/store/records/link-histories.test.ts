import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { queryRows } from '../../../src/store/database.ts'
import { stoodAt } from '../../../src/store/portfolio/past-dependencies.ts'
import { takeReadTicket } from '../../../src/store/records/guarded-write.ts'
import { toReadRecord } from '../../../src/store/records/raw-records.ts'
import { applyRecords } from '../../../src/store/records/records.ts'
import type { RawRecord } from '../../../src/work/raw-record.ts'
import type { SourceLink, SourceRecord } from '../../../src/work/source-record.ts'
import { createTestDatabase, type TestDatabase } from '../../database.ts'
import { saveConnection } from '../../flows/connections.ts'
import { mappingWith, sourceWorkItem } from '../../work/source-work-item.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const mapping = { ...mappingWith(), meaningOf: () => 'blocks' as const }
const noon = (day: string): string => `2026-${day}T12:00:00.000Z`

const linkOf = (more: Partial<SourceLink> = {}): SourceLink => ({
  ...{ type: 'link', externalId: 'l1', typeId: 'blocks', fromId: 'one', toId: 'two', active: true, changedAt: null },
  ...more,
})
const changed = (day: string, active: boolean): SourceRecord => linkOf({ active, changedAt: noon(day) })

/** An item with all its links, as it is told when it was last changed on that day. */
const itemWith = (day: string, ...links: readonly SourceLink[]): SourceRecord =>
  sourceWorkItem({ externalId: 'one', key: 'ONE', updatedAt: noon(day), historyExtent: 'partial', links })
const listOf = (day: string, ...links: readonly SourceLink[]): SourceRecord => ({
  type: 'link_list',
  externalId: 'one',
  seenAt: noon(day),
  links,
})

/** Whether the link stood on each of these days, after all was read, each record by itself. */
async function stood(said: readonly SourceRecord[], days: readonly string[]): Promise<readonly boolean[]> {
  const { db } = database
  const connectionId = await saveConnection(db, 'azure-devops', {}, {})
  const parse = ({ payload }: RawRecord): readonly SourceRecord[] => [JSON.parse(String(payload))]
  for (const [index, record] of said.entries()) {
    const raw = {
      kind: 'link' as const,
      externalId: String(index),
      revision: index + 1,
      revisionDetail: 0,
      payload: JSON.stringify(record),
      context: {},
      fetchedAt: noon('12-31'),
    }
    await db.transaction(async tx => {
      const reading = { readTicket: await takeReadTicket(tx), readQuality: 0 as const }
      await applyRecords(tx, [toReadRecord(raw, reading)], { connectionId, parse, loadMapping: async () => mapping })
    })
  }
  const answers: boolean[] = []
  for (const day of days) {
    const [row] = await queryRows<{ stood: boolean }>(
      db,
      sql`select ${stoodAt(noon(day))} as stood from link l where l.connection_id = ${connectionId}`,
    )
    answers.push(row?.stood ?? false)
  }
  return answers
}

test('a link stood from its making to its removal, and again, in whatever order the tracker tells it', async () => {
  const feed = [changed('02-01', true), changed('03-01', false), changed('04-01', true)]
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
  ]) {
    const said = order.flatMap(index => feed[index] ?? [])
    expect(await stood(said, ['01-15', '02-15', '03-15', '04-15']), String(order)).toEqual([false, true, false, true])
  }
})

test('a link that its item tells stands from the making that the history knows, until it is missed', async () => {
  const said = [itemWith('02-10', linkOf({ madeAt: noon('02-01') })), itemWith('03-01')]
  expect(await stood(said, ['01-15', '02-15', '03-15'])).toEqual([false, true, false])
})

test('of a link whose making nobody tells, it is not said that there was none before it was first seen', async () => {
  expect(await stood([itemWith('02-10', linkOf())], ['01-15', '02-15'])).toEqual([true, true])
  expect(await stood([itemWith('02-10', linkOf()), itemWith('03-01')], ['01-15', '02-15', '03-15'])).toEqual([
    true,
    true,
    false,
  ])
})

test('a link that was missed in a list and is there again stood in between only where it was seen', async () => {
  const said = [listOf('02-01', linkOf()), listOf('03-01'), listOf('04-01', linkOf()), listOf('05-01', linkOf())]
  expect(await stood(said, ['02-15', '03-15', '04-15', '05-15'])).toEqual([true, false, true, true])
})
