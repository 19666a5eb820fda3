import type { WorkState } from '../../work/work-item.ts'
import type { Day } from '../calendar.ts'
import type { Plan } from '../forecast/plan.ts'

export const LINK_END_TYPES = ['item', 'milestone'] as const
export type LinkEndType = (typeof LINK_END_TYPES)[number]

/** One end of a dependency, as it is known now. */
export interface LinkEnd {
  readonly type: LinkEndType
  readonly id: string
  /** Key and title of an item, name of a milestone. */
  readonly name: string
  /** Null: no initiative has it in scope. */
  readonly initiativeId: string | null
  readonly initiative: string | null
  readonly connectionId: string | null
  /** Items only. */
  readonly state: WorkState | null
  readonly startedAt: string | null
  /** Items: when it was done. Milestones: the day it was achieved. */
  readonly doneAt: string | null
  readonly startDay: Day | null
  /** Items: target day. Milestones: current date. */
  readonly targetDay: Day | null
}

/** Whether something is still to be done there. */
export function isOpenEnd({ type, state, doneAt }: LinkEnd): boolean {
  return type === 'milestone' ? doneAt === null : state !== 'done' && state !== 'cancelled'
}

/** The consumer waits for the provider: a blocking link of a tracker, or one the PMO drew between any two. */
export interface DependencyLink {
  readonly id: string
  readonly origin: 'tracker' | 'pmo'
  readonly provider: LinkEnd
  readonly consumer: LinkEnd
  /** Working days that must pass in between. */
  readonly lagDays: number
  /** Why, in the words of who drew it. */
  readonly reason: string | null
}

/** What an initiative gives and takes, and what is planned where it takes from. */
export interface DependencyFacts {
  readonly links: readonly DependencyLink[]
  readonly others: readonly Plan[]
}

export const NO_DEPENDENCIES: DependencyFacts = { links: [], others: [] }
