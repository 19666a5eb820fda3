import { eq, type SQL, sql } from 'drizzle-orm'
import { risk, riskEvent } from '../../../drizzle/schema/risk.ts'
import type { FoundRisk } from '../../portfolio/risk/auto-risk.ts'
import type { EntryKind, EntryStatus } from '../../portfolio/risk/register.ts'
import { type Queryable, queryRows } from '../database.ts'
import { idList } from '../id-list.ts'
import { toInstant, toInstantOrNull } from '../instant.ts'
import { cutPage, type Page, type PageRequest } from '../page.ts'

/** What a person says about an entry. */
export interface EntryFields {
  readonly kind: EntryKind
  readonly title: string
  readonly description: string | null
  readonly owner: string | null
  readonly dueDay: string | null
  readonly probability: number | null
  readonly impact: number | null
  readonly status: EntryStatus
  readonly statusReason: string | null
}

export type RiskEvidence = Pick<FoundRisk, 'text' | 'value' | 'threshold' | 'unit' | 'evidenceIds' | 'extent'>

export interface StoredRisk extends EntryFields {
  readonly id: string
  readonly nodeId: string
  /** Null: a person entered it. */
  readonly rule: string | null
  readonly evidence: RiskEvidence | null
  readonly createdBy: string
  readonly createdAt: string
  readonly changedAt: string
  readonly reviewedAt: string | null
}

export interface RiskFilter {
  readonly nodeIds?: readonly string[]
  readonly kind?: EntryKind
  readonly status?: EntryStatus
  readonly source?: 'entered' | 'automatic'
}

const columns = sql`id, node_id as "nodeId", kind, rule, title, description, owner, due_day as "dueDay", probability, impact,
  status, status_reason as "statusReason", evidence, created_by as "createdBy", created_at as "createdAt",
  changed_at as "changedAt", reviewed_at as "reviewedAt"`

/** In the order they were entered or found. */
export async function listRisks(db: Queryable, filter: RiskFilter, page: PageRequest): Promise<Page<StoredRisk>> {
  const { nodeIds, kind, status, source } = filter
  const [at = '', id = ''] = page.after ?? []
  const when = (condition: SQL, isAsked: boolean): SQL => (isAsked ? sql`and ${condition}` : sql``)
  const rows = await queryRows<StoredRisk>(
    db,
    sql`
    select ${columns} from risk
    where true ${when(sql`node_id in (${idList(nodeIds ?? [])})`, nodeIds !== undefined)}
      ${when(sql`kind = ${kind}`, kind !== undefined)} ${when(sql`status = ${status}`, status !== undefined)}
      ${when(sql`(fingerprint is null) = ${source === 'entered'}`, source !== undefined)}
      ${when(sql`(created_at, id) > (${at}::timestamptz, ${id}::uuid)`, page.after !== null)}
    order by created_at, id limit ${page.limit + 1}`,
  )
  return cutPage(rows, page.limit, row => [row.createdAt, row.id], read)
}

export async function findRisk(db: Queryable, id: string): Promise<StoredRisk | null> {
  const [row] = await queryRows<StoredRisk>(db, sql`select ${columns} from risk where id = ${id}`)
  return row === undefined ? null : read(row)
}

interface By {
  readonly by: string
  readonly at: string
}

export async function enterRisk(
  db: Queryable,
  nodeId: string,
  fields: EntryFields,
  { by, at }: By,
): Promise<StoredRisk> {
  return db.transaction(async transaction => {
    const [row] = await transaction
      .insert(risk)
      .values({ nodeId, ...fields, createdBy: by, createdAt: at, changedAt: at, reviewedAt: at })
      .returning({ id: risk.id })
    if (row === undefined) throw new Error('the entry was not stored')
    await transaction.insert(riskEvent).values({ riskId: row.id, change: 'entered', actor: by, details: fields, at })
    return load(transaction, row.id)
  })
}

/** Writes what is different and notes each field with what it was and is; nothing different is a review. Null: no such entry. */
export async function changeRisk(
  db: Queryable,
  id: string,
  change: Partial<EntryFields>,
  { by, at }: By,
): Promise<StoredRisk | null> {
  return db.transaction(async transaction => {
    await transaction.select({ id: risk.id }).from(risk).where(eq(risk.id, id)).for('update')
    const before = await findRisk(transaction, id)
    if (before === null) return null
    const fields = Object.keys(change) as (keyof EntryFields)[]
    const changed = fields.filter(field => change[field] !== undefined && change[field] !== before[field])
    const details = Object.fromEntries(changed.map(field => [field, { from: before[field], to: change[field] }]))
    const isDecision = change.status === 'accepted' || change.status === 'dismissed'
    const decided =
      change.status === undefined ? {} : { decidedExtent: isDecision ? (before.evidence?.extent ?? null) : null }
    const times = { reviewedAt: at, ...(changed.length === 0 ? {} : { changedAt: at }) }
    await transaction
      .update(risk)
      .set({ ...change, ...decided, ...times })
      .where(eq(risk.id, id))
    const event = { change: changed.length === 0 ? ('reviewed' as const) : ('changed' as const), details }
    await transaction.insert(riskEvent).values({ riskId: id, actor: by, at, ...event })
    return load(transaction, id)
  })
}

async function load(db: Queryable, id: string): Promise<StoredRisk> {
  const stored = await findRisk(db, id)
  if (stored === null) throw new Error(`register entry ${id} does not exist`)
  return stored
}

export interface RiskEvent {
  readonly change: string
  readonly actor: string
  readonly details: unknown
  readonly at: string
}

/** Oldest first. */
export async function listRiskEvents(db: Queryable, riskId: string): Promise<readonly RiskEvent[]> {
  const rows = await db
    .select({ change: riskEvent.change, actor: riskEvent.actor, details: riskEvent.details, at: riskEvent.at })
    .from(riskEvent)
    .where(eq(riskEvent.riskId, riskId))
    .orderBy(riskEvent.id)
  return rows.map(row => ({ ...row, at: toInstant(row.at) }))
}

const read = (row: StoredRisk): StoredRisk => ({
  ...row,
  createdAt: toInstant(row.createdAt),
  changedAt: toInstant(row.changedAt),
  reviewedAt: toInstantOrNull(row.reviewedAt),
})
