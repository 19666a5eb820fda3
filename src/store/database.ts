import { fileURLToPath } from 'node:url'
import type { SQL } from 'drizzle-orm'
import type { PgDatabase } from 'drizzle-orm/pg-core'
import { drizzle, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { preparing } from './postgres/prepared.ts'

/** A database, or a transaction in it: store functions take either as their first argument. */
export type Queryable = PgDatabase<PostgresJsQueryResultHKT>

export interface Database {
  readonly db: Queryable
  /** Hears what is notified on a channel, on a connection of its own, until the database is closed. */
  readonly listen: (channel: string, hear: (payload: string) => void) => Promise<void>
  readonly close: () => Promise<void>
}

export interface DatabaseOptions {
  readonly connections?: number
  /** Shown in pg_stat_activity. */
  readonly applicationName: string
}

/** A statement that runs longer is a mistake or a lock nobody gives back. */
const STATEMENT_TIMEOUT_MS = 60_000
/** No transaction waits for a tracker or a person. */
const IDLE_TRANSACTION_TIMEOUT_MS = 30_000

/**
 * Against 1 for the next page in order. Postgres's own 4 is of turning disks: with it, the history of one initiative is found by
 * reading that of all (3 times the time with 20 initiatives, and more with each further one).
 */
const RANDOM_PAGE_COST = 1.1

/** Between two attempts to connect. */
const LONGEST_REST_S = 2

export function openDatabase(url: string, { connections = 10, applicationName }: DatabaseOptions): Database {
  const client = postgres(url, {
    max: connections,
    onnotice: () => {},
    connect_timeout: 10,
    // In seconds. Without it a database that is back is left alone for up to 20 s more.
    backoff: attempts => Math.min(3 ** attempts / 100, LONGEST_REST_S) * (0.5 + Math.random() / 2),
    connection: {
      application_name: applicationName,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS,
      // A plan made without the values is a guess, and who waits for it cannot tell why.
      plan_cache_mode: 'force_custom_plan',
      random_page_cost: RANDOM_PAGE_COST,
      // Everything we write and compare is UTC; a day must never depend on the server's zone.
      TimeZone: 'UTC',
    },
  })
  return {
    db: drizzle(preparing(client)),
    listen: async (channel, hear) => {
      await client.listen(channel, hear)
    },
    close: () => client.end({ timeout: 5 }),
  }
}

/** Two processes that start at once migrate one after the other. */
const MIGRATION_LOCK = 4_716_501

/** Brings the schema up to date. Migrations are found beside the code, in the sources and in the image alike. */
export async function migrateDatabase(url: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`
    await migrate(drizzle(client), {
      migrationsFolder: fileURLToPath(new URL('../../drizzle/migrations', import.meta.url)),
    })
  } finally {
    await client.end({ timeout: 5 })
  }
}

/** Rows of a statement written by hand; the caller states their shape, which the statement's own columns must match. */
export async function queryRows<Row extends object>(db: Queryable, statement: SQL): Promise<readonly Row[]> {
  return (await db.execute(statement)) as unknown as readonly Row[]
}
