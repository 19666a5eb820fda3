import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, queryRows } from '../src/store/database.ts'
import { createTestDatabase, type TestDatabase, testFile } from './database.ts'

describe('a test database', () => {
  let first: TestDatabase
  let second: TestDatabase
  beforeAll(async () => {
    first = await createTestDatabase()
    second = await createTestDatabase()
  })
  afterAll(async () => {
    await first.drop()
    await second.drop()
  })

  it('is migrated and empty', async () => {
    const rows = await queryRows<{ count: number }>(first.db, sql`select count(*)::int as count from work_item`)
    expect(rows).toEqual([{ count: 0 }])
  })

  it('does not see what happens in another', async () => {
    await first.db.execute(sql`create table only_here (id int)`)
    await expect(second.db.execute(sql`select * from only_here`)).rejects.toThrow()
  })

  it('is dropped, but not without a word about a connection left open', async () => {
    const third = await createTestDatabase()
    const forgotten = openDatabase(third.url, { applicationName: 'forgotten', connections: 1 })
    await forgotten.db.execute(sql`select 1`)
    await expect(third.drop()).rejects.toThrow(/left 1 connection\(s\) to its database open \(forgotten\)/)
    await forgotten.close()
    expect(testFile.databases.has(third)).toBe(false)
  })
})
