import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { migrateDatabase, openDatabase, type Queryable, queryRows } from '../../src/store/database.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/store/postgres/embedded-postgres.ts'

/** A Postgres of its own, for tests that kill it. */
export interface KilledPostgres {
  readonly url: string
  /** After a restart another one: what a pool has lost it may never find again. */
  readonly db: () => Queryable
  readonly kill: () => void
  readonly isAlive: () => boolean
  /** On the port it had. */
  readonly restart: () => Promise<void>
  readonly close: () => Promise<void>
}

/** The processes of a killed server end by themselves; until then a new one does not start. On a busy machine that takes a while. */
const MOST_STARTS = 300

export async function startKilledPostgres(): Promise<KilledPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'milepost-killed-'))
  // Run by root, Postgres runs as another user, who has to reach it.
  await chmod(dataDir, 0o755)
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  // A kill of the process is no power cut.
  const start = () => startEmbeddedPostgres({ dataDir, log, settings: { fsync: 'off', max_connections: '200' } })
  let server: EmbeddedPostgres = await start()
  const { url } = server
  await migrateDatabase(url)
  const connect = () => openDatabase(url, { applicationName: 'milepost test', connections: 3 })
  let database = connect()
  const [folder] = await queryRows<{ data_directory: string }>(database.db, sql`show data_directory`)
  const readPid = async (): Promise<number> =>
    Number((await readFile(join(folder?.data_directory ?? '', 'postmaster.pid'), 'utf8')).split('\n')[0])
  let pid = await readPid()
  let isAlive = true
  return {
    url,
    db: () => database.db,
    kill: () => {
      isAlive = false
      process.kill(pid, 'SIGKILL')
    },
    isAlive: () => isAlive,
    restart: async () => {
      for (let starts = 1; ; starts++) {
        try {
          server = await start()
          break
        } catch (error) {
          if (starts === MOST_STARTS) throw error
          await pause(100)
        }
      }
      if (server.url !== url) throw new Error(`Postgres came back at another address: ${server.url}`)
      pid = await readPid()
      const lost = database
      database = connect()
      await lost.close()
      isAlive = true
    },
    close: async () => {
      await database.close()
      if (isAlive) await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
