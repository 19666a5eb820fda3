import { Type } from 'typebox'
import { BASELINE_UNITS, EARNING_RULES, FINISH_SOURCES, PLAN_RULES } from '../portfolio/earned-value/baseline.ts'
import { writeMinor } from '../portfolio/earned-value/money.ts'
import { PERIODS } from '../portfolio/earned-value/period.ts'
import type { ListedBaselineItem, StoredBaseline } from '../store/money/baselines.ts'
import { WORK_STATES } from '../work/work-item.ts'
import { Id, nullable, word, wordOrNull } from './field.ts'
import { made } from './money-field.ts'

/* An approved plan as the API shows it. */

const day = () => nullable(Type.String({ description: 'YYYY-MM-DD' }))

export const Baseline = Type.Object({
  id: Id,
  initiativeId: Id,
  number: Type.Integer({ description: '1 for the first; the highest is in force.' }),
  isInForce: Type.Boolean(),
  approvedBy: Type.String(),
  reason: Type.String(),
  changeRequestId: nullable(Type.String()),
  budgetId: nullable(Type.String()),
  unit: word(BASELINE_UNITS),
  currency: nullable(Type.String({ description: 'Null: it is not measured in money.' })),
  total: Type.String({ description: 'Budget at completion (BAC), decimal text in the currency or unit.' }),
  earningRule: word(EARNING_RULES),
  planRule: word(PLAN_RULES),
  period: word(PERIODS),
  startDay: day(),
  finishDay: day(),
  iterationEnds: Type.Array(Type.String()),
  itemCount: Type.Integer(),
  undatedItems: Type.Integer({ description: 'Items planned for no day; they count on the last one.' }),
  milestones: Type.Array(Type.Object({ milestoneId: Id, name: Type.String(), day: Type.String() })),
  ...made,
})

export const BaselineItem = Type.Object({
  workItemId: Id,
  weight: Type.String({ description: 'Its part of the total, decimal text in the currency or unit.' }),
  startDay: day(),
  finishDay: day(),
  finishFrom: wordOrNull(FINISH_SOURCES),
  key: nullable(Type.String({ description: 'Null: the item is gone.' })),
  title: nullable(Type.String()),
  state: wordOrNull(WORK_STATES),
  doneAt: nullable(Type.String()),
})

const write = (value: number, currency: string | null): string =>
  currency === null ? String(Math.round(value * 1e6) / 1e6) : writeMinor(value, currency)

export const showBaseline = (baseline: StoredBaseline) => ({
  ...baseline,
  total: write(baseline.total, baseline.currency),
  iterationEnds: [...baseline.iterationEnds],
  milestones: [...baseline.milestones],
})

export const showBaselineItem = (item: ListedBaselineItem, { currency }: StoredBaseline) => ({
  ...item,
  weight: write(item.weight, currency),
})
