import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrateDatabase } from '../../src/store/database.ts'
import { startEmbeddedPostgres } from '../../src/store/postgres/embedded-postgres.ts'

/** A Postgres of its own, for tests that stop all its processes as a machine that hangs would. */
export interface FrozenPostgres {
  readonly url: string
  readonly freeze: () => Promise<void>
  readonly thaw: () => Promise<void>
  readonly close: () => Promise<void>
}

export async function startFrozenPostgres(): Promise<FrozenPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'milepost-frozen-'))
  // Run by root, Postgres runs as another user, who has to reach it.
  await chmod(dataDir, 0o755)
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  const server = await startEmbeddedPostgres({ dataDir, log, settings: { fsync: 'off' } })
  await migrateDatabase(server.url)
  const lockFile = (await readdir(dataDir, { recursive: true })).find(name => name.endsWith('postmaster.pid'))
  const [pid] = (await readFile(join(dataDir, String(lockFile)), 'utf8')).split('\n')
  const postmaster = Number(pid)
  /** The one that makes new processes first. */
  const signal = async (name: 'SIGSTOP' | 'SIGCONT'): Promise<void> => {
    process.kill(postmaster, name)
    const children = await readFile(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8')
    for (const child of children.trim().split(' ')) process.kill(Number(child), name)
  }
  return {
    url: server.url,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    close: async () => {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
