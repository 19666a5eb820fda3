import type { Day } from '../calendar.ts'
import { percent, plural } from '../phrase.ts'
import { type ExchangeRate, readExchange } from './exchange-rate.ts'
import { type Figure, known, unknown } from './figure.ts'
import { type LabourRate, type RoleAssignment, readRates } from './labour-rate.ts'
import { type ExactAmount, exactAmount, secondPrice, toMinor } from './money.ts'

/** What was spent, as it was recorded. */
export interface SpendFacts {
  readonly efforts: readonly Effort[]
  /** Hours that a tracker shows on items without saying when they were worked, or by whom. */
  readonly undatedHours: number
  readonly costs: readonly CostEntry[]
  readonly rates: readonly LabourRate[]
  readonly roles: readonly RoleAssignment[]
  readonly exchangeRates: readonly ExchangeRate[]
}

/** Hours of one person on one day, from worklogs or from changes of completed work. */
export interface Effort {
  /** Null: the tracker does not say who. */
  readonly personId: string | null
  readonly day: Day
  /** Signed: a correction is negative. */
  readonly seconds: number
  /** On items that the baseline does not hold. */
  readonly isOutside: boolean
}

/** What is paid besides hours. */
export interface CostEntry {
  readonly day: Day
  readonly currency: string
  /** Decimal text. */
  readonly amount: string
}

export interface ActualCost {
  /** AC in minor units. */
  readonly total: Figure
  readonly labour: Figure
  readonly other: Figure
  /** The part of labour that went into items the baseline does not hold. */
  readonly outside: Figure
  readonly coverage: CostCoverage
  /** AC at the end of each day asked for; null where it cannot be said. */
  readonly atEndOf: readonly (number | null)[]
}

/** How much of the hours the cost stands on. */
export interface CostCoverage {
  readonly hours: number
  readonly pricedHours: number
  readonly unratedHours: number
  /** Priced or not, hours without a person or a day. */
  readonly unattributedHours: number
  /** 0 to 1; null without hours. */
  readonly pricedShare: number | null
  /** Of the budget of finished items, the share in trackers where nobody books hours. */
  readonly unbookedShare: number
  /** What is missing in the amounts; null when nothing is. */
  readonly reason: string | null
}

/** Below this the cost is too incomplete to be held against anything: every index would look better than it is. */
const MIN_PRICED_SHARE = 0.9

/**
 * AC (F2): hours times the rate that was valid on the day they were worked, plus cost entries, each at the exchange rate of
 * its day. `days` are in order; hours and costs after `today` are plans and do not count.
 */
