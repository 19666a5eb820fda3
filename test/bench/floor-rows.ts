import pg from 'pg'
import type { TableRows } from './rows.ts'

/** Rows of one table as the sync stored them, to be written again in the same number. */
export interface RowSource {
  readonly table: string
  readonly columns: readonly string[]
  readonly rows: number
  /** One row as the text of Postgres' COPY; `index` counts up to `rows`. */
  readonly write: (index: number) => string
}

/** So many rows of each table are read as patterns; those beyond repeat them under other keys. */
const PATTERNS = 2_000
/** A column of ids with fewer different values names few things (projects, people) and repeats them in every row. */
const DISTINCT_SHARE = 0.05

/** Reads patterns from the database that the sync has filled: same columns, same sizes, same spread of the keys. */
export async function readRowSources(
  databaseUrl: string,
  counted: readonly TableRows[],
): Promise<readonly RowSource[]> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  try {
    const sources: RowSource[] = []
    for (const { table, rows } of counted) if (rows > 0) sources.push(await readRowSource(client, table, rows))
    return sources
  } finally {
    await client.end()
  }
}

async function readRowSource(client: pg.Client, table: string, rows: number): Promise<RowSource> {
  const { rows: columns } = await client.query<{ name: string; type: string; isKey: boolean }>(
    `select a.attname as name, format_type(a.atttypid, null) as type,
       exists (select from pg_index i where i.indrelid = a.attrelid and i.indisunique
         and a.attnum = (i.indkey::int2[])[i.indnkeyatts - 1]) as "isKey"
     from pg_attribute a
     where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attidentity = '' and a.attgenerated = ''
     order by a.attnum`,
    [table],
  )
  const texts = columns.map(({ name }) => `${client.escapeIdentifier(name)}::text`).join(', ')
  const found = await client.query<(string | null)[]>({
    text: `select ${texts} from ${client.escapeIdentifier(table)} offset $1 limit $2`,
    values: [Math.max(0, Math.floor((rows - PATTERNS) / 2)), PATTERNS],
    rowMode: 'array',
  })
  const patterns = found.rows
  const vary = columns.map(({ type, isKey }, at) => {
    const distinct = new Set(patterns.map(pattern => pattern[at])).size
    if (type === 'uuid' && distinct > patterns.length * DISTINCT_SHARE) return varyId
    return isKey && type !== 'uuid' ? varyKey : null
  })
  return {
    table,
    columns: columns.map(({ name }) => name),
    rows,
    write: index => {
      const round = Math.floor(index / patterns.length)
      const pattern = patterns[index % patterns.length] ?? []
      const values = pattern.map((value, at) => {
        if (value === null) return '\\N'
        return escapeText(round === 0 ? value : (vary[at]?.(value, round) ?? value))
      })
      return `${values.join('\t')}\n`
    },
  }
}

/** Another id for each round, the same for the same id, and spread as widely. */
const varyId = (id: string, round: number): string =>
  ((Number.parseInt(id.slice(0, 8), 16) ^ Math.imul(round, 0x9e3779b9)) >>> 0).toString(16).padStart(8, '0') +
  id.slice(8)

const varyKey = (key: string, round: number): string =>
  /^\d+$/.test(key) ? `${key}${String(round).padStart(4, '0')}` : `${key}~${round}`

const escapeText = (text: string): string =>
  /[\\\t\n\r]/.test(text)
    ? text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
    : text
