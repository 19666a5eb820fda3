import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { openAnsweredSocket } from '../../../jobs/backend/answered-socket.ts'
import { createTestDatabase } from '../../database.ts'
import { startFaultyNetwork } from '../../faulty-network.ts'

const PATIENCE_MS = 500

test('a connection that gets no answer ends itself, one that is answered or idle does not', async () => {
  const database = await createTestDatabase()
  const address = new URL(database.url)
  const network = await startFaultyNetwork(Number(address.port))
  address.host = `127.0.0.1:${network.port}`
  const client = new pg.Client({
    connectionString: address.href,
    // pg hands it what it was configured with, and its types do not know that it calls it.
    ...{ stream: () => openAnsweredSocket(PATIENCE_MS) },
  })
  onTestFinished(async () => {
    await network.close()
    await database.drop()
  })
  const failures: string[] = []
  client.on('error', ({ message }) => failures.push(message))
  await client.connect()
  await client.query('select 1')
  await new Promise(done => setTimeout(done, 2 * PATIENCE_MS))
  await client.query('select 1')
  expect(failures).toEqual([])

  network.silence()
  const ended = new Promise<void>(resolve => client.once('end', resolve))
  await expect(client.query('select 1')).rejects.toThrow('does not answer')
  await ended
  expect(failures[0]).toBe('The database does not answer.')
})
