import { CursorExpiredError } from '../../connectors/errors.ts'
import { proveLease } from '../../src/store/sync/leases.ts'
import { isComplete, type StreamKey } from '../../src/store/sync/sync-cursors.ts'
import {
  findOpenPart,
  forgetPartCursor,
  listOpenParts,
  markPartComplete,
  nameUnit,
  type OpenPart,
  savePartCursor,
} from '../../src/store/sync/sync-parts.ts'
import { holdLease } from './hold-lease.ts'
import type { Reader } from './pass.ts'
import { joinPulled, NOTHING_PULLED, type Pulled } from './pulled.ts'
import { readPages } from './read-pages.ts'
import { sideBySide } from './side-by-side.ts'

/** In one job; the limit of the tracker is kept by its budget, this one bounds the pages in memory. */
const PARTS_AT_ONCE = 1

/** Reads the parts that nobody holds, of one stream or of all of the connection, each to its end. */
export async function readOpenParts(
  reader: Reader,
  where: StreamKey | { readonly connectionId: string },
): Promise<Pulled> {
  const parts = await listOpenParts(reader.db, where)
  const pulled = await sideBySide(parts, PARTS_AT_ONCE, part => readPart(reader, part))
  return pulled.reduce(joinPulled, NOTHING_PULLED)
}

async function readPart(reader: Reader, listed: OpenPart): Promise<Pulled> {
  const { db } = reader
  const lease = await holdLease(db, { connectionId: listed.connectionId, unit: nameUnit(listed) })
  if (lease === null) return NOTHING_PULLED
  try {
    // Between the listing and the lease somebody else may have read it.
    const part = await findOpenPart(db, listed)
    if (part === null) return NOTHING_PULLED
    const { connectionId, scopeExternalId, stream, externalId, name } = part
    const key: StreamKey = { connectionId, scopeExternalId, stream }
    const pulled = await readPages(
      reader,
      {
        key,
        scope: { externalId, name, streams: [stream] },
        lease,
        isFirstReading: !(await isComplete(db, key)),
        saveCursor: (tx, cursor, records) => savePartCursor(tx, part, cursor, records),
      },
      part.cursor,
    )
    await db.transaction(async tx => {
      await proveLease(tx, lease)
      await markPartComplete(tx, part)
    })
    return pulled
  } catch (error) {
    if (error instanceof CursorExpiredError) await forgetPartCursor(db, listed)
    throw error
  } finally {
    await lease.release()
  }
}
