import type { Item } from '../api/operation.ts'

/** What every address may carry: which portfolio, and as of when. */
export interface Place {
  readonly portfolio?: string
  /** ISO 8601 UTC; without it: now. */
  readonly asOf?: string
}

export type Portfolio = Item<'GET /portfolios'>

export const readPlace = (search: Record<string, unknown>): Place => ({
  ...(typeof search.portfolio === 'string' ? { portfolio: search.portfolio } : {}),
  ...(typeof search.asOf === 'string' && !Number.isNaN(Date.parse(search.asOf)) ? { asOf: search.asOf } : {}),
})

/** The one that the address names, or the first. */
export const findPortfolio = (all: readonly Portfolio[], chosen: string | undefined): Portfolio | null =>
  all.find(({ id }) => id === chosen) ?? all[0] ?? null
