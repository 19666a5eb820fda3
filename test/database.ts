import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { openDatabase, type Queryable } from '../src/store/database.ts'
import { databaseUrl, withServer } from './template.ts'

export interface TestDatabase {
  readonly url: string
  readonly db: Queryable
  /** Call it in afterAll, after everything else that uses the database has been closed. */
  drop(): Promise<void>
}

/** How long connections may take to be gone after their owner has closed them. */
const GOODBYE_MS = 2_000

/** What the test file under way has opened and whether a test of it has failed; read by leaks.ts after the last test. */
export const testFile = { databases: new Set<TestDatabase>(), hasFailed: false }

/** A migrated, empty database of its own, about 50 ms after the call. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = inject('serverUrl')
  const templateName = inject('templateName')
  const name = `${templateName.replace('template_', 'test_')}_${randomBytes(4).toString('hex')}`
  await withServer(serverUrl, server => server.query(`create database ${name} template ${templateName}`))
  const url = databaseUrl(serverUrl, name)
  const { db, close } = openDatabase(url, { applicationName: 'milepost test', connections: 4 })
  const database: TestDatabase = {
    url,
    db,
    async drop() {
      if (!testFile.databases.delete(database)) return
      await close()
      const leaks = await findConnections(serverUrl, name)
      if (testFile.hasFailed) await keepDatabase(serverUrl, name)
      else await withServer(serverUrl, server => server.query(`drop database ${name} with (force)`))
      if (leaks.length > 0) {
        throw new Error(
          `This test file left ${leaks.length} connection(s) to its database open (${leaks.join(', ')}). ` +
            'Close what was opened before dropping the database.',
        )
      }
    },
  }
  testFile.databases.add(database)
  return database
}

async function findConnections(serverUrl: string, name: string): Promise<readonly string[]> {
  const deadline = Date.now() + GOODBYE_MS
  return withServer(serverUrl, async server => {
    for (;;) {
      const { rows } = await server.query(
        `select coalesce(nullif(application_name, ''), 'without a name') as owner from pg_stat_activity
         where datname = $1 and backend_type = 'client backend'`,
        [name],
      )
      if (rows.length === 0 || Date.now() > deadline) return rows.map(({ owner }) => String(owner))
      await new Promise(done => setTimeout(done, 50))
    }
  })
}

async function keepDatabase(serverUrl: string, name: string): Promise<void> {
  const kept = name.replace('test_', 'kept_')
  await withServer(serverUrl, async server => {
    await server.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
    await server.query(`alter database ${name} rename to ${kept}`)
  })
  console.error(`A test failed; its database is kept as ${kept}.`)
}
