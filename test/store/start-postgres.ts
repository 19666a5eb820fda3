import { startEmbeddedPostgres } from '../../src/store/postgres/embedded-postgres.ts'

/** A process that embedded-postgres.test.ts kills: it starts the server, says where, and stays. */
const log = { info: () => {}, warn: () => {}, error: () => {} }
const { url } = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '', log })
process.stdout.write(`${url}\n`)
setInterval(() => {}, 1_000)
