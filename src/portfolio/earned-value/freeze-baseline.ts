import { type Day, dayOf, daysBetween } from '../calendar.ts'
import { groupBy } from '../group-by.ts'
import type { InitiativeFacts, ScopeItem } from '../initiative.ts'
import type { PlannedDays } from '../item-plan.ts'
import { growTree, type ItemTree } from '../item-tree.ts'
import { measureProgress } from '../progress/progress.ts'
import { sizeItems } from '../progress/size.ts'
import type { Baseline, BaselineItem, BaselineUnit, EarningRule, PlanRule } from './baseline.ts'
import { spreadMinor } from './money.ts'
import type { Period } from './period.ts'
import { planFinish, readMilestoneDays } from './planned-days.ts'

export interface FreezeOptions {
  /** What the whole is to cost; null: the sizes of the items are all that is planned. */
  readonly budget: { readonly minor: number; readonly currency: string } | null
  readonly earningRule: EarningRule
  readonly planRule: PlanRule
  /** Null: weeks for a plan of half a year, months for a longer one. */
  readonly period: Period | null
  /** Null: from the days of the items. */
  readonly startDay: Day | null
  readonly finishDay: Day | null
}

export type FrozenBaseline = Omit<Baseline, 'id' | 'number'>

const LONGEST_PLAN_IN_WEEKS_DAYS = 183

/**
 * The plan as it stands, as a list: each item whose size counts, with its part of the budget and its planned days. An item
 * without an estimate gets the median, as in every other measure of size. Throws nothing; a plan of nothing is empty.
 */
export function freezeBaseline(
  facts: Pick<InitiativeFacts, 'items' | 'trackers' | 'milestones'>,
  plans: readonly PlannedDays[],
  options: FreezeOptions,
): FrozenBaseline {
  const tree = growTree(facts.items)
  const { unit, weighed: unsorted } = weighItems(tree, facts)
  // By key: which item gets the odd cent must not depend on ids, which differ between installations of the same facts.
  const weighed = unsorted.toSorted(({ item: one }, { item: other }) => (one.key < other.key ? -1 : 1))
  const dayOfMilestone = readMilestoneDays(tree, facts.milestones)
  const planOf = new Map(plans.map(plan => [plan.id, plan]))
  const sizes = weighed.map(entry => entry.weight)
  const weights = options.budget === null ? sizes : spreadMinor(options.budget.minor, sizes)
  const items = weighed.map(({ item }, index): BaselineItem => {
    const plan = planOf.get(item.id)
    const finish = planFinish(item, plan, dayOfMilestone.get(item.id) ?? null)
    const startDay = plan?.startDay ?? plan?.iterationStartDay ?? null
    const isOrdered = startDay !== null && finish.finishDay !== null && startDay <= finish.finishDay
    return { workItemId: item.id, weight: weights[index] ?? 0, startDay: isOrdered ? startDay : null, ...finish }
  })
  const iterationEnds = options.planRule === 'iterations' ? listIterationEnds(items, planOf, options) : []
  const began = weighed.map(({ item }) => (item.startedAt === null ? null : dayOf(item.startedAt)))
  const startDay = options.startDay ?? earliest([...items.flatMap(item => [item.startDay, item.finishDay]), ...began])
  const lastDay = options.finishDay ?? iterationEnds.at(-1) ?? latest(items.map(item => item.finishDay))
  const finishDay = startDay !== null && lastDay !== null && lastDay < startDay ? startDay : lastDay
  const length = startDay === null || finishDay === null ? 0 : daysBetween(startDay, finishDay)
  return {
    unit: options.budget === null ? unit : 'money',
    currency: options.budget?.currency ?? null,
    total: options.budget?.minor ?? sizes.reduce((sum, size) => sum + size, 0),
    earningRule: options.earningRule,
    planRule: options.planRule,
    period: options.period ?? (length > LONGEST_PLAN_IN_WEEKS_DAYS ? 'month' : 'week'),
    startDay: finishDay === null ? null : startDay,
    finishDay: startDay === null ? null : finishDay,
    iterationEnds,
    items,
  }
}

interface Weighed {
  readonly item: ScopeItem
  readonly weight: number
}

/** Sizes in one unit as they are; in several, each tracker's share (F1) over its units by how many items use them. */
function weighItems(
  tree: ItemTree,
  { items, trackers }: Pick<InitiativeFacts, 'items' | 'trackers'>,
): { readonly unit: BaselineUnit; readonly weighed: readonly Weighed[] } {
  const shares = new Map(measureProgress(items, trackers).byTracker.map(part => [part.connectionId, part.share]))
  const groups = [...sizeItems(tree)].flatMap(([connectionId, sized]) => {
    const units = groupBy(sized, entry => (entry.value === null ? 'items' : (entry.unit ?? 'points')))
    return [...units].map(([unit, entries]) => {
      const values = entries.map(entry => entry.value ?? 1)
      const total = values.reduce((sum, value) => sum + value, 0)
      // Where all estimates are 0 they tell nothing apart.
      const parts = entries.map(({ item }, index) => ({ item, value: total > 0 ? (values[index] ?? 0) : 1 }))
      const share = ((shares.get(connectionId) ?? 0) * entries.length) / sized.length
      return { unit: total > 0 ? unit : 'items', parts, total: total > 0 ? total : parts.length, share }
    })
  })
  const units = new Set(groups.map(group => group.unit))
  const [only] = units
  if (units.size === 1 && only !== undefined && only !== 'share') {
    return {
      unit: only,
      weighed: groups.flatMap(({ parts }) => parts.map(({ item, value }) => ({ item, weight: value }))),
    }
  }
  const weighed = groups.flatMap(({ parts, total, share }) =>
    parts.map(({ item, value }) => ({ item, weight: (100 * share * value) / total })),
  )
  return { unit: groups.length === 0 ? 'items' : 'percent', weighed }
}

/** The iterations that the plan fills: those that hold an item of it. */
function listIterationEnds(
  items: readonly BaselineItem[],
  planOf: ReadonlyMap<string, PlannedDays>,
  { startDay, finishDay }: FreezeOptions,
): readonly Day[] {
  const ends = items.flatMap(item => planOf.get(item.workItemId)?.iterationEndDay ?? [])
  return [...new Set(ends)]
    .filter(day => (startDay === null || day >= startDay) && (finishDay === null || day <= finishDay))
    .toSorted()
}

const earliest = (days: readonly (Day | null)[]): Day | null =>
  days.reduce((first, day) => (day !== null && (first === null || day < first) ? day : first), null)

const latest = (days: readonly (Day | null)[]): Day | null =>
  days.reduce((last, day) => (day !== null && (last === null || day > last) ? day : last), null)
