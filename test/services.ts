import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrateDatabase } from '../src/store/database.ts'
import { startEmbeddedPostgres } from '../src/store/postgres/embedded-postgres.ts'
import { hasRedis } from './redis.ts'
import { dropClones, makeTemplate } from './template.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server's maintenance database. */
    readonly serverUrl: string
    /** A migrated database that the tests clone. */
    readonly templateName: string
  }
}

/** One real Postgres for the whole run: ours, in a temporary folder, or the one that TEST_DATABASE_URL names. */
export default async function startServices(project: TestProject): Promise<() => Promise<void>> {
  if (!hasRedis) console.warn('redis-server is not installed: the tests of the queue on Redis are skipped.')
  const givenUrl = process.env.TEST_DATABASE_URL
  const services = givenUrl === undefined ? await startServer() : { url: givenUrl, stop: async () => {} }
  const templateName = await makeTemplate(services.url, migrateDatabase)
  project.provide('serverUrl', services.url)
  project.provide('templateName', templateName)
  return async () => {
    await dropClones(services.url, templateName)
    await services.stop()
  }
}

async function startServer(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'milepost-test-'))
  // Run by root, Postgres runs as another user, who has to reach it.
  await chmod(dataDir, 0o755)
  const log = { info: () => {}, warn: console.warn, error: console.error }
  // Nothing in it is needed after a power cut.
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' }
  const server = await startEmbeddedPostgres({ dataDir, log, settings })
  const stop = async (): Promise<void> => {
    const kept = await listKeptDatabases(server.url)
    await server.stop()
    if (kept.length === 0) await rm(dataDir, { recursive: true, force: true })
    else
      console.log(
        `The databases of failed tests (${kept.join(', ')}) are kept in ${dataDir}; start Milepost's Postgres on it to look.`,
      )
  }
  return { url: server.url, stop }
}

async function listKeptDatabases(url: string): Promise<readonly string[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    const { rows } = await client.query(`select datname from pg_database where datname like 'kept_%'`)
    return rows.map(row => String(row.datname))
  } finally {
    await client.end()
  }
}
