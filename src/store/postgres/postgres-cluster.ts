import { spawn } from 'node:child_process'
import { chown, mkdtemp, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import type { PostgresBinaries } from './postgres-binaries.ts'
import { disownStaleLock } from './stale-lock.ts'
import type { SystemUser } from './system-user.ts'

/** One data folder of Postgres and how its programs are called for it. */
export interface Cluster {
  readonly binaries: PostgresBinaries
  readonly folder: string
  /** Null: the server runs as ourselves. */
  readonly user: SystemUser | null
}

export const DATABASE_USER = 'milepost'
const SETTINGS_FILE = 'milepost.conf'
const START_LOG = 'start.log'
const START_TIMEOUT_S = 60

/** Sized for a laptop or the smallest server; the durability settings are Postgres's own, that is, safe. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  // A socket path has at most 107 characters; data folders are often longer.
  unix_socket_directories: '',
  // The queue keeps two to three connections for each kind of job.
  max_connections: '120',
  shared_buffers: '128MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  max_wal_size: '1GB',
  // Nothing replicates from an embedded server; but with 'minimal', a sequence that was made and used in one statement begins
  // anew after a crash, and the numbers of the queue's jobs come from such ones.
  wal_level: 'replica',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  max_parallel_workers_per_gather: '1',
  io_workers: '1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  // Seven files, one a weekday, each written anew a week later: the log cannot fill the disk for ever.
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'postgres-%a.log',
  log_truncate_on_rotation: 'on',
  log_rotation_size: '0',
}

/** Makes the data folder unless it exists. Of two processes that do it at once, the first wins and both go on. */
export async function createCluster({ binaries, folder, user }: Cluster, password: string): Promise<void> {
  const version = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => null)
  if (version !== null) {
    if (version.trim() === binaries.majorVersion) return
    throw new Error(
      `${folder} holds the data of Postgres ${version.trim()}, and this is Postgres ${binaries.majorVersion}. ` +
        'Dump it with the version that made it and restore the dump, or set DATA_DIR to an empty folder.',
    )
  }
  const fresh = await mkdtemp(`${folder}.init-`)
  const passwordFile = join(fresh, 'password')
  const data = join(fresh, 'data')
  try {
    await writeFile(passwordFile, password, { mode: 0o600 })
    if (user !== null) {
      for (const path of [fresh, passwordFile]) await chown(path, user.uid, user.gid)
    }
    const { code, output } = await run({ user }, binaries.initdb, [
      `--pgdata=${data}`,
      `--username=${DATABASE_USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
    ])
    if (code !== 0) throw new Error(`Postgres could not make its data folder ${folder}. It says: ${output.trim()}`)
    const configuration = await open(join(data, 'postgresql.conf'), 'a')
    await configuration.appendFile(`\ninclude '${SETTINGS_FILE}'\n`)
    await configuration.close()
    await rename(data, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

/** The port of the running server; null when none runs. A lock file left by a crash does not count. */
export async function findRunningPort({ binaries, folder, user }: Cluster): Promise<number | null> {
  await disownStaleLock(folder)
  const { code } = await run({ user }, binaries.pgCtl, ['status', '-D', folder])
  if (code !== 0) return null
  // https://www.postgresql.org/docs/18/storage-file-layout.html: the fourth line of postmaster.pid is the port.
  const lines = (await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  const port = Number(lines[3])
  return Number.isInteger(port) && port > 0 ? port : null
}

/** Starts the server on the port it had before if that is free, else on another; gives the port, or null if it failed. */
export async function startCluster(
  cluster: Cluster,
  settings: Readonly<Record<string, string>>,
): Promise<number | null> {
  const { binaries, folder, user } = cluster
  const settingsFile = join(folder, SETTINGS_FILE)
  const before = /^port = '(\d+)'$/m.exec(await readFile(settingsFile, 'utf8').catch(() => ''))
  const port = await findFreePort(Number(before?.[1] ?? 0))
  const lines = Object.entries({ ...SETTINGS, ...settings, port: String(port) }).map(
    ([name, value]) => `${name} = '${value}'`,
  )
  await writeFile(settingsFile, `# Written at each start of Milepost.\n${lines.join('\n')}\n`)
  if (user !== null) await chown(settingsFile, user.uid, user.gid)
  const { code } = await run({ user, isServer: true }, binaries.pgCtl, [
    'start',
    '-w',
    '-t',
    String(START_TIMEOUT_S),
    '-D',
    folder,
    '-l',
    join(folder, START_LOG),
  ])
  return code === 0 ? port : null
}

/** What the server wrote when it last started, for a person. */
export async function readStartLog({ folder }: Cluster): Promise<string> {
  const log = await readFile(join(folder, START_LOG), 'utf8').catch(() => '')
  return log.trim().split('\n').slice(-5).join('\n')
}

/** What pg_ctl says of a server that does not run: it was stopped, or killed and left its file behind. */
const NOT_RUNNING = /PID file|No such process/

/** Ends open sessions, writes everything down and waits for the end of the server. */
export async function stopCluster({ binaries, folder, user }: Cluster): Promise<void> {
  const { code, output } = await run({ user }, binaries.pgCtl, ['stop', '-m', 'fast', '-w', '-D', folder])
  if (code !== 0 && !NOT_RUNNING.test(output))
    throw new Error(`Postgres could not be stopped. It says: ${output.trim()}`)
}

async function findFreePort(wanted: number): Promise<number> {
  const listen = (port: number): Promise<number | null> =>
    new Promise(resolve => {
      const probe = createServer()
      probe.once('error', () => resolve(null))
      probe.listen(port, '127.0.0.1', () => {
        const address = probe.address()
        probe.close(() => resolve(address !== null && typeof address === 'object' ? address.port : null))
      })
    })
  const port = (await listen(wanted)) ?? (await listen(0))
  if (port === null) throw new Error('No free port on 127.0.0.1 for the embedded Postgres.')
  return port
}

/** A server keeps the pipes it was started with open, so that waiting for their end would never end. */
function run(
  { user, isServer = false }: { readonly user: SystemUser | null; readonly isServer?: boolean },
  program: string,
  options: readonly string[],
): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, options, {
      stdio: isServer ? 'ignore' : ['ignore', 'pipe', 'pipe'],
      // The folder we were started in may be closed to that user.
      cwd: dirname(program),
      // The server must not inherit our secrets. Windows needs its own variables to start anything.
      ...(process.platform === 'win32' ? {} : { env: { LC_ALL: 'C', PATH: '/usr/local/bin:/usr/bin:/bin' } }),
      ...(user === null ? {} : { uid: user.uid, gid: user.gid }),
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => (output += String(chunk)))
    child.once('error', reject)
    child.once('close', code => resolve({ code, output }))
  })
}
