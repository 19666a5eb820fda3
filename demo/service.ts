import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Logger } from 'pino'
import postgres from 'postgres'
import type { Config } from '../src/config.ts'
import { type Service, startService } from '../src/service.ts'
import { startEmbeddedPostgres } from '../src/store/postgres/embedded-postgres.ts'
import { keepSecret } from '../src/store/postgres/kept-secret.ts'
import { type KeptFiles, type KeptState, openKeptFiles } from './kept-state.ts'

export interface DemoService {
  readonly service: Service
  readonly url: string
  readonly adminToken: string
  readonly files: KeptFiles
  /** What the run before left; null on a first run. */
  readonly before: KeptState | null
  readonly close: () => Promise<void>
}

/**
 * Starts the real service with its embedded database in a folder of its own below DATA_DIR, so that the demo never touches
 * the data of an installation. From empty, unless the run goes on with what the one before left.
 */
export async function startDemoService(config: Config, log: Logger, keep: boolean): Promise<DemoService> {
  const dataDir = join(config.dataDir, 'demo')
  const files = openKeptFiles(dataDir)
  const before = keep ? files.find() : null
  if (keep && before === null)
    throw new Error('There is nothing to go on with: run the demo once without --keep first.')
  const database = await startEmbeddedPostgres({ dataDir, log })
  try {
    if (before === null) {
      files.forget()
      await emptyDatabase(database.url)
    }
    const adminToken = before?.adminToken ?? randomBytes(32).toString('base64url')
    const service = await startService({
      config: {
        ...config,
        dataDir,
        databaseUrl: database.url,
        redisUrl: null,
        masterKeys: [Buffer.from(await keepSecret(join(dataDir, 'master-key')), 'hex')],
        adminToken,
        // The stand-in trackers listen on this machine only.
        privateHosts: ['127.0.0.1', ...config.privateHosts],
      },
      log,
      roles: { api: true, worker: true },
    })
    if (service.url === null) throw new Error('the service has no address')
    const close = async () => {
      await service.close()
      await database.stop()
    }
    return { service, url: service.url, adminToken, files, before, close }
  } catch (error) {
    await database.stop()
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new Error(`PORT ${config.port} is taken by another process; choose another one, or 0 for any that is free.`)
    }
    throw error
  }
}

async function emptyDatabase(url: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await client`drop schema if exists public, drizzle, queue cascade`
    await client`create schema public`
  } finally {
    await client.end()
  }
}
