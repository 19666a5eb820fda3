import { sql } from 'drizzle-orm'
import { budget, budgetLine } from '../../../drizzle/schema/money.ts'
import type { CostCategory } from '../../portfolio/earned-value/cost-category.ts'
import type { Queryable } from '../database.ts'
import { listEntries, type Made } from '../entries.ts'
import type { Page, PageRequest } from '../page.ts'
import { lockNode } from '../portfolio/portfolio-nodes.ts'

export interface BudgetLine {
  readonly firstDay: string
  readonly lastDay: string
  readonly category: CostCategory
  /** Decimal text. */
  readonly amount: string
  readonly description: string | null
}

export interface StoredBudget extends Made {
  readonly id: string
  readonly initiativeId: string
  readonly version: number
  readonly currency: string
  readonly reason: string
  readonly lines: readonly BudgetLine[]
  /** Sum of the lines. */
  readonly total: string
}

const columns = sql`t.id, t.initiative_id as "initiativeId", t.version, t.currency, t.reason,
  (select coalesce(sum(l.amount), 0)::text from budget_line l where l.budget_id = t.id) as total,
  (select json_agg(json_build_object('firstDay', l.first_day, 'lastDay', l.last_day, 'category', l.category,
    'amount', l.amount::text, 'description', l.description) order by l.line)
    from budget_line l where l.budget_id = t.id) as lines`

/** Adds a version; the ones before stay. */
export async function addBudget(
  db: Queryable,
  { lines, ...values }: Omit<StoredBudget, 'id' | 'version' | 'total'>,
): Promise<StoredBudget> {
  return db.transaction(async transaction => {
    // Two who enter one at once make two versions, one after the other.
    await lockNode(transaction, values.initiativeId)
    const version = sql<number>`(select coalesce(max(version), 0) + 1 from budget where initiative_id = ${values.initiativeId})`
    const [row] = await transaction
      .insert(budget)
      .values({ ...values, version })
      .returning({ id: budget.id })
    if (row === undefined) throw new Error('The budget was not stored.')
    await transaction
      .insert(budgetLine)
      .values(lines.map((line, index) => ({ ...line, line: index, budgetId: row.id })))
    const stored = await findBudget(transaction, row.id)
    if (stored === null) throw new Error('The budget was not stored.')
    return stored
  })
}

export async function listBudgets(
  db: Queryable,
  { initiativeId }: { readonly initiativeId?: string },
  page: PageRequest,
): Promise<Page<StoredBudget>> {
  const where = [initiativeId === undefined ? null : sql`t.initiative_id = ${initiativeId}`]
  return listEntries(db, sql`budget`, { columns, where }, page)
}

export async function findBudget(db: Queryable, id: string): Promise<StoredBudget | null> {
  const { items } = await listEntries<StoredBudget>(
    db,
    sql`budget`,
    { columns, where: [sql`t.id = ${id}`] },
    { after: null, limit: 1 },
  )
  return items[0] ?? null
}
