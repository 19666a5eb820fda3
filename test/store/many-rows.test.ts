import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { area } from '../../drizzle/schema/work.ts'
import { queryRows } from '../../src/store/database.ts'
import { idList } from '../../src/store/id-list.ts'
import { writeGuarded } from '../../src/store/records/guarded-write.ts'
import { recordId } from '../../src/work/record-id.ts'
import { createTestDatabase } from '../database.ts'
import { saveConnection } from '../flows/connections.ts'

/** A statement has at most 65,535 parameters, and drivers were seen to count on from zero beyond that. */
const MANY = 70_000

test('seventy thousand rows and ids are written and asked for whole (P4)', async () => {
  const database = await createTestDatabase()
  try {
    const { db } = database
    const connectionId = await saveConnection(db, 'jira', {}, {})
    const version = { revision: 1, revisionDetail: 0, readTicket: 1, readQuality: 0 }
    const rows = Array.from({ length: MANY }, (_, at) => ({
      connectionId,
      externalId: String(at),
      path: `place ${at}`,
      ...version,
    }))
    const written = await writeGuarded(db, area, rows, { key: ['connectionId', 'externalId'] })
    expect(written.size).toBe(MANY)
    const [counted] = await queryRows<{ rows: number; right: number }>(
      db,
      sql`select count(*)::int as rows, count(*) filter (where path = 'place ' || external_id)::int as right from area`,
    )
    expect(counted).toEqual({ rows: MANY, right: MANY })
    const ids = rows.map(({ externalId }) => recordId(connectionId, 'work_item', externalId))
    const [found] = await queryRows<{ ids: number }>(
      db,
      sql`select count(distinct id)::int as ids from (${idList(ids)}) as list`,
    )
    expect(found?.ids).toBe(MANY)
  } finally {
    await database.drop()
  }
}, 60_000)
