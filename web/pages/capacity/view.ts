import { useMemo } from 'react'
import { useSearchText } from '../../shell/place.ts'
import { addDays } from '../../shell/zone-day.ts'
import type { Period } from './cells.ts'

const USUAL_WEEKS = '8'

/** What of the capacity a reader looks at; all of it stands in the address. */
export interface CapacityView {
  readonly team: string
  readonly isOverOnly: boolean
  /** Monday of the first week; empty: this one. */
  readonly from: string
  readonly weeks: string
  readonly period: Period
  readonly isByLoad: boolean
}

export function useCapacityView(): CapacityView {
  const team = useSearchText('team', '')
  const isOverOnly = useSearchText('over', '') === 'only'
  const from = useSearchText('from', '')
  const weeks = useSearchText('weeks', USUAL_WEEKS)
  const period: Period = useSearchText('by', 'week') === 'month' ? 'month' : 'week'
  const isByLoad = useSearchText('sort', 'name') === 'load'
  return useMemo(
    () => ({ team, isOverOnly, from, weeks, period, isByLoad }),
    [team, isOverOnly, from, weeks, period, isByLoad],
  )
}

export const addWeeks = (day: string, weeks: number): string => addDays(day, weeks * 7)

/** The Monday of the week of a day. */
export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return addDays(day, -((weekday + 6) % 7))
}

export const today = (): string => new Date().toISOString().slice(0, 10)

/** As the API takes it. */
export function rangeOf({ from, weeks }: CapacityView): { readonly from: string; readonly to: string } {
  const first = from === '' ? mondayOf(today()) : from
  return { from: first, to: addWeeks(first, Number(weeks) - 1) }
}
