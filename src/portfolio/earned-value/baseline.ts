import type { Day } from '../calendar.ts'
import type { Period } from './period.ts'

/** What of an item is earned before it is done: nothing, half when it was started, or the share of its hours. */
export const EARNING_RULES = ['0_100', '50_50', 'percent_complete'] as const
export type EarningRule = (typeof EARNING_RULES)[number]

/**
 * When an item was to be earned: on its planned finish, evenly from its planned start, or with the iterations of the plan,
 * each an equal part (AgileEVM: for plans in which most items have no day of their own yet).
 */
export const PLAN_RULES = ['at_finish', 'linear', 'iterations'] as const
export type PlanRule = (typeof PLAN_RULES)[number]

/** What the weights count: money, or the sizes of the items; `percent` where those are in different units. */
export const BASELINE_UNITS = ['money', 'points', 'hours', 'days', 'items', 'percent'] as const
export type BaselineUnit = (typeof BASELINE_UNITS)[number]

export const FINISH_SOURCES = ['target', 'iteration', 'milestone', 'done'] as const
export type FinishSource = (typeof FINISH_SOURCES)[number]

/** An approved plan, frozen: whatever the trackers say later, it stays. */
export interface Baseline {
  readonly id: string
  /** 1 for the first of the initiative; the highest approved one is in force. */
  readonly number: number
  readonly unit: BaselineUnit
  /** Null unless the unit is money. */
  readonly currency: string | null
  /** BAC: minor units of money, or the unit. */
  readonly total: number
  readonly earningRule: EarningRule
  readonly planRule: PlanRule
  readonly period: Period
  /** Null: no item had a day, so nothing was planned for any. */
  readonly startDay: Day | null
  readonly finishDay: Day | null
  /** Last days of the iterations of the plan; only where the rule asks for them. */
  readonly iterationEnds: readonly Day[]
  readonly items: readonly BaselineItem[]
}

export interface BaselineItem {
  readonly workItemId: string
  /** Its part of the total. */
  readonly weight: number
  readonly startDay: Day | null
  /** Null: planned for no day, so it counts on the last day of the plan. */
  readonly finishDay: Day | null
  readonly finishFrom: FinishSource | null
}
