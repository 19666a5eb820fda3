import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { Type } from 'typebox'
import { expect, it } from 'vitest'
import { defineJob } from '../../jobs/job.ts'
import { openDatabase, queryRows } from '../../src/store/database.ts'
import { openWorkplace, waitUntil } from './workplace.ts'

it('hears of new jobs again after every connection of the queue in Postgres was ended, the one it listens on too (Q4)', async () => {
  const workplace = await openWorkplace('postgres')
  const ran: string[] = []
  const job = defineJob({
    name: 'plain',
    payload: Type.Object({ id: Type.String() }),
    attempts: 3,
    run: async ({ id }) => {
      ran.push(id)
    },
  })
  const { db, close } = openDatabase(workplace.connection.databaseUrl, {
    applicationName: 'the one that ends others',
    connections: 1,
  })
  try {
    const queue = await workplace.openQueue([job])
    await workplace.startWorkers([job])
    await queue.enqueue('plain', { id: 'before' })
    await waitUntil('the job ran', () => ran.includes('before'))
    for (const round of ['1', '2', '3']) {
      const ended = await queryRows(
        db,
        sql`select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and application_name not like 'milepost test%'`,
      )
      expect(ended.length).toBeGreaterThan(1)
      // Whoever adds a job tries again by itself; here that is us.
      await waitUntil('the queue takes jobs again', async () =>
        queue.enqueue('plain', { id: round }).then(
          () => true,
          () => false,
        ),
      )
      await waitUntil('the job ran', () => ran.includes(round), 15_000)
      // And a job added when all is calm is run at once, not found by the next poll.
      await pause(3_000)
      const addedAt = Date.now()
      await queue.enqueue('plain', { id: `${round} calm` })
      await waitUntil('the job ran', () => ran.includes(`${round} calm`))
      expect(Date.now() - addedAt).toBeLessThan(5_000)
    }
  } finally {
    await close()
    await workplace.close()
  }
}, 120_000)
