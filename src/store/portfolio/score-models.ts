import { sql } from 'drizzle-orm'
import { scoreEntry, scoreModel } from '../../../drizzle/schema/priority.ts'
import type { ScoreModel } from '../../portfolio/priority.ts'
import { type Queryable, queryRows } from '../database.ts'
import { listEntries, type Made } from '../entries.ts'
import { idList } from '../id-list.ts'
import { toInstant } from '../instant.ts'
import type { Page, PageRequest } from '../page.ts'
import { lockNode } from './portfolio-nodes.ts'

export interface StoredModel extends ScoreModel {
  readonly version: number
  readonly createdBy: string
  readonly createdAt: string
}

export async function findScoreModel(db: Queryable, portfolioId: string): Promise<StoredModel | null> {
  const [row] = await queryRows<StoredModel>(
    db,
    sql`
    select version, method, criteria, created_by as "createdBy", created_at as "createdAt" from score_model
    where portfolio_id = ${portfolioId} order by version desc limit 1`,
  )
  return row === undefined ? null : { ...row, createdAt: toInstant(row.createdAt) }
}

/** Adds a version; those before stay. */
export async function saveScoreModel(
  db: Queryable,
  portfolioId: string,
  { method, criteria }: ScoreModel,
  { by, at }: { readonly by: string; readonly at: string },
): Promise<void> {
  await db.transaction(async transaction => {
    // Two who save at once make two versions, one after the other.
    await lockNode(transaction, portfolioId)
    const version = sql<number>`(select coalesce(max(version), 0) + 1 from score_model where portfolio_id = ${portfolioId})`
    await transaction
      .insert(scoreModel)
      .values({ portfolioId, version, method, criteria, createdBy: by, createdAt: at })
  })
}

export interface ScoreEntry extends Made {
  readonly criterion: string
  readonly value: number | null
}

export async function addScores(
  db: Queryable,
  initiativeId: string,
  values: readonly Pick<ScoreEntry, 'criterion' | 'value'>[],
  { by, at }: { readonly by: string; readonly at: string },
): Promise<void> {
  if (values.length === 0) return
  await db.insert(scoreEntry).values(values.map(each => ({ ...each, initiativeId, createdBy: by, createdAt: at })))
}

/** Every entry, newest first. */
export function listScores(db: Queryable, initiativeId: string, page: PageRequest): Promise<Page<ScoreEntry>> {
  const where = [sql`t.initiative_id = ${initiativeId}`]
  return listEntries(db, sql`score_entry`, { columns: sql`t.criterion, t.value`, where, order: sql`t.id` }, page)
}

/** The values that hold, by initiative and criterion. */
export async function listScoresOf(
  db: Queryable,
  initiativeIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  const rows = await queryRows<{ id: string; criterion: string; value: number | null }>(
    db,
    sql`
    select distinct on (s.initiative_id, s.criterion) s.initiative_id as id, s.criterion, s.value
    from (${idList(initiativeIds)}) i join score_entry s on s.initiative_id = i.id
    order by s.initiative_id, s.criterion, s.id desc`,
  )
  const values = new Map<string, Map<string, number>>()
  for (const { id, criterion, value } of rows) {
    if (value === null) continue
    const known = values.get(id)
    if (known === undefined) values.set(id, new Map([[criterion, value]]))
    else known.set(criterion, value)
  }
  return values
}

/** The budget in force of each initiative that has one. */
export async function listBudgetTotals(
  db: Queryable,
  initiativeIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly total: string; readonly currency: string }>> {
  const rows = await queryRows<{ id: string; total: string; currency: string }>(
    db,
    sql`
    select i.id, b.currency, (select coalesce(sum(l.amount), 0)::text from budget_line l where l.budget_id = b.id) as total
    from (${idList(initiativeIds)}) i
    cross join lateral (select id, currency from budget where initiative_id = i.id order by version desc limit 1) b`,
  )
  return new Map(rows.map(({ id, ...budget }) => [id, budget]))
}
