import type { Day } from '../calendar.ts'
import type { Track } from './track.ts'

/**
 * What is left to do in one initiative, in the form a simulation plays: small enough to be stored, so that another
 * initiative that depends on it plays the same futures without reading its items.
 */
export interface Plan {
  readonly initiativeId: string
  readonly initiative: string
  /** Days below are counted from it. */
  readonly day: Day
  readonly nodes: readonly PlanNode[]
  readonly waits: readonly Wait[]
}

/** A milestone, or an item that something waits for. */
export interface PlanNode {
  readonly id: string
  readonly type: 'milestone' | 'item'
  readonly name: string
  /** The name of the milestone it is part of: what its futures are drawn from, besides the team. */
  readonly pile: string
  readonly planned: Planned
}

export type Planned =
  | { readonly status: 'open'; readonly parts: readonly PlanPart[] }
  | { readonly status: 'done'; readonly day: Day }
  /** The reason is a sentence. */
  | { readonly status: 'cannot'; readonly reason: string }

/** What one team (so far: one tracker within one initiative) has to do for it. */
export interface PlanPart {
  /** Stable words that name the team; its futures are drawn from them. */
  readonly team: string
  /** Open items of the milestone itself. */
  readonly remaining: number
  /** Open items of milestones that come first. */
  readonly ahead: number
  readonly track: Track
}

/** The consumer is not finished before the provider is, and `lagDays` working days more. */
export interface Wait {
  readonly linkId: string
  readonly providerId: string
  readonly consumerId: string
  readonly lagDays: number
}
