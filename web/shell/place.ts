import { useNavigate, useSearch } from '@tanstack/react-router'
import { useAnswer } from '../api/queries.ts'
import { findPortfolio, type Place, type Portfolio } from './read-place.ts'

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

/** The portfolio that the address names, or the first; null while that is not known or there is none. */
export function usePortfolio(): { readonly portfolio: Portfolio | null; readonly isKnown: boolean } {
  const { portfolio: chosen } = usePlace()
  const { data } = useAnswer('GET /portfolios', {})
  return { portfolio: findPortfolio(data?.items ?? [], chosen), isKnown: data !== undefined }
}
