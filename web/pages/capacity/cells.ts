import type { Answer } from '../../api/operation.ts'

export type Plan = Answer<'GET /capacity'>
export type Person = Plan['items'][number]
type PersonWeek = Person['weeks'][number]
export type Period = 'week' | 'month'

/** Weeks that stand in one column. */
export interface Column {
  /** Monday of the first one. */
  readonly first: string
  /** Monday of the last one. */
  readonly last: string
  readonly weeks: ReadonlySet<string>
}

export type Band = 'idle' | 'low' | 'good' | 'full' | 'over' | 'unknown'

/** Somebody in one column. */
export interface Cell {
  readonly band: Band
  /** Of the weeks whose hours are known; null: of none. */
  readonly capacityHours: number | null
  readonly loadHours: number
  readonly utilisation: number | null
  readonly weeks: number
  readonly overWeeks: number
  readonly unknownWeeks: number
  readonly unestimatedItems: number
}

const HALF = 0.5
const WELL_USED = 0.85

export function listColumns(weeks: readonly string[], period: Period): readonly Column[] {
  const groups = Map.groupBy(weeks, week => (period === 'week' ? week : week.slice(0, 7)))
  return [...groups.values()].map(group => ({
    first: group[0] ?? '',
    last: group.at(-1) ?? '',
    weeks: new Set(group),
  }))
}

/** The weeks of one column as one: load is compared with hours only where hours are known. */
export function foldWeeks(weeks: readonly PersonWeek[]): Cell {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
  const loadOf = (each: PersonWeek) => each.loggedHours + each.demandHours
  const known = weeks.filter(({ capacityHours }) => capacityHours !== null)
  const capacityHours = known.length === 0 ? null : sum(known.map(each => each.capacityHours ?? 0))
  const knownLoad = sum(known.map(loadOf))
  const overWeeks = weeks.filter(({ isOverAllocated }) => isOverAllocated === true).length
  const utilisation = capacityHours === null || capacityHours === 0 ? null : knownLoad / capacityHours
  return {
    band: bandOf({ capacityHours, utilisation, loadHours: knownLoad, isOver: overWeeks > 0 }),
    capacityHours,
    loadHours: sum(weeks.map(loadOf)),
    utilisation,
    weeks: weeks.length,
    overWeeks,
    unknownWeeks: weeks.length - known.length,
    unestimatedItems: sum(weeks.map(({ unestimatedItems }) => unestimatedItems)),
  }
}

interface Measured {
  readonly capacityHours: number | null
  readonly utilisation: number | null
  readonly loadHours: number
  readonly isOver: boolean
}

export function bandOf({ capacityHours, utilisation, loadHours, isOver }: Measured): Band {
  if (isOver) return 'over'
  if (capacityHours === null) return 'unknown'
  if (loadHours === 0 || utilisation === null) return 'idle'
  if (utilisation < HALF) return 'low'
  return utilisation <= WELL_USED ? 'good' : 'full'
}

/** The highest use of a week; null where no hours are known. */
export function peakOf({ weeks }: Person): number | null {
  const known = weeks.flatMap(({ utilisation }) => utilisation ?? [])
  return known.length === 0 ? null : Math.max(...known)
}
