import { findNext, type MilestoneAssessment, type Summary } from './assessment.ts'
import { type Coverage, foldCoverage } from './coverage.ts'
import { type Colour, compareColours, type HealthAxis } from './health/health.ts'
import type { PortfolioNode } from './initiative.ts'
import type { MilestoneStatus } from './milestone/milestone.ts'
import { growForest } from './node-forest.ts'
import { foldProgress } from './progress/fold-progress.ts'
import { type Progress, unknownProgress } from './progress/progress.ts'
import { addScales, type Scale, type ShareBasis, weighParts } from './progress/weight.ts'

/** One node of the PMO's tree with everything below it folded in. */
export interface RollupNode {
  readonly node: PortfolioNode
  readonly progress: Progress
  readonly byTracker: readonly RollupTracker[]
  /** What the parts of it were weighed by: its children, of an initiative its trackers. Null: it has none. */
  readonly weighedBy: ShareBasis | null
  readonly health: RollupHealth
  readonly coverage: Coverage
  readonly nextMilestone: NextMilestone | null
  readonly milestoneCounts: Readonly<Record<MilestoneStatus, number>>
  readonly children: readonly RollupNode[]
}

export interface RollupTracker {
  readonly connectionId: string
  readonly progress: Progress
  /** Share of this tracker in the node, 0 to 1. */
  readonly share: number
}

export interface RollupHealth {
  readonly colour: Colour
  /** The initiative that gave the colour; null when there is none below. */
  readonly worst: { readonly nodeId: string; readonly name: string } | null
  /** The worst axis of that initiative; null when it has not been assessed, or none of its axes is worse than green. */
  readonly worstAxis: HealthAxis | null
  readonly reasons: readonly string[]
  /** Initiatives at or below the node, by colour. */
  readonly initiativeCounts: Readonly<Record<Colour, number>>
}

export interface NextMilestone {
  readonly initiativeId: string
  readonly milestone: MilestoneAssessment
}

/** What a node is folded from: its children, and its own assessment where it is an initiative. */
type Part = Folded & { readonly weight: number | null }

type Folded = Omit<RollupNode, 'node' | 'children'> & { readonly scale: Scale | null }

/**
 * Folds assessments up the tree, one visit per node and no recursion, so that neither depth nor breadth can hurt. A
 * node with no initiative below it says that it knows nothing and is left out above.
 */
export function rollUp(
  nodes: readonly PortfolioNode[],
  assessments: ReadonlyMap<string, Summary>,
): readonly RollupNode[] {
  const forest = growForest(nodes)
  const done = new Map<string, RollupNode>()
  const contributions = new Map<string, Pick<Part, 'progress' | 'scale'>>()
  for (const node of forest.bottomUp) {
    const children = forest.childrenOf(node).flatMap(child => done.get(child.id) ?? [])
    const own = node.kind === 'initiative' ? [describeOwn(node, assessments.get(node.id))] : []
    const below = children.filter(child => countInitiatives(child) > 0)
    const parts = [
      ...own,
      ...below.map(
        (child): Part => ({
          ...child,
          ...(contributions.get(child.node.id) ?? { progress: child.progress, scale: null }),
          weight: child.node.weight,
        }),
      ),
    ]
    const { scale, ...sum } = foldParts(parts)
    const folded = { ...sum, weighedBy: own[0] === undefined ? sum.weighedBy : own[0].weighedBy }
    contributions.set(node.id, { progress: keepKnownTrackers(folded), scale })
    done.set(node.id, { node, ...folded, children })
  }
  return forest.roots.flatMap(root => done.get(root.id) ?? [])
}

function describeOwn(node: PortfolioNode, assessment: Summary | undefined): Part {
  const worst = { nodeId: node.id, name: node.name }
  if (assessment === undefined) {
    const reasons = [`${node.name} has not been assessed yet.`]
    const health: RollupHealth = {
      ...{ colour: 'grey', worst, worstAxis: null, reasons },
      initiativeCounts: { ...NO_COLOURS, grey: 1 },
    }
    return { ...foldParts([]), progress: unknownProgress('Not assessed yet.'), health, weight: null, weighedBy: null }
  }
  const { colour, computedColour, reasons } = assessment.health
  // A colour that is held until better evaluations follow each other has no axis of its own any more.
  const worstAxis = computedColour === 'green' ? null : assessment.health.worstAxis
  const next = findNext(assessment.milestones)
  return {
    progress: assessment.progress,
    byTracker: assessment.byTracker.map(({ connectionId, progress, share }) => ({ connectionId, progress, share })),
    health: { colour, worst, worstAxis, reasons, initiativeCounts: { ...NO_COLOURS, [colour]: 1 } },
    coverage: assessment.coverage,
    nextMilestone: next === null ? null : { initiativeId: assessment.initiativeId, milestone: next },
    milestoneCounts: countStatuses(assessment.milestones),
    weighedBy: assessment.byTracker[0]?.shareBasis ?? null,
    scale: assessment.scale ?? null,
    weight: null,
  }
}

