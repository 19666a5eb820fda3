import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { openDatabase } from '../../../src/store/database.ts'
import { watchDatabase } from '../../../src/store/postgres/watch-database.ts'
import { createTestDatabase } from '../../database.ts'

/** Longer than the pool rests between two attempts to connect. */
const PATIENCE_MS = 3_000

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** How often silence was told while the database at this address was watched for twice the patience. */
async function watch(url: string): Promise<number> {
  const { db, close } = openDatabase(url, { applicationName: 'milepost test', connections: 2 })
  let told = 0
  const stop = watchDatabase(db, PATIENCE_MS, () => {
    told += 1
  })
  await pause(2 * PATIENCE_MS)
  stop()
  void close()
  return told
}

async function listen(hear: (socket: Socket) => void): Promise<Server> {
  const server = createServer(hear).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

const addressOf = (server: Server): string =>
  `postgres://someone@127.0.0.1:${(server.address() as AddressInfo).port}/milepost`

test('a database that answers is left alone', async () => {
  const database = await createTestDatabase()
  closing.push(() => database.drop())
  expect(await watch(database.url)).toBe(0)
})

test('a database that takes the connection and says nothing is told of, once', async () => {
  const sockets = new Set<Socket>()
  const server = await listen(socket => void sockets.add(socket.on('error', () => {})))
  closing.push(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  expect(await watch(addressOf(server))).toBe(1)
})

test('a database that refuses is waited for', async () => {
  const server = await listen(() => {})
  const address = addressOf(server)
  server.close()
  await once(server, 'close')
  expect(await watch(address)).toBe(0)
})
