import type { Summary } from './assessment.ts'
import { foldCoverage } from './coverage.ts'
import type { Colour } from './health/health.ts'
import type { PortfolioNode } from './initiative.ts'
import { type RollupNode, rollUp } from './rollup.ts'

/** What a trend needs to know of an initiative: of milestones and coverage, most of a summary, no line is drawn. */
export type Standing = Omit<Summary, 'milestones' | 'nextMilestoneId' | 'coverage'>

/** The tree as it was at an instant, and what had been concluded by then about the initiatives in it. */
export interface TrendGround {
  readonly nodes: readonly PortfolioNode[]
  readonly standings: ReadonlyMap<string, Standing>
}

/** One node at each instant; null where it was not there, or nothing had been concluded about it or below it. */
export interface NodeTrend {
  readonly id: string
  readonly size: readonly (number | null)[]
  readonly count: readonly (number | null)[]
  readonly colours: readonly (Colour | null)[]
}

const NOT_DRAWN = { milestones: [], nextMilestoneId: null, coverage: foldCoverage([]) }

/** What the rollup said of these nodes at each instant. */
export function drawTrend(nodeIds: readonly string[], grounds: readonly TrendGround[]): readonly NodeTrend[] {
  const said = grounds.map(tellKnown)
  return nodeIds.map(id => {
    const points = said.map(known => known.get(id) ?? null)
    return {
      id,
      size: points.map(point => point?.progress.size.fraction ?? null),
      count: points.map(point => point?.progress.count.fraction ?? null),
      colours: points.map(point => point?.health.colour ?? null),
    }
  })
}

/** The nodes of which something had been concluded. */
function tellKnown({ nodes, standings }: TrendGround): ReadonlyMap<string, RollupNode> {
  const summaries = new Map([...standings].map(([id, standing]) => [id, { ...standing, ...NOT_DRAWN }]))
  const known = new Map<string, RollupNode>()
  const keepKnown = (rollup: RollupNode): boolean => {
    const isKnownBelow = rollup.children.map(keepKnown).includes(true)
    if (isKnownBelow || standings.has(rollup.node.id)) known.set(rollup.node.id, rollup)
    return known.has(rollup.node.id)
  }
  for (const root of rollUp(nodes, summaries)) keepKnown(root)
  return known
}
