import type { Day } from '../calendar.ts'
import { invertRate } from './money.ts'

/** One unit of `base` is worth `rate` units of `quote` from this day on. */
export interface ExchangeRate {
  readonly base: string
  readonly quote: string
  readonly day: Day
  /** Decimal text. */
  readonly rate: string
}

/**
 * Finds the rate of a day: the latest one entered for that day or before, in either direction. Of one day the last word
 * holds. Null when there is none: nobody guesses a rate.
 */
export function readExchange(rates: readonly ExchangeRate[]): (from: string, to: string, day: Day) => string | null {
  const sorted = rates.toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
  return (from, to, day) => {
    if (from === to) return '1'
    const found = sorted.findLast(
      each =>
        each.day <= day && ((each.base === from && each.quote === to) || (each.base === to && each.quote === from)),
    )
    if (found === undefined) return null
    return found.base === from ? found.rate : invertRate(found.rate)
  }
}