export function measureActualCost(
  facts: SpendFacts,
  options: {
    readonly currency: string
    readonly today: Day
    readonly days: readonly Day[]
    /** Of the budget of finished items, the share in trackers where nobody books hours. */
    readonly unbookedShare: number
  },
): ActualCost {
  const { currency, today, days, unbookedShare } = options
  const rateOf = readRates(facts.rates, facts.roles)
  const exchangeOf = readExchange(facts.exchangeRates)
  const priceOf = rememberPrices()
  const sums = { labour: 0n, other: 0n, outside: 0n }
  const seconds = { all: 0, priced: 0, unattributed: 0 }
  const missing = new Map<string, Day>()
  const booked: { readonly day: Day; readonly amount: ExactAmount }[] = []
  const exchange = (from: string, day: Day): string => {
    const rate = exchangeOf(from, currency, day)
    if (rate !== null) return rate
    const known = missing.get(from)
    if (known === undefined || day < known) missing.set(from, day)
    return '0'
  }

  for (const { personId, day, seconds: worked, isOutside } of facts.efforts) {
    if (day > today) continue
    seconds.all += worked
    if (personId === null) seconds.unattributed += worked
    const rate = rateOf(personId, day)
    if (rate === null) continue
    seconds.priced += worked
    const amount = BigInt(worked) * priceOf(rate.amountPerHour, exchange(rate.currency, day))
    sums.labour += amount
    if (isOutside) sums.outside += amount
    booked.push({ day, amount })
  }
  for (const { day, currency: paidIn, amount: text } of facts.costs) {
    if (day > today) continue
    const amount = exactAmount(text, exchange(paidIn, day))
    sums.other += amount
    booked.push({ day, amount })
  }

  const coverage = describeCoverage(facts.undatedHours, seconds, unbookedShare)
  const unconverted = explainMissing(missing, currency)
  // What is paid for by invoice needs no hours: then only people can tell whether a cost is missing.
  const isUnbooked = 1 - unbookedShare < MIN_PRICED_SHARE && sums.other === 0n
  const isUnpriced = coverage.pricedShare !== null && coverage.pricedShare < MIN_PRICED_SHARE
  const reason = unconverted ?? (isUnbooked || isUnpriced ? coverage.reason : null)
  const figure = (amount: ExactAmount, why: string | null): Figure =>
    why === null ? known(toMinor(amount, currency)) : unknown(why)
  return {
    total: figure(sums.labour + sums.other, reason),
    labour: figure(sums.labour, reason),
    other: figure(sums.other, unconverted),
    outside: figure(sums.outside, reason),
    coverage,
    atEndOf: reason === null ? accumulate(booked, days, currency) : days.map(() => null),
  }
}

/** Years of hours are priced at a handful of rates. */
function rememberPrices(): (amountPerHour: string, exchangeRate: string) => ExactAmount {
  const prices = new Map<string, ExactAmount>()
  return (amountPerHour, exchangeRate) => {
    const key = `${amountPerHour} ${exchangeRate}`
    const price = prices.get(key) ?? secondPrice(amountPerHour, exchangeRate)
    prices.set(key, price)
    return price
  }
}

function describeCoverage(
  undatedHours: number,
  seconds: { readonly all: number; readonly priced: number; readonly unattributed: number },
  unbookedShare: number,
): CostCoverage {
  const hours = seconds.all / 3_600 + undatedHours
  const pricedHours = seconds.priced / 3_600
  const pricedShare = hours > 0 ? Math.min(1, Math.max(0, pricedHours / hours)) : null
  const unratedHours = Math.max(0, hours - pricedHours)
  const undated = undatedHours > 0 ? `, ${round(undatedHours)} of them because the tracker does not say when` : ''
  const unbooked =
    unbookedShare > 0
      ? `${percent(unbookedShare)} of what is done was done in trackers where nobody books hours, so it has no cost here.`
      : null
  const unpriced =
    pricedShare === null || pricedShare === 1
      ? null
      : `Only ${percent(pricedShare)} of ${plural(round(hours), 'hour')} have a cost: ${round(unratedHours)} have no rate${undated}. ` +
        'Enter rates for those who worked, for their roles or for everybody.'
  return {
    hours,
    pricedHours,
    unratedHours,
    unattributedHours: seconds.unattributed / 3_600 + undatedHours,
    pricedShare,
    unbookedShare,
    reason: [unbooked, unpriced].filter(text => text !== null).join(' ') || null,
  }
}

function explainMissing(missing: ReadonlyMap<string, Day>, currency: string): string | null {
  const [first] = missing
  if (first === undefined) return null
  const [from, day] = first
  return `There is no exchange rate between ${from} and ${currency} for ${day} or a day before; enter one.`
}

function accumulate(
  booked: readonly { readonly day: Day; readonly amount: ExactAmount }[],
  days: readonly Day[],
  currency: string,
): readonly number[] {
  const sorted = booked.toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
  let next = 0
  let sum = 0n
  return days.map(day => {
    for (let entry = sorted[next]; entry !== undefined && entry.day <= day; entry = sorted[next]) {
      sum += entry.amount
      next += 1
    }
    return toMinor(sum, currency)
  })
}

const round = (hours: number): number => Math.round(hours * 10) / 10