function foldParts(parts: readonly Part[]): Folded {
  const { shares, basis } = weighParts(parts)
  const weighed = parts.map((part, index) => ({ ...part, share: shares[index] ?? 0 }))
  return {
    progress: foldProgress(weighed),
    byTracker: foldTrackers(weighed),
    weighedBy: parts.length === 0 ? null : basis,
    scale: addScales(parts.map(part => part.scale)),
    health: foldHealth(parts.map(part => part.health)),
    coverage: foldCoverage(parts.map(part => part.coverage)),
    nextMilestone: foldNext(parts.map(part => part.nextMilestone)),
    milestoneCounts: addCounts(
      NO_STATUSES,
      parts.map(part => part.milestoneCounts),
    ),
  }
}

/**
 * What a node gives to the one above. An initiative does not know its effort when one of its trackers does not; above it,
 * the trackers that are known count, so that a node is always the sum of its trackers, and what is missing is named.
 */
function keepKnownTrackers({ progress, byTracker }: Pick<Part, 'progress' | 'byTracker'>): Progress {
  const known = foldProgress(byTracker)
  const keep = (name: keyof Progress) =>
    progress[name].fraction === null && known[name].fraction !== null ? known[name] : progress[name]
  return { count: keep('count'), size: keep('size'), effort: keep('effort') }
}

function foldTrackers(parts: readonly (Part & { readonly share: number })[]): readonly RollupTracker[] {
  const byConnection = new Map<string, { readonly progress: Progress; readonly share: number }[]>()
  for (const part of parts) {
    for (const { connectionId, progress, share } of part.byTracker) {
      // A tracker with nothing in scope here is nothing left out.
      if (progress.count.total === 0) continue
      const entries = byConnection.get(connectionId) ?? []
      entries.push({ progress, share: share * part.share })
      byConnection.set(connectionId, entries)
    }
  }
  const trackers = [...byConnection].map(([connectionId, entries]) => ({
    connectionId,
    progress: foldProgress(entries),
    share: entries.reduce((sum, entry) => sum + entry.share, 0),
  }))
  // Parts without any tracker (nothing in scope) have no share to give; the others share the whole.
  const total = trackers.reduce((sum, tracker) => sum + tracker.share, 0)
  return trackers.map(tracker => ({ ...tracker, share: total > 0 ? tracker.share / total : 0 }))
}

/** The worst initiative below gives the colour, and is named. */
function foldHealth(healths: readonly RollupHealth[]): RollupHealth {
  const worst = healths.toSorted((left, right) => compareColours(left.colour, right.colour))[0]
  const initiativeCounts = addCounts(
    NO_COLOURS,
    healths.map(health => health.initiativeCounts),
  )
  if (worst === undefined) {
    return { colour: 'grey', worst: null, worstAxis: null, reasons: ['There is no initiative.'], initiativeCounts }
  }
  return { ...worst, initiativeCounts }
}

function foldNext(nexts: readonly (NextMilestone | null)[]): NextMilestone | null {
  return nexts.reduce((earliest, next) => {
    if (earliest === null || next === null) return earliest ?? next
    return (next.milestone.currentDay ?? '') < (earliest.milestone.currentDay ?? '') ? next : earliest
  }, null)
}

const NO_COLOURS: Readonly<Record<Colour, number>> = { green: 0, amber: 0, red: 0, grey: 0 }

const NO_STATUSES: Readonly<Record<MilestoneStatus, number>> = {
  achieved: 0,
  missed: 0,
  slipped: 0,
  at_risk: 0,
  on_track: 0,
  not_forecast: 0,
  no_date: 0,
}

function countStatuses(milestones: readonly MilestoneAssessment[]): Readonly<Record<MilestoneStatus, number>> {
  const counts = { ...NO_STATUSES }
  for (const { status } of milestones) counts[status] += 1
  return counts
}

function addCounts<Name extends string>(
  zero: Readonly<Record<Name, number>>,
  counts: readonly Readonly<Record<Name, number>>[],
): Readonly<Record<Name, number>> {
  return counts.reduce<Record<Name, number>>(
    (sum, count) => {
      for (const name in zero) sum[name] += count[name]
      return sum
    },
    { ...zero },
  )
}

function countInitiatives(rollup: RollupNode): number {
  return Object.values(rollup.health.initiativeCounts).reduce((sum, count) => sum + count, 0)
}
