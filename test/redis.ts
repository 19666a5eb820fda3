import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { findFreePort } from './free-port.ts'

export interface TestRedis {
  readonly url: string
  stop(): Promise<void>
}

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

const SAFE_SETTINGS = { 'maxmemory-policy': 'noeviction', appendonly: 'yes' }

/** A redis-server of its own on a free port, set up as production needs it unless told otherwise. */
export async function startTestRedis(settings: Readonly<Record<string, string>> = {}): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'milepost-redis-'))
  const port = await findFreePort()
  const options = { port: String(port), bind: '127.0.0.1', dir: folder, save: '', ...SAFE_SETTINGS, ...settings }
  const server = spawn(
    'redis-server',
    Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    { stdio: 'ignore' },
  )
  const url = `redis://127.0.0.1:${port}`
  await waitForAnswer(url)
  return {
    url,
    async stop() {
      const ended = new Promise(done => server.once('exit', done))
      if (server.exitCode === null && server.kill('SIGTERM')) await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function waitForAnswer(url: string): Promise<void> {
  const client = new Redis(url, { maxRetriesPerRequest: 50, retryStrategy: () => 100 })
  client.on('error', () => {})
  await client.ping()
  client.disconnect()
}
