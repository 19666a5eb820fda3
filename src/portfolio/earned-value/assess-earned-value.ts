import { type Day, daysBetween } from '../calendar.ts'
import type { ScopeItem } from '../initiative.ts'
import type { ItemTree } from '../item-tree.ts'
import { sizeItems } from '../progress/size.ts'
import { type ActualCost, type CostCoverage, measureActualCost } from './actual-cost.ts'
import type { Baseline } from './baseline.ts'
import { type EarnedSchedule, measureEarnedSchedule, type PlannedPoint } from './earned-schedule.ts'
import { type Estimate, type EstimateVariant, measureIndices } from './earned-value.ts'
import { findLastDone, measureEarned } from './earning.ts'
import type { EarningFacts } from './earning-facts.ts'
import { derive, type Figure, known, unknown } from './figure.ts'
import { writeMinor } from './money.ts'
import { dayAfterPeriods, periodStart, periodsUntil } from './period.ts'
import { drawPlan, measurePlannedValue } from './planned-value.ts'
import { type Assignees, measureRemainingCost, type RemainingCoverage } from './remaining-cost.ts'
import { measureUnbookedShare } from './unbooked-work.ts'

/** Decimal text in the unit of the baseline, or why there is none. */
export interface Amount {
  readonly value: string | null
  readonly reason: string | null
}

/** Earned value and earned schedule of an initiative against its baseline (F2). */
export interface EarnedValue
  extends Pick<Baseline, 'unit' | 'currency' | 'earningRule' | 'planRule' | 'period' | 'startDay' | 'finishDay'> {
  readonly baselineId: string
  readonly baselineNumber: number
  readonly bac: string
  readonly pv: Amount
  readonly ev: Amount
  readonly ac: Amount
  readonly sv: Amount
  readonly cv: Amount
  readonly spi: Figure
  readonly cpi: Figure
  readonly tcpi: Figure
  readonly estimates: Readonly<Record<EstimateVariant, EstimateAmounts>>
  /** Null where nothing was planned for a day. */
  readonly schedule: (EarnedSchedule & { readonly finishEstimate: Day | null }) | null
  readonly cost: CostAmounts | null
  /** What the estimate from below is made of. Null: no money, or concluded before it was looked at. */
  readonly remaining: RemainingAmounts | null
  readonly scope: PlannedScope
  /** At the end of each period and on the status date; what was not known then is null. */
  readonly series: readonly SeriesPoint[]
}

interface EstimateAmounts {
  readonly eac: Amount
  readonly etc: Amount
  readonly vac: Amount
  /** VAC / BAC, for thresholds. */
  readonly vacShare: Figure
  readonly tcpi: Figure
}

interface CostAmounts {
  readonly labour: Amount
  readonly other: Amount
  /** Labour on items that the baseline does not hold. */
  readonly outside: Amount
  readonly coverage: CostCoverage
}

interface RemainingAmounts {
  readonly labour: Amount
  /** Cost entries of days to come. */
  readonly planned: Amount
  readonly coverage: RemainingCoverage
}

/** What the baseline holds and what became of it. What joined since earns nothing until there is a new baseline. */
interface PlannedScope {
  readonly plannedItems: number
  /** Planned for no day: they count on the last one. */
  readonly undatedItems: number
  readonly addedItems: number
  /** No longer in scope, or cancelled: they earn nothing. */
  readonly leftItems: number
  readonly leftWeight: string
}

interface SeriesPoint {
  readonly day: Day
  readonly pv: string | null
  readonly ev: string | null
  readonly ac: string | null
}

const NO_MONEY = 'The baseline has no budget in money, so there is no cost to hold against it.'
/** A project that runs on for years after its plan is drawn no further. */
const MOST_PERIODS = 120

