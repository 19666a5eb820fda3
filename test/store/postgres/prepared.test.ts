import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { queryRows } from '../../../src/store/database.ts'
import { createTestDatabase } from '../../database.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const listKept = (tx: typeof database.db, word: string) =>
  queryRows(
    tx,
    sql`select 1 from pg_prepared_statements where statement ~ ${`\\m${word}\\M`} and statement !~ 'pg_prepared'`,
  )

test('a read is prepared once per connection, in transactions and below, and keeps its answers apart', async () => {
  await database.db.transaction(async tx => {
    const ask = (db: typeof tx, number: number) =>
      queryRows<{ asked: number }>(db, sql`select ${number}::int + 1 as asked`)
    for (const number of [1, 2, 3]) expect(await ask(tx, number)).toMatchObject([{ asked: number + 1 }])
    await tx.transaction(async inner => {
      expect(await ask(inner, 41)).toMatchObject([{ asked: 42 }])
    })
    expect(await listKept(tx, 'asked')).toHaveLength(1)
  })
})

test('a write is prepared once as well, and its refusal is that of the database', async () => {
  await database.db.transaction(async tx => {
    await queryRows(tx, sql`create temporary table written_once (number int check (number < 10)) on commit drop`)
    const write = (db: typeof tx, number: number) =>
      queryRows<{ number: number }>(db, sql`insert into written_once values (${number}) returning number`)
    for (const number of [1, 2, 3]) expect(await write(tx, number)).toMatchObject([{ number }])
    await expect(tx.transaction(inner => write(inner, 10))).rejects.toMatchObject({ cause: { code: '23514' } })
    expect(await write(tx, 4)).toMatchObject([{ number: 4 }])
    expect(await queryRows(tx, sql`select number from written_once`)).toHaveLength(4)
    expect(await listKept(tx, 'written_once')).toHaveLength(1)
  })
})

test('long lists of values are not kept by the server', async () => {
  await database.db.transaction(async tx => {
    const many = Array.from({ length: 17 }, (_, number) => sql`${number}::int`)
    await queryRows(tx, sql`select 1 as asked_with where 1 in (${sql.join(many, sql`, `)})`)
    expect(await listKept(tx, 'asked_with')).toEqual([])
  })
})

test('a table that changes under a prepared statement does not fail the next one', async () => {
  const { db } = database
  await queryRows(db, sql`create table asked_table (number int)`)
  const ask = () => queryRows(db, sql`select * from asked_table where 1 = ${1}::int`)
  const write = () => queryRows(db, sql`insert into asked_table select 1 where 2 = ${1}::int returning *`)
  for (let time = 0; time < 20; time += 1) await Promise.all([ask(), write()])
  await queryRows(db, sql`alter table asked_table add column name text`)
  for (let time = 0; time < 20; time += 1) expect(await Promise.all([ask(), write()])).toEqual([[], []])
})
