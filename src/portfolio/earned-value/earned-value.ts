import { derive, type Figure, known } from './figure.ts'

/** What is measured, all in one unit: minor units of money, points, hours. */
export interface EarnedAmounts {
  /** Budget at completion: the whole baseline. */
  readonly bac: number
  /** Planned value: the budget of what was to be done by now. */
  readonly pv: Figure
  /** Earned value: the budget of what is done. */
  readonly ev: Figure
  /** Actual cost of the work performed. */
  readonly ac: Figure
  /** What the rest will cost, summed item by item. */
  readonly remaining: Figure
}

/** How the rest is expected to go. */
export const ESTIMATE_VARIANTS = ['typical', 'atypical', 'both', 'bottomUp'] as const
export type EstimateVariant = (typeof ESTIMATE_VARIANTS)[number]

/** An estimate at completion and what follows from it. */
export interface Estimate {
  readonly eac: Figure
  /** ETC = EAC - AC: what the rest will still cost. */
  readonly etc: Figure
  /** VAC = BAC - EAC; negative is over budget. */
  readonly vac: Figure
  /** TCPI(EAC) = (BAC - EV) / (EAC - AC). */
  readonly tcpi: Figure
}

export interface EarnedIndices {
  readonly sv: Figure
  readonly cv: Figure
  readonly spi: Figure
  readonly cpi: Figure
  /** TCPI(BAC) = (BAC - EV) / (BAC - AC): how well the rest must go to keep the budget. */
  readonly tcpi: Figure
  /** typical: BAC / CPI; atypical: AC + (BAC - EV); both: AC + (BAC - EV) / (CPI * SPI); bottomUp: AC + sum of ETC. */
  readonly estimates: Readonly<Record<EstimateVariant, Estimate>>
}

const NOTHING_PLANNED = 'Nothing was planned to be done by then, so there is nothing to compare with.'
const NO_COST = 'No cost has arisen yet, so there is no cost performance.'
const NOTHING_EARNED = 'Nothing is earned yet, so there is no performance to go on.'
const ALL_EARNED = 'Everything is earned; there is no work left to be efficient with.'
const BUDGET_SPENT = 'The budget is spent; no efficiency of the rest can keep it.'

/**
 * Earned value F2. An index that would divide by nothing is null with the reason, never infinite and never 0. Products
 * come before divisions, so that amounts that come out even do so to the last digit.
 */
export function measureIndices({ bac, pv, ev, ac, remaining }: EarnedAmounts): EarnedIndices {
  const budget = known(bac)
  const estimate = (eac: Figure): Estimate => ({
    eac,
    etc: derive([eac, ac], (total, spent) => total - spent),
    vac: derive([budget, eac], (all, total) => all - total),
    tcpi: derive([ev, eac, ac], (earned, total, spent) => {
      if (earned >= bac) return ALL_EARNED
      return total - spent > 0 ? (bac - earned) / (total - spent) : BUDGET_SPENT
    }),
  })
  return {
    sv: derive([ev, pv], (earned, planned) => earned - planned),
    cv: derive([ev, ac], (earned, spent) => earned - spent),
    spi: derive([ev, pv], (earned, planned) => (planned > 0 ? earned / planned : NOTHING_PLANNED)),
    cpi: derive([ev, ac], (earned, spent) => (spent > 0 ? earned / spent : NO_COST)),
    tcpi: derive([ev, ac], (earned, spent) => {
      if (earned >= bac) return ALL_EARNED
      return spent < bac ? (bac - earned) / (bac - spent) : BUDGET_SPENT
    }),
    estimates: {
      typical: estimate(
        derive([ev, ac], (earned, spent) => {
          if (!(spent > 0)) return NO_COST
          return earned > 0 ? (bac * spent) / earned : NOTHING_EARNED
        }),
      ),
      atypical: estimate(derive([ev, ac], (earned, spent) => spent + (bac - earned))),
      both: estimate(
        derive([ev, ac, pv], (earned, spent, planned) => {
          if (!(spent > 0)) return NO_COST
          if (!(planned > 0)) return NOTHING_PLANNED
          return earned > 0 ? spent + ((bac - earned) * spent * planned) / (earned * earned) : NOTHING_EARNED
        }),
      ),
      bottomUp: estimate(derive([ac, remaining], (spent, rest) => spent + rest)),
    },
  }
}
