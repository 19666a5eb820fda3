import { type Static, Type } from 'typebox'
import { EARNING_RULES, PLAN_RULES } from '../portfolio/earned-value/baseline.ts'
import { freezeBaseline } from '../portfolio/earned-value/freeze-baseline.ts'
import { readMinor } from '../portfolio/earned-value/money.ts'
import { PERIODS } from '../portfolio/earned-value/period.ts'
import { baselineOf, currentDayOf, isAchieved } from '../portfolio/milestone/milestone.ts'
import { todayAt } from '../portfolio/wall-clock.ts'
import type { Queryable } from '../store/database.ts'
import { refreshMilestones } from '../store/milestone/refresh-milestones.ts'
import { addBaseline, findBaselineInForce, type StoredBaseline } from '../store/money/baselines.ts'
import { findBudget, listBudgets } from '../store/money/budgets.ts'
import type { StoredChangeRequest } from '../store/money/change-requests.ts'
import { markDue } from '../store/portfolio/assessment-due.ts'
import { loadInitiativeFacts } from '../store/portfolio/facts.ts'
import { listPlannedDays } from '../store/portfolio/planned-days.ts'
import { ApiError } from './errors.ts'
import { Day, Name, nullable, word } from './field.ts'
import { Note, refuse } from './money-field.ts'

/** What a person says when they approve a plan. */
export const baselineFields = {
  approvedBy: Name,
  reason: Note,
  budgetId: Type.Optional(
    nullable(
      Type.String({
        format: 'uuid',
        description:
          'The version of the budget to share out. Left out: that of the baseline before, or a newer version; null: measured by size, without money.',
      }),
    ),
  ),
  earningRule: Type.Optional(word(EARNING_RULES)),
  planRule: Type.Optional(word(PLAN_RULES)),
  period: Type.Optional(word(PERIODS)),
  startDay: Type.Optional(Day),
  finishDay: Type.Optional(Day),
}

const Given = Type.Object(baselineFields)
type GivenBaseline = Static<typeof Given>

/**
 * Freezes the plan of an initiative as it stands. The caller holds the initiative's lock. Rules that are left out are those of
 * the baseline before.
 */
export async function takeBaseline(
  tx: Queryable,
  initiativeId: string,
  given: GivenBaseline,
  { by, at, request }: { readonly by: string; readonly at: string; readonly request: StoredChangeRequest | null },
): Promise<StoredBaseline> {
  const before = await findBaselineInForce(tx, initiativeId, at)
  // What the trackers say since the last assessment is part of the plan.
  await refreshMilestones(tx, initiativeId, at)
  const facts = await loadInitiativeFacts(tx, initiativeId, at)
  const budget = await chooseBudget(tx, initiativeId, given, before, request)
  const planRule = given.planRule ?? before?.planRule ?? 'at_finish'
  if (given.startDay !== undefined && given.finishDay !== undefined && given.finishDay < given.startDay)
    throw refuse('body.finishDay', `must not be before ${given.startDay}`)
  const frozen = freezeBaseline(facts, await listPlannedDays(tx, initiativeId), {
    budget,
    earningRule: given.earningRule ?? before?.earningRule ?? '0_100',
    planRule,
    period: given.period ?? null,
    startDay: given.startDay ?? null,
    finishDay: given.finishDay ?? null,
  })
  if (!(frozen.total > 0) || frozen.items.length === 0) {
    throw new ApiError(
      'unprocessable',
      'There is nothing to freeze: the initiative has no item in scope, or a budget of 0.',
    )
  }
  if (planRule === 'iterations' && frozen.iterationEnds.length === 0)
    throw refuse('body.planRule', 'cannot be iterations: no item of the initiative is in an iteration with an end')
  const { latest: today } = todayAt(at, facts.timeZone)
  const milestones = facts.milestones.flatMap(milestone => {
    // What was reached was held against its own promise; a new plan does not change that.
    const promised = baselineOf(milestone.dates, milestone.baselineDay)
    const day = isAchieved(milestone, today) ? promised : (currentDayOf(milestone.dates) ?? promised)
    return day === null ? [] : [{ milestoneId: milestone.id, name: milestone.name, day }]
  })
  const stored = await addBaseline(tx, {
    ...frozen,
    initiativeId,
    approvedBy: given.approvedBy,
    reason: given.reason,
    changeRequestId: request?.id ?? null,
    budgetId: budget?.id ?? null,
    milestones,
    createdBy: by,
    createdAt: at,
  })
  await markDue(tx, [initiativeId])
  return stored
}

interface ChosenBudget {
  /** Null: there was none but the baseline before. */
  readonly id: string | null
  readonly minor: number
  readonly currency: string
}

/** The budget that was named; else what holds (the newer of the last budget and the last baseline) and what the change adds. */
async function chooseBudget(
  tx: Queryable,
  initiativeId: string,
  { budgetId }: GivenBaseline,
  before: StoredBaseline | null,
  request: StoredChangeRequest | null,
): Promise<ChosenBudget | null> {
  if (budgetId === null) return null
  if (budgetId !== undefined) {
    const named = await findBudget(tx, budgetId)
    if (named?.initiativeId !== initiativeId)
      throw refuse('body.budgetId', 'must be the id of a budget of this initiative')
    return { id: named.id, minor: readMinor(named.total, named.currency) ?? 0, currency: named.currency }
  }
  const { items } = await listBudgets(tx, { initiativeId }, { after: null, limit: 1 })
  const [latest] = items
  const inForce = before?.currency == null ? null : { ...before, currency: before.currency }
  const isNews = latest !== undefined && (inForce === null || latest.createdAt > inForce.createdAt)
  const base: ChosenBudget | null = isNews
    ? { id: latest.id, minor: readMinor(latest.total, latest.currency) ?? 0, currency: latest.currency }
    : inForce === null
      ? null
      : { id: inForce.budgetId, minor: inForce.total, currency: inForce.currency }
  if (base === null || request === null || request.amount === null) return base
  if (request.currency !== base.currency) {
    const expected = `must be given: the change is in ${request.currency ?? ''}, the plan in ${base.currency}. Enter a budget with both`
    throw refuse('body.budgetId', expected)
  }
  return { ...base, minor: base.minor + (readMinor(request.amount, base.currency) ?? 0) }
}
