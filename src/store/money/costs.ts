import { sql } from 'drizzle-orm'
import { costEntry, exchangeRate } from '../../../drizzle/schema/money.ts'
import type { CostEntry } from '../../portfolio/earned-value/actual-cost.ts'
import type { CostCategory } from '../../portfolio/earned-value/cost-category.ts'
import type { ExchangeRate } from '../../portfolio/earned-value/exchange-rate.ts'
import type { Queryable } from '../database.ts'
import { listEntries, type Made } from '../entries.ts'
import { toInstant } from '../instant.ts'
import type { Page, PageRequest } from '../page.ts'

export interface StoredCost extends CostEntry, Made {
  readonly id: string
  readonly initiativeId: string
  readonly category: CostCategory
  readonly description: string
}

export interface StoredExchangeRate extends ExchangeRate, Made {
  readonly id: string
}

export async function addCost(db: Queryable, cost: Omit<StoredCost, 'id'>): Promise<StoredCost> {
  const [row] = await db.insert(costEntry).values(cost).returning()
  if (row === undefined) throw new Error('The cost was not stored.')
  const { entry: _, ...stored } = row
  return { ...stored, createdAt: toInstant(row.createdAt) }
}

export async function listCosts(
  db: Queryable,
  { initiativeId }: { readonly initiativeId?: string },
  page: PageRequest,
): Promise<Page<StoredCost>> {
  const columns = sql`t.id, t.initiative_id as "initiativeId", t.day, t.category, t.amount, t.currency, t.description`
  const where = [initiativeId === undefined ? null : sql`t.initiative_id = ${initiativeId}`]
  return listEntries(db, sql`cost_entry`, { columns, where }, page)
}

export async function addExchangeRate(
  db: Queryable,
  rate: Omit<StoredExchangeRate, 'id'>,
): Promise<StoredExchangeRate> {
  const [row] = await db.insert(exchangeRate).values(rate).returning()
  if (row === undefined) throw new Error('The exchange rate was not stored.')
  const { entry: _, ...stored } = row
  return { ...stored, createdAt: toInstant(row.createdAt) }
}

export async function listExchangeRates(db: Queryable, page: PageRequest): Promise<Page<StoredExchangeRate>> {
  const columns = sql`t.id, t.base, t.quote, t.day, t.rate`
  return listEntries(db, sql`exchange_rate`, { columns, where: [] }, page)
}
