import type { Answer, Item } from '../../api/operation.ts'

type Node = Answer<'GET /portfolios/{id}/rollup'>['root']
export type Milestone = Item<'GET /milestones'>

/** One line of the roadmap. */
export type Row = GroupRow | InitiativeRow | MilestoneRow

/** A program or workstream above its initiatives. */
interface GroupRow {
  readonly kind: 'group'
  readonly id: string
  readonly name: string
  readonly depth: number
}

export interface InitiativeRow {
  readonly kind: 'initiative'
  readonly id: string
  readonly node: Node
  readonly milestones: readonly Milestone[]
  readonly isOpen: boolean
}

export interface MilestoneRow {
  readonly kind: 'milestone'
  readonly id: string
  readonly milestone: Milestone
  readonly initiative: string
}

export const HEIGHTS: Readonly<Record<Row['kind'], number>> = { group: 34, initiative: 40, milestone: 30 }

/** The initiatives of a tree with their milestones below them, under the programs they are in. */
export function arrangeRoadmap(
  root: Node,
  milestones: readonly Milestone[],
  isOpen: (initiativeId: string) => boolean,
): readonly Row[] {
  const byInitiative = Map.groupBy(milestones, ({ initiativeId }) => initiativeId)
  const grow = (node: Node, depth: number): readonly Row[] => {
    if (node.kind !== 'initiative') {
      const below = node.children.flatMap(child => grow(child, depth + 1))
      // The portfolio itself is the title of the page.
      return depth === 0 || below.length === 0
        ? below
        : [{ kind: 'group', id: node.id, name: node.name, depth: depth - 1 }, ...below]
    }
    const own = (byInitiative.get(node.id) ?? []).toSorted(byDay)
    const open = isOpen(node.id) && own.length > 0
    return [
      { kind: 'initiative', id: node.id, node, milestones: own, isOpen: open },
      ...(open
        ? own.map(milestone => ({
            kind: 'milestone' as const,
            id: milestone.id,
            milestone,
            initiative: node.name,
          }))
        : []),
    ]
  }
  return grow(root, 0)
}

const LAST = '9999-12-31'
const byDay = (left: Milestone, right: Milestone): number => {
  const [a, b] = [left.currentDay ?? LAST, right.currentDay ?? LAST]
  return a === b ? left.name.localeCompare(right.name) : a < b ? -1 : 1
}

export const isDone = ({ actualDay }: Milestone): boolean => actualDay !== null

/** The forecast of what is still open; what is done needs none. */
export const forecastOf = (milestone: Milestone, level: 'p50' | 'p80' | 'p95'): string | null =>
  isDone(milestone) ? null : (milestone.forecast?.[level] ?? null)

/** Every day that a milestone is drawn at: what is done is drawn when it was done, not where its date stood. */
export const daysOf = (milestone: Milestone): readonly string[] =>
  [milestone.baselineDay, milestone.actualDay ?? milestone.currentDay, forecastOf(milestone, 'p80')].flatMap(
    day => day ?? [],
  )

/** Where rows begin, from the top, and how high they are together. */
export function stackRows(rows: readonly Row[]): {
  readonly tops: ReadonlyMap<string, number>
  readonly height: number
} {
  const tops = new Map<string, number>()
  let height = 0
  for (const { id, kind } of rows) {
    tops.set(id, height)
    height += HEIGHTS[kind]
  }
  return { tops, height }
}
