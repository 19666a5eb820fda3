import { useNavigate, useSearch } from '@tanstack/react-router'
import { useAnswer } from '../api/queries.ts'
import type { Item } from '../api/request.ts'

/** What every address may carry: which portfolio, and as of when. */
export interface Place {
  readonly portfolio?: string
  /** ISO 8601 UTC; without it: now. */
  readonly asOf?: string
}

type Portfolio = Item<'GET /portfolios'>

export const readPlace = (search: Record<string, unknown>): Place => ({
  ...(typeof search.portfolio === 'string' ? { portfolio: search.portfolio } : {}),
  ...(typeof search.asOf === 'string' && !Number.isNaN(Date.parse(search.asOf)) ? { asOf: search.asOf } : {}),
})

export const usePlace = (): Place => useSearch({ strict: false }) as Place

/** Sets parts of the address's search and keeps the rest; undefined and empty text remove a part. Nothing scrolls. */
export function useSetSearch(): (parts: Readonly<Record<string, string | undefined>>) => void {
  const navigate = useNavigate()
  return parts =>
    void navigate({
      to: '.',
      replace: true,
      resetScroll: false,
      search: ((previous: object) => ({ ...previous, ...parts })) as never,
    })
}

/** One text of the address's search, with what stands for its absence. */
export function useSearchText(name: string, otherwise: string): string {
  const search = useSearch({ strict: false }) as Readonly<Record<string, unknown>>
  const value = search[name]
  return typeof value === 'string' ? value : otherwise
}

export const findPortfolio = (all: readonly Portfolio[], chosen: string | undefined): Portfolio | null =>
  all.find(({ id }) => id === chosen) ?? all[0] ?? null

/** The portfolio that the address names, or the first; null while that is not known or there is none. */
export function usePortfolio(): { readonly portfolio: Portfolio | null; readonly isKnown: boolean } {
  const { portfolio: chosen } = usePlace()
  const { data } = useAnswer('GET /portfolios', {})
  return { portfolio: findPortfolio(data?.items ?? [], chosen), isKnown: data !== undefined }
}