export function assessEarnedValue(
  tree: ItemTree,
  facts: EarningFacts,
  today: Day,
  assignees: Assignees | null,
): EarnedValue {
  const { baseline } = facts
  const { currency, total } = baseline
  const write = (value: number): string =>
    currency === null ? String(Math.round(value * 1e6) / 1e6) : writeMinor(value, currency)
  const amount = ({ value, reason }: Figure): Amount => ({ value: value === null ? null : write(value), reason })
  const inScope = new Map(tree.items.map(item => [item.id, item]))
  const days = listDays(baseline, today)
  const unbookedShare = measureUnbookedShare(baseline, inScope)
  const past = days.filter(day => day <= today)
  const cost = currency === null ? null : measureActualCost(facts, { currency, today, days: past, unbookedShare })
  const remaining = currency === null ? null : measureRemainingCost(tree, facts, { currency, today, assignees })
  const ev = measureEarned(baseline, inScope, today)
  const measured = {
    bac: total,
    pv: measurePlannedValue(baseline, today),
    ev: known(ev),
    ac: cost?.total ?? unknown(NO_MONEY),
    remaining: remaining?.total ?? unknown(NO_MONEY),
  }
  const indices = measureIndices(measured)
  const estimate = ({ eac, etc, vac, tcpi }: Estimate): EstimateAmounts => ({
    eac: amount(eac),
    etc: amount(etc),
    vac: amount(vac),
    vacShare: derive([vac], over => over / total),
    tcpi,
  })
  const { typical, atypical, both, bottomUp } = indices.estimates
  return {
    baselineId: baseline.id,
    baselineNumber: baseline.number,
    unit: baseline.unit,
    currency,
    earningRule: baseline.earningRule,
    planRule: baseline.planRule,
    period: baseline.period,
    startDay: baseline.startDay,
    finishDay: baseline.finishDay,
    bac: write(total),
    pv: amount(measured.pv),
    ev: amount(measured.ev),
    ac: amount(measured.ac),
    sv: amount(indices.sv),
    cv: amount(indices.cv),
    spi: indices.spi,
    cpi: indices.cpi,
    tcpi: indices.tcpi,
    estimates: {
      typical: estimate(typical),
      atypical: estimate(atypical),
      both: estimate(both),
      bottomUp: estimate(bottomUp),
    },
    schedule: measureSchedule(baseline, inScope, ev, today),
    cost: cost === null ? null : describeCost(cost, amount),
    remaining:
      remaining === null
        ? null
        : {
            labour: amount(remaining.labour),
            planned: amount(remaining.planned),
            coverage: remaining.coverage,
          },
    scope: describeScope(baseline, tree, inScope, write),
    series: days.map((day, index) => ({
      day,
      pv: amount(measurePlannedValue(baseline, day)).value,
      ev: day > today ? null : write(measureEarned(baseline, inScope, day)),
      ac: writeOrNull(cost?.atEndOf[index] ?? null, write),
    })),
  }
}

/** Time stands still when the last item is done: a project that ended late does not get later while it is over. */
function measureSchedule(
  baseline: Baseline,
  inScope: ReadonlyMap<string, ScopeItem>,
  earned: number,
  today: Day,
): EarnedValue['schedule'] {
  const { startDay, finishDay, period, items } = baseline
  const plan: readonly PlannedPoint[] = drawPlan(baseline)
  if (startDay === null || finishDay === null) return null
  const isDone = items.every(item => item.weight === 0 || inScope.get(item.workItemId)?.state === 'done')
  const lastDone = isDone ? findLastDone(baseline, inScope) : null
  const endDay = lastDone !== null && lastDone < today ? lastDone : today
  const measured = measureEarnedSchedule(plan, { earned, actualTime: periodsUntil(startDay, period, endDay) })
  const { value: duration } = measured.estimatedDuration
  const estimate = duration === null ? null : dayAfterPeriods(startDay, period, Math.min(duration, MOST_PERIODS * 10))
  return { ...measured, finishEstimate: isDone ? endDay : estimate }
}

function describeCost(
  { labour, other, outside, coverage }: ActualCost,
  amount: (figure: Figure) => Amount,
): CostAmounts {
  return { labour: amount(labour), other: amount(other), outside: amount(outside), coverage }
}

function describeScope(
  { items }: Baseline,
  tree: ItemTree,
  inScope: ReadonlyMap<string, ScopeItem>,
  write: (value: number) => string,
): PlannedScope {
  const planned = new Set(items.map(item => item.workItemId))
  const counted = [...sizeItems(tree).values()].flat()
  const left = items.filter(item => !inScope.has(item.workItemId))
  return {
    plannedItems: items.length,
    undatedItems: items.filter(item => item.finishDay === null).length,
    addedItems: counted.filter(({ item }) => !planned.has(item.id)).length,
    leftItems: left.length,
    leftWeight: write(left.reduce((sum, item) => sum + item.weight, 0)),
  }
}

/** The last day of each period until the plan and the work end, and the status date. */
function listDays({ startDay, finishDay, period }: Baseline, today: Day): readonly Day[] {
  if (startDay === null || finishDay === null) return [today]
  const end = today > finishDay ? today : finishDay
  const days = new Set<Day>([finishDay, ...(today >= startDay ? [today] : [])])
  for (let index = 1; index <= MOST_PERIODS; index += 1) {
    const next = periodStart(startDay, period, index)
    if (daysBetween(next, end) < 0) break
    days.add(dayAfterPeriods(startDay, period, index))
  }
  return [...days].toSorted()
}

const writeOrNull = (value: number | null, write: (value: number) => string): string | null =>
  value === null ? null : write(value)

const NOT_LOOKED_AT = 'The estimate from below was not made then.'

/** As conclusions of before the estimate from below was made are told. */
export function completeEarnedValue(stored: EarnedValue): EarnedValue {
  const none = { value: null, reason: NOT_LOOKED_AT }
  const bottomUp = { eac: none, etc: none, vac: none, vacShare: none, tcpi: none }
  return { ...stored, remaining: stored.remaining ?? null, estimates: { ...{ bottomUp }, ...stored.estimates } }
}
