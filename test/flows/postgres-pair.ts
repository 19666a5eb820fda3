import { execFile } from 'node:child_process'
import { chownSync, existsSync, readdirSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findServerUser } from '../../src/store/postgres/system-user.ts'
import { findFreePort } from '../free-port.ts'

/** A Postgres and another one that follows it, as a fail-over needs them. */
export interface PostgresPair {
  readonly primaryPort: number
  readonly standbyPort: number
  readonly urlAt: (port: number) => string
  /** The first is gone at once, with all connections to it. */
  readonly losePrimary: () => Promise<void>
  /** The second one, which only answered questions until now, takes writes from here on. */
  readonly promote: () => Promise<void>
  readonly close: () => Promise<void>
}

const INSTALLED = '/usr/lib/postgresql'
const programs = findPrograms()

/** The programs that copy a running server do not come with the embedded one. */
export const hasStandby = programs !== null

function findPrograms(): string | null {
  const versions = existsSync(INSTALLED) ? readdirSync(INSTALLED) : []
  const folders = versions.map(version => join(INSTALLED, version, 'bin'))
  return folders.find(folder => existsSync(join(folder, 'pg_basebackup'))) ?? null
}

export async function startPostgresPair(): Promise<PostgresPair> {
  const user = findServerUser()
  const root = await mkdtemp(join(tmpdir(), 'milepost-pair-'))
  await chmod(root, 0o755)
  if (user !== null) chownSync(root, user.uid, user.gid)
  const [primary, standby] = [join(root, 'primary'), join(root, 'standby')]
  const [primaryPort, standbyPort] = [await findFreePort(), await findFreePort()]
  const run = async (name: string, ...given: string[]): Promise<void> => {
    const identity = user === null ? {} : { uid: user.uid, gid: user.gid }
    await promisify(execFile)(join(programs ?? '', name), given, { cwd: root, env: { LC_ALL: 'C' }, ...identity })
  }
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '120',
    wal_level: 'replica',
    fsync: 'off',
  }
  const start = (folder: string, port: number): Promise<void> => {
    const options = Object.entries({ ...settings, port: String(port) }).map(([name, value]) => `-c ${name}='${value}'`)
    // With a log file: pg_ctl waits for whoever holds its output.
    return run('pg_ctl', 'start', '-w', '-D', folder, '-l', `${folder}.log`, '-o', options.join(' '))
  }
  const stop = (folder: string): Promise<void> => run('pg_ctl', 'stop', '-D', folder, '-m', 'immediate').catch(() => {})
  const server = ['-h', '127.0.0.1', '-p', String(primaryPort), '-U', 'milepost']
  await run('initdb', '-D', primary, '-U', 'milepost', '--auth=trust', '--encoding=UTF8', '--locale=C')
  await start(primary, primaryPort)
  await run('createdb', ...server, 'milepost')
  await run('pg_basebackup', ...server, '-D', standby, '-R', '-X', 'stream', '--checkpoint=fast')
  await start(standby, standbyPort)
  return {
    primaryPort,
    standbyPort,
    urlAt: port => `postgres://milepost@127.0.0.1:${port}/milepost`,
    losePrimary: () => stop(primary),
    promote: () => run('pg_ctl', 'promote', '-w', '-D', standby),
    close: async () => {
      for (const folder of [primary, standby]) await stop(folder)
      await rm(root, { recursive: true, force: true })
    },
  }
}
