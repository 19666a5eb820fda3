import { getTableColumns, getTableName, type SQL, sql } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import { type Queryable, queryRows } from '../database.ts'

/** How a record was read; orders readings of the same record. */
export interface Reading {
  /** Taken from the database before the request was sent. */
  readonly readTicket: number
  /** 1: by its id. 0: found by a search, whose index may lag. */
  readonly readQuality: 0 | 1
}

export interface Version extends Reading {
  readonly revision: number
  readonly revisionDetail: number
}

export const compareVersions = (a: Version, b: Version): number =>
  a.revision - b.revision ||
  a.revisionDetail - b.revisionDetail ||
  a.readTicket - b.readTicket ||
  a.readQuality - b.readQuality

export interface GuardedWrite<Row> {
  readonly key: readonly (keyof Row & string)[]
  /** Columns written when the row is new and left alone afterwards. */
  readonly onlyOnInsert?: readonly (keyof Row & string)[]
  /** False: any row may be replaced by one of equal or no version (links, which have none). Default true. */
  readonly guarded?: boolean
  /** Leave a row untouched when nothing but its reading would change. */
  readonly skipUnchanged?: boolean
  /**
   * A column of long text without line breaks, such as JSON: its values travel as lines of a text of their own. As values in
   * a JSON array they would be escaped here and parsed twice there, which is half of what writing them costs us.
   */
  readonly lines?: keyof Row & string
}

/** Statements of this many rows were the fastest measured (unnest and one JSON parameter alike, 500 to 1,000). */
const ROWS_PER_STATEMENT = 1_000

/**
 * The one way a tracker's record reaches a table: one statement per batch, rows in key order (so that concurrent writers
 * cannot deadlock), and a row is only replaced by a reading of the same or a later version. Returns the keys that were
 * written, joined by a blank, and whether each row is new. Rows must not repeat a key; their properties that are no columns
 * of the table are not written.
 */
export async function writeGuarded<Row extends object>(
  db: Queryable,
  table: PgTable,
  rows: readonly Row[],
  { key, onlyOnInsert = [], guarded = true, skipUnchanged = false, lines }: GuardedWrite<Row>,
): Promise<ReadonlyMap<string, { readonly isNew: boolean }>> {
  const written = new Map<string, { readonly isNew: boolean }>()
  const sample = rows[0]
  if (sample === undefined) return written
  const named = namedColumns(table, Object.keys(sample))
  const inLines = named.filter(({ property }) => property === lines)
  const inJson = named.filter(({ property }) => property !== lines)
  const columns = [...inJson, ...inLines]
  const tableName = sql.identifier(getTableName(table))
  const list = (picked: readonly NamedColumn[], prefix: string) =>
    sql.join(
      picked.map(({ column }) => sql`${sql.raw(prefix)}${sql.identifier(column.name)}`),
      sql`, `,
    )
  const isKey = (name: string) => (key as readonly string[]).includes(name)
  const keyColumns = columns.filter(({ property }) => isKey(property))
  const updated = columns.filter(
    ({ property }) => !isKey(property) && !(onlyOnInsert as readonly string[]).includes(property),
  )
  const compared = updated.filter(({ property }) => !READING_COLUMNS.has(property))
  const conditions: SQL[] = []
  if (guarded) {
    conditions.push(sql`(excluded.revision, excluded.revision_detail, excluded.read_ticket, excluded.read_quality)
      >= (t.revision, t.revision_detail, t.read_ticket, t.read_quality)`)
  }
  // One that counted as gone is written again even if it says the same: it was read later than the news of its end.
  const isThere = 'visibility' in getTableColumns(table) ? sql`and t.visibility = 'visible'` : sql``
  const onlyChanged = skipUnchanged
    ? // Left out before the conflict, which would lock the row: people are named on every page by every worker.
      sql`where not exists (select 1 from ${tableName} t
        where (${list(keyColumns, 't.')}) = (${list(keyColumns, 'r.')}) ${isThere}
          and (${list(compared, 't.')}) is not distinct from (${list(compared, 'r.')}))`
    : sql``
  const condition = conditions.length === 0 ? sql`` : sql` where ${sql.join(conditions, sql` and `)}`

  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    const batch = rows.slice(start, start + ROWS_PER_STATEMENT)
    const json = JSON.stringify(batch.map(row => renamed(row, inJson)))
    const read = sql`json_to_recordset(${json}::text::json) as (${sql.join(
      inJson.map(({ column }) => sql`${sql.identifier(column.name)} ${sql.raw(column.getSQLType())}`),
      sql`, `,
    )})`
    const long = inLines.map(({ property }) => sql`, string_to_table(${joinLines(batch, property)}::text, chr(10))`)
    const result = await queryRows<Record<string, unknown>>(
      db,
      sql`
      insert into ${tableName} as t (${list(columns, '')})
      select ${list(columns, 'r.')}
      from rows from (${read}${sql.join(long)}) as r(${list(columns, '')})
      ${onlyChanged}
      order by ${list(keyColumns, 'r.')}
      on conflict (${list(keyColumns, '')}) do update set
        ${sql.join(
          updated.map(({ column }) => sql`${sql.identifier(column.name)} = excluded.${sql.identifier(column.name)}`),
          sql`, `,
        )}
      ${condition}
      returning ${list(keyColumns, 't.')}, (xmax = 0) as "is new"`,
    )
    for (const row of result) {
      written.set(keyColumns.map(({ column }) => String(row[column.name])).join(' '), { isNew: row['is new'] === true })
    }
  }
  return written
}

const READING_COLUMNS = new Set(['revision', 'revisionDetail', 'readTicket', 'readQuality', 'fetchedAt'])

interface NamedColumn {
  readonly property: string
  readonly column: PgColumn
}

function namedColumns(table: PgTable, properties: readonly string[]): NamedColumn[] {
  const all: Record<string, PgColumn> = getTableColumns(table)
  return properties.flatMap(property => {
    const column = all[property]
    return column === undefined ? [] : [{ property, column }]
  })
}

const joinLines = (rows: readonly object[], property: string): string =>
  rows.map(row => String((row as Readonly<Record<string, unknown>>)[property])).join('\n')

function renamed(row: object, columns: readonly NamedColumn[]): Record<string, unknown> {
  const values = row as Readonly<Record<string, unknown>>
  const named: Record<string, unknown> = {}
  for (const { property, column } of columns) named[column.name] = values[property]
  return named
}

/** A ticket for a reading that is about to start. */
export async function takeReadTicket(db: Queryable): Promise<number> {
  const [row] = await queryRows<{ ticket: string }>(db, sql`select nextval('read_ticket') as ticket`)
  if (row === undefined) throw new Error('the database gave no read ticket')
  return Number(row.ticket)
}
