import pg from 'pg'

export interface TableRows {
  readonly table: string
  /** Rows that stand there at the end. */
  readonly rows: number
  /** Inserts, updates and deletions that led there. */
  readonly written: number
}

/** Tables that hold no record of a tracker. */
const HOUSEKEEPING = new Set(['connection', 'lease', 'sync_run', 'sync_progress', 'sync_cursor', 'scope', 'api_token'])

/** What was written since `before`; every backend that wrote must have ended, as each reports its counts at its end. */
export async function countRows(databaseUrl: string, before: readonly TableRows[] = []): Promise<readonly TableRows[]> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  try {
    const { rows } = await client.query(
      `select relname as table, n_tup_ins + n_tup_upd + n_tup_del as written from pg_stat_user_tables where schemaname = 'public'`,
    )
    const counted: TableRows[] = []
    for (const { table, written } of rows) {
      if (HOUSEKEEPING.has(table)) continue
      const { rows: found } = await client.query(`select count(*) as rows from ${client.escapeIdentifier(table)}`)
      const known = before.find(each => each.table === table)?.written ?? 0
      counted.push({ table, rows: Number(found[0]?.rows), written: Number(written) - known })
    }
    return counted.filter(each => each.rows > 0 || each.written > 0).sort((one, other) => other.rows - one.rows)
  } finally {
    await client.end()
  }
}
