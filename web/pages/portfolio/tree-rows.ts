import { words } from '../../words/words.ts'
import { listNodes, type RollupNode } from './rollup-node.ts'

export interface TreeRow {
  readonly node: RollupNode
  /** 0 at the top. */
  readonly depth: number
  readonly isOpen: boolean | null
}

/** A heading over rows that belong together, or rows alone. */
export interface RowGroup {
  readonly title: string | null
  readonly rows: readonly TreeRow[]
}

export interface View {
  readonly search: string
  /** Empty: all. */
  readonly colour: string
  readonly tracker: string
  readonly group: string
  readonly sort: string
  readonly isDescending: boolean
}

/** Whether anything is left out. */
export const isFiltered = ({ search, colour, tracker }: View): boolean =>
  search !== '' || colour !== '' || tracker !== ''

type Key = string | number | null

/** What each column sorts by. Health sorts from worst to best. */
const SORT_KEYS: Readonly<Record<string, (node: RollupNode) => Key>> = {
  name: ({ name }) => name,
  progress: ({ progress }) => progress.size.fraction ?? progress.count.fraction,
  milestone: ({ nextMilestone }) => nextMilestone?.milestone.currentDay ?? null,
  health: ({ health }) => BADNESS[health.colour],
  data: ({ coverage }) => coverage.oldestAgeHours,
  alerts: ({ openAlerts }) => openAlerts,
}
const BADNESS = { red: 0, amber: 1, grey: 2, green: 3 } as const
export const isSortable = (column: string): boolean => Object.hasOwn(SORT_KEYS, column)

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** The rows of a tree as a reader wants to see them. A node stays when it or anything below it fits. */
export function arrangeRows(root: RollupNode, view: View, closed: ReadonlySet<string>): readonly RowGroup[] {
  if (view.group === 'tree') {
    return [{ title: null, rows: growRows(root, 0, view, isFiltered(view) ? new Set() : closed) }]
  }
  const fitting = sorted(
    listNodes(root).filter(node => node.kind === 'initiative' && fits(node, view)),
    view,
  )
  const rows = fitting.map((node): TreeRow => ({ node, depth: 0, isOpen: null }))
  if (view.group === 'flat') return [{ title: null, rows }]
  const titleOf = (node: RollupNode): string =>
    view.group === 'owner' ? (node.owner ?? words.portfolio.filters.noOwner) : words.meanings.colour[node.health.colour]
  const byTitle = Map.groupBy(rows, ({ node }) => titleOf(node))
  return [...byTitle].map(([title, group]) => ({ title, rows: group }))
}

/** The first rows of all groups together. */
export function takeRows(groups: readonly RowGroup[], count: number): readonly RowGroup[] {
  let left = count
  return groups.flatMap(({ title, rows }) => {
    const taken = rows.slice(0, left)
    left -= taken.length
    return taken.length === 0 ? [] : [{ title, rows: taken }]
  })
}

function growRows(node: RollupNode, depth: number, view: View, closed: ReadonlySet<string>): readonly TreeRow[] {
  if (!listNodes(node).some(each => fits(each, view))) return []
  const isOpen = node.children.length === 0 ? null : !closed.has(node.id)
  const below =
    isOpen === true ? sorted(node.children, view).flatMap(each => growRows(each, depth + 1, view, closed)) : []
  return [{ node, depth, isOpen }, ...below]
}

function fits(node: RollupNode, { search, colour, tracker }: View): boolean {
  const text = `${node.name} ${node.owner ?? ''}`.toLocaleLowerCase()
  const isOfInitiatives = colour !== '' || tracker !== ''
  return (
    text.includes(search.toLocaleLowerCase()) &&
    (colour === '' || node.health.colour === colour) &&
    (tracker === '' || node.byTracker.some(({ connectionId }) => connectionId === tracker)) &&
    (!isOfInitiatives || node.kind === 'initiative')
  )
}

function sorted(nodes: readonly RollupNode[], { sort, isDescending }: View): readonly RollupNode[] {
  const keyOf = SORT_KEYS[sort]
  if (keyOf === undefined) return nodes
  const sign = isDescending ? -1 : 1
  return nodes.toSorted((a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    return typeof left === 'number' && typeof right === 'number'
      ? sign * (left - right)
      : sign * collator.compare(String(left), String(right))
  })
}
