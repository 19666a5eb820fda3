import type { Answer } from '../../api/operation.ts'
import { formatMoney, formatNumber } from '../../words/format.ts'
import { words } from '../../words/words.ts'

type Found = Answer<'GET /initiatives/{id}/earned-value'>
export type EarnedValue = NonNullable<Found['earnedValue']>
export type Explained = Found['explain'][number]

/** A value, or why there is none. */
export interface Measure<T> {
  readonly value: T | null
  readonly reason: string | null
}

/** Decimal text in what the baseline is measured in. */
export const formatAmount = (amount: string, { unit, currency }: EarnedValue): string =>
  unit === 'money' ? formatMoney(amount, currency) : `${formatNumber(Number(amount))} ${words.meanings.unit[unit]}`

export const measureOf = <T>({ value, reason }: Measure<T>, format: (value: T) => string): string =>
  value === null ? (reason ?? words.shell.unknown) : format(value)

/** The same numbers with as many decimals as can be read. */
export const shortenNumbers = (numbers: string): string =>
  numbers.replace(/\d+\.\d{5,}/g, found => String(Math.round(Number(found) * 10_000) / 10_000))
