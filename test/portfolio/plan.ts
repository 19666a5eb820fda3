import type { SpendFacts } from '../../src/portfolio/earned-value/actual-cost.ts'
import type { Baseline, BaselineItem } from '../../src/portfolio/earned-value/baseline.ts'
import type { EarningFacts } from '../../src/portfolio/earned-value/earning-facts.ts'
import type { LabourRate } from '../../src/portfolio/earned-value/labour-rate.ts'

/** An item that costs 10,000.00 and was to be done on a day. */
export function planned(workItemId: string, finishDay: string | null, set: Partial<BaselineItem> = {}): BaselineItem {
  return { workItemId, weight: 1_000_000, startDay: null, finishDay, finishFrom: 'target', ...set }
}

/** Ten items of 10,000.00 EUR, due at the end of each of the first ten months of 2027 unless told otherwise. */
export function baseline(set: Partial<Baseline> = {}): Baseline {
  const items =
    set.items ??
    [31, 28, 31, 30, 31, 30, 31, 31, 30, 31].map((last, month) =>
      planned(`i${month + 1}`, `2027-${String(month + 1).padStart(2, '0')}-${last}`),
    )
  return {
    id: 'baseline',
    number: 1,
    unit: 'money',
    currency: 'EUR',
    total: items.reduce((sum, item) => sum + item.weight, 0),
    earningRule: '0_100',
    planRule: 'at_finish',
    period: 'month',
    startDay: '2027-01-01',
    finishDay: '2027-10-31',
    iterationEnds: [],
    ...set,
    items,
  }
}

export function spend(set: Partial<SpendFacts> = {}): SpendFacts {
  return { efforts: [], undatedHours: 0, costs: [], rates: [], roles: [], exchangeRates: [], ...set }
}

export function earning(set: Partial<Baseline> = {}, spent: Partial<SpendFacts> = {}): EarningFacts {
  return { baseline: baseline(set), ...spend(spent) }
}

export function rate(amountPerHour: string | null, set: Partial<LabourRate> = {}): LabourRate {
  return { personId: null, role: null, currency: 'EUR', amountPerHour, validFrom: '2026-01-01', validTo: null, ...set }
}

export function worked(day: string, hours: number, personId: string | null = 'amara', isOutside = false) {
  return { personId, day, seconds: hours * 3_600, isOutside }
}
