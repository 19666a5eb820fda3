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
  /** How many items each share was taken of, so that shares can be folded. */
  readonly outOf: { readonly estimated: number; readonly mapped: number; readonly visible: number }
  /** Start of the oldest last complete sync; trackers never synced are in `staleTrackers`. */
  readonly oldestDataAt: string | null
  readonly staleTrackers: readonly StaleTracker[]
  readonly openGaps: number
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
  return {
    estimated: shareOf(sizes.estimatedItems, sizes.countedItems),
    mapped: shareOf(mapped, inScope.length),
    visible: shareOf(inScope.length, inScope.length + hidden),
    outOf: { estimated: sizes.countedItems, mapped: inScope.length, visible: inScope.length + hidden },
    oldestDataAt: oldestOf(trackers.map(tracker => tracker.syncedAt)),
    staleTrackers: trackers
      .filter(tracker => tracker.syncedAt === null || epochMs(tracker.syncedAt) < staleBefore)
      .map(({ connectionId, name, syncedAt }) => ({ connectionId, name, syncedAt })),
    openGaps: trackers.reduce((sum, tracker) => sum + tracker.openGaps, 0),
  }
}

/** Shares are weighed by items behind them. A tracker stale in many parts is named once, with its oldest data. */
export function foldCoverage(parts: readonly Coverage[]): Coverage {
  const fold = (share: 'estimated' | 'mapped' | 'visible'): number | null =>
    shareOf(sum(parts.map(part => (part[share] ?? 0) * part.outOf[share])), sum(parts.map(part => part.outOf[share])))
  const stale = new Map<string, StaleTracker>()
  for (const tracker of parts.flatMap(part => part.staleTrackers)) {
    const known = stale.get(tracker.connectionId)
    if (known === undefined || isOlder(tracker.syncedAt, known.syncedAt)) stale.set(tracker.connectionId, tracker)
  }
  return {
    estimated: fold('estimated'),
    mapped: fold('mapped'),
    visible: fold('visible'),
    outOf: {
      estimated: sum(parts.map(part => part.outOf.estimated)),
      mapped: sum(parts.map(part => part.outOf.mapped)),
      visible: sum(parts.map(part => part.outOf.visible)),
    },
    oldestDataAt: oldestOf(parts.map(part => part.oldestDataAt)),
    staleTrackers: [...stale.values()],
    openGaps: sum(parts.map(part => part.openGaps)),
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
