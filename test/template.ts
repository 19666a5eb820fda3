import { randomBytes } from 'node:crypto'
import pg from 'pg'

/** Makes the database that every test file clones: migrating once takes longer than cloning a hundred times. */
export async function makeTemplate(serverUrl: string, migrate: (url: string) => Promise<void>): Promise<string> {
  const name = `template_${randomBytes(4).toString('hex')}`
  await withServer(serverUrl, server => server.query(`create database ${name}`))
  await migrate(databaseUrl(serverUrl, name))
  // Cloning fails while anybody is connected to the template; now nobody can be.
  await withServer(serverUrl, server => server.query(`alter database ${name} with allow_connections false`))
  return name
}

/** The clones of this run that are left because their test file was killed, and the template. */
export async function dropClones(serverUrl: string, templateName: string): Promise<void> {
  const clones = templateName.replace('template_', 'test_')
  await withServer(serverUrl, async server => {
    const { rows } = await server.query('select datname from pg_database where starts_with(datname, $1)', [clones])
    for (const { datname } of rows) await server.query(`drop database "${datname}" with (force)`)
    await server.query(`drop database ${templateName}`)
  })
}

export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

export async function withServer<Result>(
  serverUrl: string,
  use: (server: pg.Client) => Promise<Result>,
): Promise<Result> {
  const server = new pg.Client({ connectionString: serverUrl, application_name: 'milepost test server' })
  await server.connect()
  try {
    return await use(server)
  } finally {
    await server.end()
  }
}
