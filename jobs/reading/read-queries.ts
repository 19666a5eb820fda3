import { RejectedError } from '../../connectors/errors.ts'
import { markDue } from '../../src/store/portfolio/assessment-due.ts'
import { refreshScope } from '../../src/store/scope/initiative-items.ts'
import { closeGapsBut, saveGaps } from '../../src/store/sync/gaps.ts'
import { proveLease } from '../../src/store/sync/leases.ts'
import { forgetQueries, listNamedQueries, saveQueryItems } from '../../src/store/sync/saved-queries.ts'
import { recordId } from '../../src/work/record-id.ts'
import type { Pass } from './pass.ts'

const GAP = 'saved_query'

/**
 * Reads what the saved queries find that rules of initiatives name, and moves the items in and out of scope. One that
 * cannot be read keeps what it found last, and a gap says so.
 */
export async function readQueries(pass: Pass): Promise<void> {
  const { db, connectionId } = pass
  const named = await listNamedQueries(db, connectionId)
  const unreadable: { readonly query: string; readonly why: string }[] = []
  for (const query of named) {
    const found = await findItems(pass, query)
    if (found instanceof RejectedError) unreadable.push({ query, why: found.message })
    else await keepFound(pass, query, found)
  }
  await forgetQueries(db, connectionId, named)
  await saveGaps(
    db,
    unreadable.map(({ query, why }) => ({
      connectionId,
      scopeExternalId: '',
      stream: 'work_items',
      kind: GAP,
      subject: query,
      detail: `A rule of an initiative names this query, and keeps what it found last. ${why}`,
    })),
  )
  await closeGapsBut(
    db,
    connectionId,
    GAP,
    unreadable.map(({ query }) => query),
  )
}

async function findItems({ source, connectionId }: Pass, query: string): Promise<readonly string[] | RejectedError> {
  const ids: string[] = []
  try {
    for await (const { externalId } of source.listQuery(query))
      ids.push(recordId(connectionId, 'work_item', externalId))
    return ids
  } catch (error) {
    if (error instanceof RejectedError && error.reason !== 'credentials') return error
    throw error
  }
}

async function keepFound({ db, connectionId, lease, now }: Pass, query: string, ids: readonly string[]): Promise<void> {
  const at = now().toISOString()
  await db.transaction(async tx => {
    await proveLease(tx, lease)
    const moved = await saveQueryItems(tx, { connectionId, query }, ids, at)
    await markDue(tx, await refreshScope(tx, at, moved))
  })
}
