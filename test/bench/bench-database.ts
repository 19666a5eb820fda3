import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrateDatabase } from '../../src/store/database.ts'
import { startEmbeddedPostgres } from '../../src/store/postgres/embedded-postgres.ts'
import { databaseUrl, dropClones, makeTemplate, withServer } from '../template.ts'

export interface BenchDatabases {
  /** A migrated, empty database. */
  create(): Promise<string>
  drop(url: string): Promise<void>
  close(): Promise<void>
}

/** The server given, or the embedded one as the service starts it, with its own settings. */
export async function openBenchDatabases(serverUrl: string | null): Promise<BenchDatabases> {
  const server = serverUrl === null ? await startServer() : { url: serverUrl, stop: async () => {} }
  const template = await makeTemplate(server.url, migrateDatabase)
  const prefix = template.replace('template_', 'test_')
  let made = 0
  return {
    async create() {
      made += 1
      const name = `${prefix}_${made}`
      await withServer(server.url, client => client.query(`create database ${name} template ${template}`))
      return databaseUrl(server.url, name)
    },
    async drop(url) {
      await withServer(server.url, client =>
        client.query(`drop database ${new URL(url).pathname.slice(1)} with (force)`),
      )
    },
    async close() {
      await dropClones(server.url, template)
      await server.stop()
    },
  }
}

async function startServer(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'milepost-bench-'))
  // Run by root, Postgres runs as another user, who has to reach it.
  await chmod(dataDir, 0o755)
  const log = { info: () => {}, warn: console.error, error: console.error }
  const server = await startEmbeddedPostgres({ dataDir, log })
  return {
    url: server.url,
    stop: async () => {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
