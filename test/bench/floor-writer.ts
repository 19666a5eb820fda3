import { finished } from 'node:stream/promises'
import postgres from 'postgres'
import type { RowSource } from './floor-rows.ts'

/** The fastest here: COPY of 1,000 rows at a time over two connections. */
const ROWS_AT_ONCE = 1_000
const WRITERS = 2
const COPY_DEADLINE_MS = 60_000

interface Batch {
  readonly source: RowSource
  readonly from: number
  readonly to: number
  /** How much of the whole was read when these rows are known. */
  readonly dueAt: number
}

/**
 * Writes all rows, none earlier than `read` says that the share of the tracker they come from has been read: as a pipeline
 * does that writes while it reads.
 */
export async function writeRows(
  databaseUrl: string,
  sources: readonly RowSource[],
  read: { readonly share: () => number; readonly advanced: () => Promise<void> },
): Promise<void> {
  const batches = sources.flatMap(listBatches).sort((one, other) => one.dueAt - other.dueAt)
  const client = postgres(databaseUrl, { max: WRITERS, onnotice: () => {} })
  let next = 0
  async function work(): Promise<void> {
    for (;;) {
      const batch = batches[next]
      if (batch === undefined) return
      if (batch.dueAt > read.share()) {
        await read.advanced()
        continue
      }
      next += 1
      await copy(client, batch)
    }
  }
  try {
    await Promise.all(Array.from({ length: WRITERS }, work))
  } finally {
    await client.end()
  }
}

function listBatches(source: RowSource): readonly Batch[] {
  const batches: Batch[] = []
  for (let from = 0; from < source.rows; from += ROWS_AT_ONCE) {
    const to = Math.min(source.rows, from + ROWS_AT_ONCE)
    batches.push({ source, from, to, dueAt: to / source.rows })
  }
  return batches
}

async function copy(client: postgres.Sql, { source, from, to }: Batch): Promise<void> {
  const columns = source.columns.map(name => `"${name}"`).join(', ')
  let text = ''
  for (let index = from; index < to; index += 1) text += source.write(index)
  const stream = await client.unsafe(`copy "${source.table}" (${columns}) from stdin`).writable()
  stream.end(text)
  // The driver does not say when a COPY is refused.
  await finished(stream, { signal: AbortSignal.timeout(COPY_DEADLINE_MS) })
}
