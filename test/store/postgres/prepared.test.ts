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

test('neither writes nor long lists of values are kept by the server', async () => {
  await database.db.transaction(async tx => {
    await queryRows(tx, sql`create temporary table asked_once (number int) on commit drop`)
    await queryRows(tx, sql`insert into asked_once values (${1})`)
    const many = Array.from({ length: 17 }, (_, number) => sql`${number}::int`)
    await queryRows(tx, sql`select 1 as asked_with where 1 in (${sql.join(many, sql`, `)})`)
    expect(await listKept(tx, 'asked_(once|with)')).toEqual([])
  })
})

test('a table that changes under a prepared read does not fail the next one', async () => {
  const { db } = database
  await queryRows(db, sql`create table asked_table (number int)`)
  const ask = () => queryRows(db, sql`select * from asked_table where 1 = ${1}::int`)
  for (let time = 0; time < 20; time += 1) await ask()
  await queryRows(db, sql`alter table asked_table add column name text`)
  for (let time = 0; time < 20; time += 1) expect(await ask()).toEqual([])
})
