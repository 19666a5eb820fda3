import { type Dependency, type DependencyStatus, worstOf } from '../../marks/dependency-mark.tsx'
import type { Assessment } from './assessment.ts'

/** What gives, what is looked at, and what takes: the columns of the picture. */
export type Side = 'before' | 'here' | 'after'

export interface GraphNode {
  readonly id: string
  readonly side: Side
  readonly type: 'milestone' | 'initiative' | 'rest' | 'nowhere'
  readonly name: string | null
  /** Milestones: as it stands. */
  readonly day: string | null
  /** Kinds and names of the trackers of the ends in it. */
  readonly trackers: readonly { readonly kind: string; readonly name: string }[]
  /** Dependencies between two of its own items. */
  readonly within: readonly Dependency[]
}

export interface GraphEdge {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly status: DependencyStatus
  readonly dependencies: readonly Dependency[]
}

export interface Graph {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
}

type End = Dependency['provider']

interface Found {
  readonly node: Omit<GraphNode, 'within' | 'trackers'>
  readonly ends: End[]
}

/** Dependencies gathered by the milestones and initiatives that their ends belong to. */
export function makeGraph(
  initiativeId: string,
  dependencies: readonly Dependency[],
  milestones: Assessment['milestones'],
): Graph {
  const found = new Map<string, Found>()
  const byId = new Map(milestones.map(milestone => [milestone.milestoneId, milestone]))
  const place = (end: End, side: Exclude<Side, 'here'>): string => {
    const node = end.initiativeId === initiativeId ? placeHere(end, byId) : placeElsewhere(end, side)
    const known = found.get(node.id)
    if (known === undefined) found.set(node.id, { node, ends: [end] })
    else known.ends.push(end)
    return node.id
  }
  const placed = dependencies.map(dependency => ({
    dependency,
    from: place(dependency.provider, 'before'),
    to: place(dependency.consumer, 'after'),
  }))
  const edges = [...Map.groupBy(placed, ({ from, to }) => `${from} ${to}`)].flatMap(([id, group]) => {
    const [first] = group
    return first === undefined || first.from === first.to
      ? []
      : { id, from: first.from, to: first.to, ...gather(group.map(({ dependency }) => dependency)) }
  })
  const nodes = [...found.values()].map(({ node, ends }) => ({
    ...node,
    trackers: listTrackers(ends),
    within: placed.flatMap(({ dependency, from, to }) => (from === node.id && to === node.id ? dependency : [])),
  }))
  return { nodes: nodes.toSorted(byDay), edges }
}

const gather = (dependencies: readonly Dependency[]) => ({
  status: worstOf(dependencies.map(({ status }) => status)),
  dependencies,
})

function placeHere(end: End, byId: ReadonlyMap<string, Assessment['milestones'][number]>): Found['node'] {
  const milestone = byId.get(end.milestoneId ?? '')
  if (milestone === undefined) return { id: 'rest', side: 'here', type: 'rest', name: null, day: null }
  const { milestoneId, name, currentDay } = milestone
  return { id: milestoneId, side: 'here', type: 'milestone', name, day: currentDay }
}

const placeElsewhere = ({ initiativeId, initiative }: End, side: Side): Found['node'] =>
  initiativeId === null
    ? { id: `${side} nowhere`, side, type: 'nowhere', name: null, day: null }
    : { id: `${side} ${initiativeId}`, side, type: 'initiative', name: initiative, day: null }

function listTrackers(ends: readonly End[]): GraphNode['trackers'] {
  const kinds = new Map<string, { kind: string; name: string }>()
  for (const { trackerKind: kind, trackerName } of ends) {
    if (kind !== null) kinds.set(kind, { kind, name: trackerName ?? kind })
  }
  return [...kinds.values()]
}

const LAST = '9999-12-31'
const byDay = (left: GraphNode, right: GraphNode): number => {
  const [a, b] = [left.day ?? LAST, right.day ?? LAST]
  return a === b ? (left.name ?? '').localeCompare(right.name ?? '') : a < b ? -1 : 1
}
