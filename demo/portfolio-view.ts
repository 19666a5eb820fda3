import type { ApiClient } from './api-client.ts'

interface Fraction {
  readonly fraction: number | null
}

export interface NodeView {
  readonly id: string
  readonly kind: 'portfolio' | 'program' | 'workstream' | 'initiative'
  readonly name: string
  readonly progress: { readonly count: Fraction; readonly size: Fraction; readonly effort: Fraction }
  readonly byTracker: readonly { readonly name: string }[]
  readonly nextMilestone: {
    readonly milestone: {
      readonly name: string
      readonly baselineDay: string | null
      readonly currentDay: string | null
      readonly status: string
      readonly forecast: { readonly status: string; readonly p80?: string }
    }
  } | null
  readonly health: { readonly colour: string; readonly reasons: readonly string[] }
  readonly milestoneCounts: Readonly<Record<string, number>>
  readonly openAlerts: number
  readonly assessedAt: string | null
  readonly children: readonly NodeView[]
}

/** The rollup of every portfolio. */
export async function readPortfolios(api: ApiClient): Promise<readonly NodeView[]> {
  const { items } = await api.get<{ readonly items: readonly { readonly id: string }[] }>('/portfolios')
  const roots = items.map(({ id }) => api.get<{ readonly root: NodeView }>(`/portfolios/${id}/rollup`))
  return (await Promise.all(roots)).map(({ root }) => root)
}

/** The initiatives below, in the order of the tree. */
export const initiativesOf = (nodes: readonly NodeView[]): readonly NodeView[] =>
  nodes.flatMap(node => (node.kind === 'initiative' ? [node] : initiativesOf(node.children)))

export interface InitiativeResult {
  readonly name: string
  readonly trackers: readonly string[]
  readonly progress: { readonly count: number | null; readonly size: number | null; readonly effort: number | null }
  readonly nextMilestone: {
    readonly name: string
    readonly baseline: string | null
    readonly current: string | null
    readonly forecastP80: string | null
    readonly status: string
  } | null
  /** By status: achieved, missed, slipped, at_risk, on_track, not_forecast, no_date. */
  readonly milestones: Readonly<Record<string, number>>
  readonly health: { readonly colour: string; readonly reasons: readonly string[] }
  readonly openAlerts: number
}

export function describeInitiative({
  name,
  byTracker,
  progress,
  nextMilestone,
  milestoneCounts,
  health,
  openAlerts,
}: NodeView): InitiativeResult {
  const next = nextMilestone?.milestone
  return {
    name,
    trackers: byTracker.map(tracker => tracker.name),
    progress: { count: progress.count.fraction, size: progress.size.fraction, effort: progress.effort.fraction },
    nextMilestone:
      next === undefined
        ? null
        : {
            name: next.name,
            baseline: next.baselineDay,
            current: next.currentDay,
            forecastP80: next.forecast.p80 ?? null,
            status: next.status,
          },
    milestones: milestoneCounts,
    health: { colour: health.colour, reasons: health.reasons },
    openAlerts,
  }
}
