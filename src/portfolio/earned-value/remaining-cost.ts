import type { Day } from '../calendar.ts'
import type { ScopeItem } from '../initiative.ts'
import type { ItemTree } from '../item-tree.ts'
import { percent, plural } from '../phrase.ts'
import { hasHours, openHours } from '../progress/effort.ts'
import { listEstimatedLevel } from '../progress/estimated-level.ts'
import type { SpendFacts } from './actual-cost.ts'
import { readExchange } from './exchange-rate.ts'
import { type Figure, known, unknown } from './figure.ts'
import { readRates } from './labour-rate.ts'
import { exactAmount, secondPrice, toMinor } from './money.ts'

/** What is still to pay, item by item (F2, bottom-up). */
export interface RemainingCost {
  /** ETC in minor units: the hours left at the rate of today, and the costs entered for later days. */
  readonly total: Figure
  readonly labour: Figure
  /** Cost entries of days to come. */
  readonly planned: Figure
  readonly coverage: RemainingCoverage
}

export interface RemainingCoverage {
  /** Items not done, of the lowest level that has hours. */
  readonly openItems: number
  /** Of them, those that say how many hours are left. */
  readonly estimatedItems: number
  readonly hours: number
  readonly pricedHours: number
}

/** Who is to do each item: the person over all trackers; null or missing: nobody. */
export type Assignees = ReadonlyMap<string, string | null>

/** Below this the rest of the work is a guess; above, what is missing is taken to cost what the others do. */
const MIN_KNOWN_SHARE = 0.9

const NOT_OF_THE_PAST = 'Who was to do what was left then is not kept, so it has no price.'

/**
 * The hours left of all that is in scope, whether or not the baseline holds it, at the rate that is valid today of whoever is to
 * do them, and the costs that are entered for later.
 */
export function measureRemainingCost(
  tree: ItemTree,
  facts: Pick<SpendFacts, 'costs' | 'rates' | 'roles' | 'exchangeRates'>,
  options: { readonly currency: string; readonly today: Day; readonly assignees: Assignees | null },
): RemainingCost {
  const { currency, today, assignees } = options
  const rateOf = readRates(facts.rates, facts.roles)
  const exchangeOf = readExchange(facts.exchangeRates)
  const missing = new Set<string>()
  const exchange = (from: string): string => {
    const rate = exchangeOf(from, currency, today)
    if (rate === null) missing.add(from)
    return rate ?? '0'
  }
  const open = listEstimatedLevel(tree, hasHours).filter(({ state }) => state !== 'done')
  const estimated = open.flatMap(item => {
    const hours = openHours(item, Math.max(0, item.spentHours ?? 0))
    return hours === null ? [] : [{ item, seconds: Math.round(hours * 3_600) }]
  })
  let labour = 0n
  let seconds = 0
  let priced = 0
  for (const { item, seconds: left } of estimated) {
    seconds += left
    const rate = rateOf(assignees?.get(item.id) ?? null, today)
    if (rate === null) continue
    priced += left
    labour += BigInt(left) * secondPrice(rate.amountPerHour, exchange(rate.currency))
  }
  const later = facts.costs.filter(({ day }) => day > today)
  const planned = later.reduce((sum, cost) => sum + exactAmount(cost.amount, exchange(cost.currency)), 0n)
  const coverage = {
    openItems: open.length,
    estimatedItems: estimated.length,
    hours: seconds / 3_600,
    pricedHours: priced / 3_600,
  }
  const unconverted = describeMissing(missing, currency, today)
  const reason = unconverted ?? (assignees === null ? NOT_OF_THE_PAST : findGap(coverage))
  const shareKnown = share(estimated.length, open.length) * share(priced, seconds)
  const costs = { labour: Math.round(toMinor(labour, currency) / shareKnown), planned: toMinor(planned, currency) }
  return {
    total: reason === null ? known(costs.labour + costs.planned) : unknown(reason),
    labour: reason === null ? known(costs.labour) : unknown(reason),
    planned: unconverted === null ? known(costs.planned) : unknown(unconverted),
    coverage,
  }
}

function findGap({ openItems, estimatedItems, hours, pricedHours }: RemainingCoverage): string | null {
  const estimatedShare = share(estimatedItems, openItems)
  if (estimatedShare < MIN_KNOWN_SHARE)
    return `Only ${percent(estimatedShare)} of ${plural(openItems, 'open item')} say how many hours are left.`
  const pricedShare = share(pricedHours, hours)
  if (pricedShare < MIN_KNOWN_SHARE)
    return `Only ${percent(pricedShare)} of the hours left have a rate today; enter rates for those who are to work, for their roles or for everybody.`
  return null
}

/** Of nothing, nothing is missing. */
const share = (part: number, all: number): number => (all > 0 ? part / all : 1)

function describeMissing(missing: ReadonlySet<string>, currency: string, today: Day): string | null {
  const [first] = missing
  return first === undefined
    ? null
    : `There is no exchange rate between ${first} and ${currency} for ${today} or a day before; enter one.`
}

export const listAssigneesOf = (
  plans: readonly { readonly id: ScopeItem['id']; readonly assigneeId: string | null }[] | null,
): Assignees | null => (plans === null ? null : new Map(plans.map(({ id, assigneeId }) => [id, assigneeId])))
