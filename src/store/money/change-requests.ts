import { and, eq, sql } from 'drizzle-orm'
import { changeRequest } from '../../../drizzle/schema/baseline.ts'
import type { BaselineUnit } from '../../portfolio/earned-value/baseline.ts'
import type { ChangeState } from '../../portfolio/earned-value/change-request.ts'
import type { Queryable } from '../database.ts'
import { listEntries, type Made } from '../entries.ts'
import { toInstantOrNull } from '../instant.ts'
import type { Page, PageRequest } from '../page.ts'

export interface StoredChangeRequest extends Made {
  readonly id: string
  readonly initiativeId: string
  readonly title: string
  readonly description: string | null
  readonly proposedBy: string
  readonly items: number | null
  readonly size: number | null
  readonly sizeUnit: BaselineUnit | null
  readonly days: number | null
  /** Decimal text. */
  readonly amount: string | null
  readonly currency: string | null
  readonly state: ChangeState
  readonly decidedBy: string | null
  readonly decidedAt: string | null
  readonly decisionReason: string | null
  /** The baseline that its approval made. */
  readonly baselineId: string | null
}

export type NewChangeRequest = Omit<
  StoredChangeRequest,
  'id' | 'state' | 'decidedBy' | 'decidedAt' | 'decisionReason' | 'baselineId'
>

const columns = sql`t.id, t.initiative_id as "initiativeId", t.title, t.description, t.proposed_by as "proposedBy", t.items, t.size,
  t.size_unit as "sizeUnit", t.days, t.amount, t.currency, t.state, t.decided_by as "decidedBy",
  t.decided_at as "decidedAt", t.decision_reason as "decisionReason",
  (select b.id from baseline b where b.change_request_id = t.id) as "baselineId"`

export async function addChangeRequest(db: Queryable, request: NewChangeRequest): Promise<StoredChangeRequest> {
  const [row] = await db
    .insert(changeRequest)
    .values({ ...request, state: 'proposed' })
    .returning({ id: changeRequest.id })
  const stored = row === undefined ? null : await findChangeRequest(db, row.id)
  if (stored === null) throw new Error('The change request was not stored.')
  return stored
}

export async function listChangeRequests(
  db: Queryable,
  { initiativeId, state }: { readonly initiativeId?: string; readonly state?: ChangeState },
  page: PageRequest,
): Promise<Page<StoredChangeRequest>> {
  const where = [
    initiativeId === undefined ? null : sql`t.initiative_id = ${initiativeId}`,
    state === undefined ? null : sql`t.state = ${state}`,
  ]
  const found = await listEntries<StoredChangeRequest>(db, sql`change_request`, { columns, where }, page)
  return { ...found, items: found.items.map(read) }
}

export async function findChangeRequest(db: Queryable, id: string): Promise<StoredChangeRequest | null> {
  const options = { columns, where: [sql`t.id = ${id}`] }
  const found = await listEntries<StoredChangeRequest>(db, sql`change_request`, options, { after: null, limit: 1 })
  return found.items[0] === undefined ? null : read(found.items[0])
}

/** Once and for good; false when it was decided already. */
export async function decideChangeRequest(
  db: Queryable,
  id: string,
  decision: {
    readonly state: 'approved' | 'rejected'
    readonly decidedBy: string
    readonly decidedAt: string
    readonly decisionReason: string
  },
): Promise<boolean> {
  const rows = await db
    .update(changeRequest)
    .set(decision)
    .where(and(eq(changeRequest.id, id), eq(changeRequest.state, 'proposed')))
    .returning({ id: changeRequest.id })
  return rows.length > 0
}

const read = (row: StoredChangeRequest): StoredChangeRequest => ({ ...row, decidedAt: toInstantOrNull(row.decidedAt) })
