import { createHash } from 'node:crypto'
import { chown, mkdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import pg from 'pg'
import type { Logger } from 'pino'
import { makeDataFolder } from './data-folder.ts'
import { keepSecret } from './kept-secret.ts'
import { findPostgresBinaries } from './postgres-binaries.ts'
import {
  type Cluster,
  createCluster,
  DATABASE_USER,
  findRunningPort,
  readStartLog,
  startCluster,
  stopCluster,
} from './postgres-cluster.ts'
import { canReach, findServerUser, type SystemUser } from './system-user.ts'

export interface EmbeddedPostgres {
  readonly url: string
  /** Stops the server after everything that uses it has been closed. */
  readonly stop: () => Promise<void>
}

export interface EmbeddedPostgresOptions {
  readonly dataDir: string
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>
  /** Called when the server goes away although nobody stopped it. */
  readonly onLost?: () => void
  /** Postgres settings on top of ours. */
  readonly settings?: Readonly<Record<string, string>>
}

const DATABASE_NAME = 'milepost'
/** Whoever holds it owns the server; it goes with the death of its connection, and so of the process. */
const OWNER_LOCK = 4_716_502
/** How long the server may take to notice that the process it served was killed, and to get up or shut down. */
const OWNER_WAIT_MS = 5_000

/**
 * A real Postgres server with its data in dataDir. It outlives a kill -9 of this process: the next start takes over the
 * server that still runs, or starts it anew; Postgres itself clears a stale lock file.
 */
export async function startEmbeddedPostgres({
  dataDir,
  log,
  settings = {},
  onLost = () => {},
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const user = findServerUser()
  const folder = await chooseFolder(resolve(dataDir), user, log)
  const cluster: Cluster = { binaries: await findPostgresBinaries(user), folder, user }
  const password = await keepSecret(join(dataDir, 'postgres-password'))
  await createCluster(cluster, password)

  const runningPort = await findRunningPort(cluster)
  // Another process may start it in the same moment: then ours fails and theirs runs.
  const port = runningPort ?? (await startCluster(cluster, settings)) ?? (await findRunningPort(cluster))
  if (port === null)
    throw new Error(`The embedded Postgres did not start in ${folder}. It says: ${await readStartLog(cluster)}`)

  const addressOf = (database: string): string =>
    `postgres://${DATABASE_USER}:${password}@127.0.0.1:${port}/${database}`
  const owner = await takeOwnership(addressOf('postgres'), dataDir)
  let isStopping = false
  owner.on('error', error => {
    if (isStopping) return
    log.error({ error: error.message }, 'the embedded Postgres has gone away')
    onLost()
  })
  log.info({ folder, port, wasRunning: runningPort !== null }, 'the embedded Postgres runs')
  return {
    url: addressOf(DATABASE_NAME),
    async stop() {
      if (isStopping) return
      isStopping = true
      // The lock is held until the server is down, so that nobody takes over a server that is about to end.
      await stopCluster(cluster)
      await owner.end().catch(() => {})
    },
  }
}

/** The folder of the server, which its user must be able to reach: /root, for one, is closed to everybody else. */
async function chooseFolder(
  dataDir: string,
  user: SystemUser | null,
  log: EmbeddedPostgresOptions['log'],
): Promise<string> {
  await makeDataFolder(dataDir)
  if (user === null) return join(dataDir, 'postgres')
  if (canReach(user, dataDir)) return join(await giveFolder(join(dataDir, 'postgres-server'), user), 'postgres')
  const name = `${basename(dataDir)}-${createHash('sha256').update(dataDir).digest('hex').slice(0, 8)}`
  const folder = join('/var/lib/milepost', name)
  await mkdir('/var/lib/milepost', { recursive: true })
  log.warn(
    { dataDir, folder },
    `Postgres runs as ${user.name}, who cannot reach DATA_DIR: the database is kept elsewhere`,
  )
  return join(await giveFolder(folder, user), 'postgres')
}

async function giveFolder(folder: string, { uid, gid }: SystemUser): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chown(folder, uid, gid)
  return folder
}

/** Takes the lock on a connection of its own, and makes our database on the way if there is none. */
async function takeOwnership(url: string, dataDir: string): Promise<pg.Client> {
  const deadline = Date.now() + OWNER_WAIT_MS
  for (;;) {
    const client = new pg.Client({ connectionString: url, application_name: 'milepost owner', keepAlive: true })
    // An error without a listener would end the process; the query in flight rejects with the same error.
    client.on('error', () => {})
    try {
      await client.connect()
      const { rows } = await client.query('select pg_try_advisory_lock($1) as taken', [OWNER_LOCK])
      if (rows[0]?.taken === true) {
        const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE_NAME])
        if (found.rowCount === 0) await client.query(`create database ${DATABASE_NAME}`)
        return client
      }
    } catch (error) {
      await client.end().catch(() => {})
      if (Date.now() > deadline) throw error
      await pause()
      continue
    }
    await client.end()
    if (Date.now() > deadline) {
      throw new Error(
        `Another Milepost already runs on the data folder ${resolve(dataDir)}. Stop it first, or give this one a DATA_DIR ` +
          'of its own. To run several processes on one database, set DATABASE_URL.',
      )
    }
    await pause()
  }
}

const pause = (): Promise<void> => new Promise(done => setTimeout(done, 100))
