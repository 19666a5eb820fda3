import { sql } from 'drizzle-orm'
import { worklog } from '../../../drizzle/schema/work.ts'
import type { WorklogFact } from '../../work/fact.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { type Version, writeGuarded } from './guarded-write.ts'

/** Hours a person logged. Returns the items whose hours changed. */
export async function saveWorklogs(
  db: Queryable,
  connectionId: string,
  facts: readonly { readonly fact: WorklogFact; readonly version: Version }[],
): Promise<readonly string[]> {
  const rows = facts.map(({ fact, version }) => ({
    ...fact,
    connectionId,
    ...version,
  }))
  const written = await writeGuarded(db, worklog, rows, { key: ['id'] })
  return rows.filter(row => written.has(row.id)).map(row => row.workItemId)
}

/** The ledger inferred from Completed Work is derived as a whole from an item's history: replace it as a whole. */
export async function replaceInferredWorklogs(
  db: Queryable,
  connectionId: string,
  byItem: ReadonlyMap<string, readonly WorklogFact[]>,
  version: Version,
): Promise<void> {
  if (byItem.size === 0) return
  const facts = [...byItem.values()].flat()
  await queryRows(
    db,
    sql`
    delete from worklog where inferred
      and work_item_id in (${idList([...byItem.keys()])})
      and id not in (${idList(facts.map(({ id }) => id))})`,
  )
  const rows = facts.map(fact => ({ ...fact, connectionId, ...version }))
  await writeGuarded(db, worklog, rows, { key: ['id'], skipUnchanged: true, guarded: false })
}
