import type { ItemKind } from '../../work/work-item.ts'
import { type Interval, type Intervals, unite } from './interval.ts'

/** The states that what an item went through is asked for. */
export const LIFE_STATES = ['done', 'cancelled', 'blocked'] as const
export type LifeState = (typeof LIFE_STATES)[number]

/** What an item that is or was in an initiative's scope went through, whatever it is now. */
export interface ItemLife {
  readonly id: string
  readonly key: string
  readonly title: string
  readonly connectionId: string
  readonly kind: ItemKind | null
  readonly level: number | null
  readonly parentId: string | null
  readonly createdMs: number
  readonly estimateUnit: 'points' | 'hours' | 'days' | null
  /** When it was in the scope. */
  readonly stays: readonly Interval[]
  /** When it was in the scope of another initiative. */
  readonly elsewhere: readonly (Interval & { readonly initiativeId: string })[]
  /** By time. Several statuses may mean the same state, one after the other. */
  readonly states: readonly (Interval & { readonly state: LifeState })[]
  /** While it had one. */
  readonly estimates: readonly (Interval & { readonly value: number | null })[]
}

/** When it was in a state, without the seams between statuses of one meaning. */
export function timesIn(life: ItemLife, state: LifeState): Intervals {
  return life.states.length === 0 ? [] : unite(life.states.filter(each => each.state === state))
}

export function estimateAt(life: ItemLife, atMs: number): number | null {
  return life.estimates.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs)?.value ?? null
}
