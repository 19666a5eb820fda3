import type { ConclusionBasis, Summary } from './assessment.ts'
import { foldCoverage } from './coverage.ts'
import type { Colour } from './health/health.ts'
import type { PortfolioNode } from './initiative.ts'
import { type RollupNode, rollUp } from './rollup.ts'

/** What a trend needs to know of an initiative: of milestones and coverage, most of a summary, no line is drawn. */
export type Standing = Omit<Summary, 'milestones' | 'nextMilestoneId' | 'coverage'>

export function standingOf({ initiativeId, statusAt, progress, byTracker, scale, health }: Summary): Standing {
  const { axes: _, ...rest }: typeof health & { readonly axes?: unknown } = health
  return { initiativeId, statusAt, progress, byTracker, scale, health: rest }
}

/** The tree as it was at an instant, and what is known of the initiatives in it: what had been concluded by then, or what the history tells. */
export interface TrendGround {
  readonly nodes: readonly PortfolioNode[]
  readonly standings: ReadonlyMap<string, { readonly standing: Standing; readonly basis: ConclusionBasis }>
}

/** One node at each instant; null where it was not there, or it or an initiative below it is not known. */
export interface NodeTrend {
  readonly id: string
  readonly size: readonly (number | null)[]
  readonly count: readonly (number | null)[]
  readonly colours: readonly (Colour | null)[]
  /** History where anything below was told from it. */
  readonly bases: readonly (ConclusionBasis | null)[]
}

const NOT_DRAWN = { milestones: [], nextMilestoneId: null, coverage: foldCoverage([]) }

/** What the rollup said of these nodes at each instant. */
export function drawTrend(nodeIds: readonly string[], grounds: readonly TrendGround[]): readonly NodeTrend[] {
  const said = grounds.map(tellKnown)
  return nodeIds.map(id => {
    const points = said.map(known => known.get(id) ?? null)
    return {
      id,
      size: points.map(point => point?.rollup.progress.size.fraction ?? null),
      count: points.map(point => point?.rollup.progress.count.fraction ?? null),
      colours: points.map(point => point?.rollup.health.colour ?? null),
      bases: points.map(point => point?.basis ?? null),
    }
  })
}

interface Known {
  readonly rollup: RollupNode
  readonly basis: ConclusionBasis
}

/** The nodes of which all is known: a sum of some initiatives would seem to rise or fall where only another one becomes known. */
function tellKnown({ nodes, standings }: TrendGround): ReadonlyMap<string, Known> {
  const summaries = new Map([...standings].map(([id, { standing }]) => [id, { ...standing, ...NOT_DRAWN }]))
  const known = new Map<string, Known>()
  /** Of the initiatives at and below it; null for one that is not known. */
  const keepKnown = (rollup: RollupNode): readonly (ConclusionBasis | null)[] => {
    const { id, kind } = rollup.node
    const bases = kind === 'initiative' ? [standings.get(id)?.basis ?? null] : rollup.children.flatMap(keepKnown)
    const basis = bases.includes('history') ? 'history' : 'concluded'
    if (bases.length > 0 && !bases.includes(null)) known.set(id, { rollup, basis })
    return bases
  }
  for (const root of rollUp(nodes, summaries)) keepKnown(root)
  return known
}
