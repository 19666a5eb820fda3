import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { queryRows } from '../../../src/store/database.ts'
import { startKilledPostgres } from '../../soak/killed-postgres.ts'

test('the embedded Postgres gives no number of a sequence twice, also when it was killed', async () => {
  const postgres = await startKilledPostgres()
  try {
    // As the queue makes the numbers of its jobs: the sequence and its first number in one statement.
    await queryRows(
      postgres.db(),
      sql`do $$ begin create sequence numbers; perform nextval('numbers'); create table given as select 1 as number; end $$`,
    )
    const take = () => queryRows(postgres.db(), sql`insert into given select nextval('numbers')`)
    for (let times = 0; times < 5; times += 1) await take()
    postgres.kill()
    await postgres.restart()
    for (let times = 0; times < 5; times += 1) await take()
    const twice = await queryRows(postgres.db(), sql`select number from given group by number having count(*) > 1`)
    expect(twice).toEqual([])
  } finally {
    await postgres.close()
  }
})
