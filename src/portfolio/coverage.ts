import { epochMs } from '../work/instant.ts'
import type { ScopeTracker } from './initiative.ts'
import type { ItemTree } from './item-tree.ts'

/** How far a rolled-up number can be trusted. Shares are 0 to 1; null when there is nothing to take a share of. */
export interface Coverage {
  /** Of the items whose size counts, those somebody estimated. */
  readonly estimated: number | null
  /** Of the items in scope, those whose status has a meaning here. */
  readonly mapped: number | null
  /** Of the items known to be there, those the trackers show us. */
  readonly visible: number | null
  /** Of the items in scope, those whose tracker was read completely not too long ago. */
  readonly fresh: number | null
  /** How many items each share was taken of, so that shares can be folded. */
  readonly outOf: Readonly<Record<CoverageShare, number>>
  /** Start of the oldest last complete sync; trackers never synced are in `staleTrackers`. */
  readonly oldestDataAt: string | null
  readonly oldestAgeHours: number | null
  readonly staleTrackers: readonly StaleTracker[]
  /** What is known to be missing in the trackers it draws on, whether or not it concerns these items. */
  readonly gaps: readonly TrackerGaps[]
  readonly openGaps: number
}

export type CoverageShare = 'estimated' | 'mapped' | 'visible' | 'fresh'

export interface TrackerGaps {
  readonly connectionId: string
  readonly name: string
  readonly kind: string
  readonly count: number
}

export interface StaleTracker {
  readonly connectionId: string
  readonly name: string
  /** Null: never completely synced. */
  readonly syncedAt: string | null
}

const MS_PER_HOUR = 3_600_000

export function measureCoverage(
  tree: ItemTree,
  trackers: readonly ScopeTracker[],
  sizes: { readonly estimatedItems: number; readonly countedItems: number },
  options: { readonly statusAt: string; readonly staleAfterHours: number },
): Coverage {
  const inScope = tree.items
  const mapped = inScope.filter(item => item.state !== null).length
  const hidden = trackers.reduce((sum, tracker) => sum + tracker.notVisibleItems, 0)
  const staleBefore = epochMs(options.statusAt) - options.staleAfterHours * MS_PER_HOUR
  const staleTrackers = trackers
    .filter(tracker => tracker.syncedAt === null || epochMs(tracker.syncedAt) < staleBefore)
    .map(({ connectionId, name, syncedAt }) => ({ connectionId, name, syncedAt }))
  const stale = new Set(staleTrackers.map(({ connectionId }) => connectionId))
  const oldestDataAt = oldestOf(trackers.map(tracker => tracker.syncedAt))
  const gaps = trackers.flatMap(({ connectionId, name, gaps }) => gaps.map(each => ({ connectionId, name, ...each })))
  return {
    estimated: shareOf(sizes.estimatedItems, sizes.countedItems),
    mapped: shareOf(mapped, inScope.length),
    visible: shareOf(inScope.length, inScope.length + hidden),
    fresh: shareOf(inScope.filter(item => !stale.has(item.connectionId)).length, inScope.length),
    outOf: {
      estimated: sizes.countedItems,
      mapped: inScope.length,
      visible: inScope.length + hidden,
      fresh: inScope.length,
    },
    oldestDataAt,
    oldestAgeHours: ageInHours(oldestDataAt, options.statusAt),
    staleTrackers,
    gaps,
    openGaps: sum(gaps.map(({ count }) => count)),
  }
}

/** In tenths: to the second it would only say that time passes. */
export function ageInHours(dataAt: string | null, at: string): number | null {
  if (dataAt === null) return null
  return Math.round(((epochMs(at) - epochMs(dataAt)) / MS_PER_HOUR) * 10) / 10
}

/** Shares are weighed by items behind them. A tracker stale in many parts is named once, with its oldest data. */
export function foldCoverage(parts: readonly Coverage[]): Coverage {
  const outOf = (share: CoverageShare): number => sum(parts.map(part => part.outOf[share]))
  const fold = (share: CoverageShare): number | null =>
    shareOf(sum(parts.map(part => (part[share] ?? 0) * part.outOf[share])), outOf(share))
  const stale = new Map<string, StaleTracker>()
  for (const tracker of parts.flatMap(part => part.staleTrackers)) {
    const known = stale.get(tracker.connectionId)
    if (known === undefined || isOlder(tracker.syncedAt, known.syncedAt)) stale.set(tracker.connectionId, tracker)
  }
  // A tracker that several parts draw on has its gaps once.
  const gaps = new Map<string, TrackerGaps>()
  for (const gap of parts.flatMap(part => part.gaps)) {
    const key = JSON.stringify([gap.connectionId, gap.kind])
    if ((gaps.get(key)?.count ?? 0) < gap.count) gaps.set(key, gap)
  }
  return {
    estimated: fold('estimated'),
    mapped: fold('mapped'),
    visible: fold('visible'),
    fresh: fold('fresh'),
    outOf: {
      estimated: outOf('estimated'),
      mapped: outOf('mapped'),
      visible: outOf('visible'),
      fresh: outOf('fresh'),
    },
    oldestDataAt: oldestOf(parts.map(part => part.oldestDataAt)),
    oldestAgeHours: parts.reduce<number | null>(
      (oldest, { oldestAgeHours: age }) => (age === null || (oldest !== null && oldest >= age) ? oldest : age),
      null,
    ),
    staleTrackers: [...stale.values()],
    gaps: [...gaps.values()],
    openGaps: sum([...gaps.values()].map(({ count }) => count)),
  }
}

function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function oldestOf(instants: readonly (string | null)[]): string | null {
  return instants.reduce(
    (oldest, at) => (at !== null && (oldest === null || epochMs(at) < epochMs(oldest)) ? at : oldest),
    null,
  )
}

/** Never synced is older than any instant. */
function isOlder(at: string | null, than: string | null): boolean {
  if (than === null) return false
  return at === null || epochMs(at) < epochMs(than)
}
