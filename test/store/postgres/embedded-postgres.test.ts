import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startEmbeddedPostgres } from '../../../src/store/postgres/embedded-postgres.ts'

const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }

async function ask(url: string, statement: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

/** Starts the server in another process and gives its address once it runs. */
async function startElsewhere(dataDir: string): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const script = fileURLToPath(new URL('../start-postgres.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', chunk => resolve(String(chunk).trim()))
    child.once('exit', code => reject(new Error(`the other process ended with ${code}`)))
  })
  return { url, child }
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise(done => child.once('exit', done))
  child.kill('SIGKILL')
  await ended
}

describe('the embedded Postgres', () => {
  let dataDir: string
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'milepost-embedded-'))
    await chmod(dataDir, 0o755)
  })
  afterEach(() => rm(dataDir, { recursive: true, force: true }))

  it('keeps its data, its port and its password over a restart', async () => {
    const first = await startEmbeddedPostgres({ dataDir, log })
    await ask(first.url, 'create table kept as select 42 as answer')
    await first.stop()
    await first.stop()
    const second = await startEmbeddedPostgres({ dataDir, log })
    expect(second.url).toBe(first.url)
    expect(await ask(second.url, 'select answer from kept')).toEqual([{ answer: 42 }])
    await second.stop()
    await expect(ask(second.url, 'select 1')).rejects.toThrow('ECONNREFUSED')
  })

  it('lets nobody in without the password, and keeps the password from other users', async () => {
    const { url, stop } = await startEmbeddedPostgres({ dataDir, log })
    const wrong = new URL(url)
    wrong.password = 'guessed'
    await expect(ask(wrong.href, 'select 1')).rejects.toThrow('password authentication failed')
    expect((await stat(join(dataDir, 'postgres-password'))).mode & 0o777).toBe(0o600)
    expect(
      await ask(url, `select current_setting('listen_addresses') as on, current_setting('server_encoding') as text`),
    ).toEqual([{ on: '127.0.0.1', text: 'UTF8' }])
    await stop()
  })

  it('is taken over by the next start when its process was killed', async () => {
    const { url, child } = await startElsewhere(dataDir)
    await ask(url, 'create table kept as select 42 as answer')
    const [before] = await ask(url, 'select pg_postmaster_start_time()::text as started')
    await kill(child)
    const next = await startEmbeddedPostgres({ dataDir, log })
    expect(next.url).toBe(url)
    expect(await ask(next.url, 'select pg_postmaster_start_time()::text as started')).toEqual([before])
    expect(await ask(next.url, 'select answer from kept')).toEqual([{ answer: 42 }])
    await next.stop()
  })

  it.skipIf(process.platform !== 'linux')(
    'starts on what a killed server left behind, even when its process id is in use again',
    async () => {
      const first = await startEmbeddedPostgres({ dataDir, log })
      await ask(first.url, 'create table kept as select 42 as answer')
      const folder = join(dataDir, process.getuid?.() === 0 ? 'postgres-server/postgres' : 'postgres')
      const lockFile = join(folder, 'postmaster.pid')
      const [serverPid, ...lines] = (await readFile(lockFile, 'utf8')).split('\n')
      const gone = new Promise<void>(done => log.error.mockImplementationOnce(() => done()))
      process.kill(Number(serverPid), 'SIGKILL')
      await gone
      // In a container the same id belongs to somebody else after a restart; here to us.
      await writeFile(lockFile, [process.pid, ...lines].join('\n'))
      const second = await startEmbeddedPostgres({ dataDir, log })
      expect(await ask(second.url, 'select answer from kept')).toEqual([{ answer: 42 }])
      await second.stop()
    },
  )

  it('serves one Milepost at a time: the second says so, and does not stop the server of the first', async () => {
    const { url, child } = await startElsewhere(dataDir)
    await expect(startEmbeddedPostgres({ dataDir, log })).rejects.toThrow(
      `Another Milepost already runs on the data folder ${dataDir}.`,
    )
    expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }])
    await kill(child)
    await (await startEmbeddedPostgres({ dataDir, log })).stop()
  })

  it('says which version made a data folder that it cannot read', async () => {
    const first = await startEmbeddedPostgres({ dataDir, log })
    await first.stop()
    const folder = join(dataDir, process.getuid?.() === 0 ? 'postgres-server/postgres' : 'postgres')
    await writeFile(join(folder, 'PG_VERSION'), '15\n')
    await expect(startEmbeddedPostgres({ dataDir, log })).rejects.toThrow(
      /holds the data of Postgres 15, and this is Postgres 18/,
    )
  })
})
