import type { Queryable } from '../database.ts'
import { addTentatively } from '../sync/replayed-items.ts'
import type { ReadRecord } from './raw-records.ts'
import { saveRawRecords } from './raw-records.ts'
import { type Applied, type ApplyOptions, applyRecords } from './records.ts'

/**
 * Applies a batch; when the database refuses a value in it (a number out of range, a date that does not exist), halves the
 * batch behind savepoints until the record is found, keeps that one with the reason, and stores all others. Anything that
 * is not the data's fault (a lost connection, a deadlock) is thrown.
 */
export async function applyResilient(
  db: Queryable,
  batch: readonly ReadRecord[],
  options: ApplyOptions,
): Promise<Applied> {
  try {
    const replayed = options.replayed && addTentatively(options.replayed)
    const applied = await db.transaction(savepoint =>
      applyRecords(savepoint, batch, { ...options, ...(replayed && { replayed }) }),
    )
    replayed?.keep()
    return applied
  } catch (error) {
    const refusal = dataRefusal(error)
    if (refusal === null) throw error
    const only = batch.length === 1 ? batch[0] : undefined
    if (only === undefined) {
      const middle = Math.ceil(batch.length / 2)
      const first = await applyResilient(db, batch.slice(0, middle), options)
      const second = await applyResilient(db, batch.slice(middle), options)
      return joinApplied(first, second)
    }
    await saveRawRecords(db, options.connectionId, [only], new Map([[only.raw, refusal]]))
    const { kind, externalId } = only.raw
    return {
      changed: 0,
      deleted: 0,
      touchedItemIds: [],
      touchedDateIds: [],
      mappingChanged: false,
      gaps: [],
      unreadable: [{ kind, externalId, reason: refusal }],
    }
  }
}

/** SQLSTATE classes 22 (data), 23 (integrity), 54 (limits): the value is at fault. */
function dataRefusal(error: unknown): string | null {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const code: unknown = 'code' in cause ? cause.code : undefined
    if (typeof code === 'string' && /^(22|23|54)/.test(code))
      return `the database refuses a value of this record: ${cause.message}`
  }
  return null
}

export function joinApplied(a: Applied, b: Applied): Applied {
  return {
    changed: a.changed + b.changed,
    deleted: a.deleted + b.deleted,
    unreadable: [...a.unreadable, ...b.unreadable],
    touchedItemIds: [...a.touchedItemIds, ...b.touchedItemIds],
    touchedDateIds: [...a.touchedDateIds, ...b.touchedDateIds],
    mappingChanged: a.mappingChanged || b.mappingChanged,
    gaps: [...a.gaps, ...b.gaps],
  }
}
