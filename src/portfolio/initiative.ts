import type { ItemKind, WorkState } from '../work/work-item.ts'
import type { DependencyFacts } from './dependency/dependency.ts'
import type { EarningFacts } from './earned-value/earning-facts.ts'
import type { InitiativeRecord } from './initiative-record.ts'

/** Levels of the PMO's own tree. Work is attached to initiatives only; the levels above fold what is below. */
export const NODE_KINDS = ['portfolio', 'program', 'workstream', 'initiative'] as const
export type NodeKind = (typeof NODE_KINDS)[number]

export interface PortfolioNode {
  readonly id: string
  readonly kind: NodeKind
  readonly name: string
  readonly parentId: string | null
  /** Share in the parent's rollup; null: all siblings without one count equal. */
  readonly weight: number | null
}

/** How a scope rule picks work items; values are what a person reads in the tracker. */
export const SCOPE_SELECTORS = [
  'project',
  'subtree',
  'area',
  'component',
  'label',
  'release',
  'field',
  'query',
] as const
export type ScopeSelector = (typeof SCOPE_SELECTORS)[number]

export interface ScopeRule {
  readonly effect: 'include' | 'exclude'
  readonly connectionId: string
  readonly selector: ScopeSelector
  /** Project key, name or id; item key; area path (with what is below); component, label or release name; FIELD=VALUE; saved query. */
  readonly value: string
  /** Limits component, label and release rules to one project; null: any. */
  readonly project: string | null
}

/** A work item as the portfolio's rules see it. */
export interface ScopeItem {
  readonly id: string
  readonly connectionId: string
  readonly key: string
  readonly title: string
  readonly kind: ItemKind | null
  readonly level: number | null
  readonly parentId: string | null
  readonly projectId: string
  readonly typeExternalId: string
  /** Null: the tracker's status is not mapped. */
  readonly state: WorkState | null
  readonly estimate: number | null
  readonly estimateUnit: 'points' | 'hours' | 'days' | null
  readonly originalHours: number | null
  readonly remainingHours: number | null
  /** From worklogs or the Completed Work ledger; null when the tracker keeps neither for this item. */
  readonly spentHours: number | null
  readonly createdAt: string
  readonly startedAt: string | null
  readonly doneAt: string | null
  /** When it joined this initiative's scope. */
  readonly inScopeSince: string
}

/** One connection's share in an initiative and how far its data can be trusted. */
export interface ScopeTracker {
  readonly connectionId: string
  readonly name: string
  /** Explicit weight of this tracker's part in the initiative; null: see progress.ts for what stands in. */
  readonly weight: number | null
  /** Start of the last complete sync; null when there was none. */
  readonly syncedAt: string | null
  /** What is known to be missing in this tracker. */
  readonly gaps: readonly { readonly kind: string; readonly count: number }[]
  readonly notVisibleItems: number
}

/** Everything `assess` needs to know about one initiative, as of one instant. */
export interface InitiativeFacts {
  readonly id: string
  readonly name: string
  /** Of its portfolio, an IANA name: where a day that was promised ends. */
  readonly timeZone: string
  readonly items: readonly ScopeItem[]
  readonly trackers: readonly ScopeTracker[]
  readonly milestones: readonly MilestoneFacts[]
  readonly record: InitiativeRecord
  readonly dependencies: DependencyFacts
  /** Null: there is no approved baseline. */
  readonly earning: EarningFacts | null
}

export const MILESTONE_SOURCES = ['manual', 'release', 'work_item', 'iteration'] as const
export type MilestoneSource = (typeof MILESTONE_SOURCES)[number]

export interface MilestoneFacts {
  readonly id: string
  readonly name: string
  readonly source: MilestoneSource
  /** The tracker it comes from; null for a milestone the PMO entered. */
  readonly connectionId: string | null
  readonly baselineDay: string | null
  readonly toleranceDays: number
  readonly importance: 'normal' | 'high'
  /** Every known date with who set it and when, oldest first; the last one is the current target. */
  readonly dates: readonly MilestoneDate[]
  /** The day it was achieved, where the tracker says so (a version released, all its items done). */
  readonly actualDay: string | null
  /** The items that must be done for it, with all below them in scope; empty: not known, so no forecast. */
  readonly itemIds: readonly string[]
}

export interface MilestoneDate {
  readonly day: string | null
  /** When it became that; for the first known date, when it was set or first seen. */
  readonly at: string
  /** Person who set it, by our id; null when the tracker does not say. */
  readonly byPersonId: string | null
}
