import type { Day } from '../calendar.ts'
import { groupBy } from '../group-by.ts'
import type { Supply } from './supply.ts'

export const EMPLOYMENTS = ['employee', 'contractor'] as const
export type Employment = (typeof EMPLOYMENTS)[number]

export interface CapacityPerson {
  readonly id: string
  readonly name: string
  /** Null: nobody said; it is never guessed. */
  readonly employment: Employment | null
  readonly teamIds: readonly string[]
}

interface Hours {
  readonly hours: number
  /** Open items that say no hours; of demand only. */
  readonly unestimatedItems: number
  readonly kind: 'logged' | 'demand'
}

/** Hours of a week that somebody worked, or that open work asks of them. */
export interface Load extends Hours {
  readonly personId: string
  readonly week: Day
}

/** All hours there are, also those of nobody (assigned to nobody, or booked by somebody the tracker does not name). */
export interface CoveredHours extends Hours {
  readonly isSomebodys: boolean
  /** False: nothing says when. */
  readonly isDated: boolean
}

export interface WeekOfPerson {
  readonly week: Day
  /** Null: nobody planned or entered any. */
  readonly capacityHours: number | null
  readonly capacitySource: Supply['source'] | null
  readonly loggedHours: number
  /** What open work still asks of them. */
  readonly demandHours: number
  /** Open items that end in this week and say no hours: they ask for more than is shown. */
  readonly unestimatedItems: number
  /** Hours logged and demanded of the hours there are; null without capacity. */
  readonly utilisation: number | null
  /** Null: unknown, as there is no capacity to compare with. */
  readonly isOverAllocated: boolean | null
}

export interface PersonCapacity extends CapacityPerson {
  readonly weeks: readonly WeekOfPerson[]
}

export interface CapacitySum {
  readonly capacityHours: number
  readonly loggedHours: number
  readonly demandHours: number
  readonly people: number
  /** Of them: those for whom no week has any capacity. Their load is in the sums, nothing stands against it. */
  readonly peopleWithoutCapacity: number
}

export interface CapacityPlan {
  readonly weeks: readonly Day[]
  readonly people: readonly PersonCapacity[]
  readonly teams: readonly { readonly teamId: string; readonly weeks: readonly WeekOfTeam[] }[]
  readonly total: CapacitySum
  readonly byEmployment: readonly (CapacitySum & { readonly employment: Employment | null })[]
}

export interface CapacityCoverage {
  /** Asked of nobody, or booked by nobody we know. */
  readonly unassignedHours: number
  readonly unattributedHours: number
  /** Asked of somebody at no time in particular: in no week. */
  readonly undatedHours: number
  /** Open items that say no hours, whenever and whosesoever they are. */
  readonly unestimatedItems: number
}

export interface WeekOfTeam {
  readonly week: Day
  /** Null: nobody planned or entered hours for it. */
  readonly capacityHours: number | null
  readonly loadHours: number
}

/**
 * Capacity against demand F7, by person and week over all trackers. Hours are compared where both sides are known; the
 * load of somebody in several teams is shared among these as their capacity is.
 */
export function planCapacity(
  people: readonly CapacityPerson[],
  loads: readonly Load[],
  weeks: readonly Day[],
  supplyOf: (personId: string, week: Day) => Supply | null,
): CapacityPlan {
  const byPerson = groupBy(loads, ({ personId }) => personId)
  const teams = new Map<string, Map<Day, WeekOfTeam>>()
  const planned = people.map((person): PersonCapacity => {
    const own = byPerson.get(person.id) ?? []
    const ofWeek = groupBy(own, ({ week }) => week)
    const rows = weeks.map(week => {
      const supply = supplyOf(person.id, week)
      const row = compare(week, supply, ofWeek.get(week) ?? [])
      shareAmongTeams(teams, person, supply, row)
      return row
    })
    return { ...person, weeks: rows }
  })
  const employments = [...EMPLOYMENTS, null]
  return {
    weeks,
    people: planned,
    teams: [...teams].map(([teamId, ofTeam]) => ({ teamId, weeks: weeks.flatMap(week => ofTeam.get(week) ?? []) })),
    total: sumUp(planned),
    byEmployment: employments.map(employment => ({
      employment,
      ...sumUp(planned.filter(person => person.employment === employment)),
    })),
  }
}

/** What the weeks of people do not show. */
export const coverCapacity = (all: readonly CoveredHours[]): CapacityCoverage => ({
  unassignedHours: sum(all.filter(({ isSomebodys, kind }) => !isSomebodys && kind === 'demand')),
  unattributedHours: sum(all.filter(({ isSomebodys, kind }) => !isSomebodys && kind === 'logged')),
  undatedHours: sum(all.filter(({ isSomebodys, isDated }) => isSomebodys && !isDated)),
  unestimatedItems: all.reduce((count, each) => count + each.unestimatedItems, 0),
})

function compare(week: Day, supply: Supply | null, loads: readonly Load[]): WeekOfPerson {
  const loggedHours = sum(loads.filter(({ kind }) => kind === 'logged'))
  const demandHours = sum(loads.filter(({ kind }) => kind === 'demand'))
  const capacityHours = supply?.hours ?? null
  const load = loggedHours + demandHours
  return {
    week,
    capacityHours,
    capacitySource: supply?.source ?? null,
    loggedHours,
    demandHours,
    unestimatedItems: loads.reduce((count, each) => count + each.unestimatedItems, 0),
    utilisation: capacityHours === null || capacityHours === 0 ? null : load / capacityHours,
    isOverAllocated: capacityHours === null ? null : load > capacityHours + ROUNDING,
  }
}

/** Spreading work over days leaves crumbs of floating point. */
const ROUNDING = 1e-6

function shareAmongTeams(
  teams: Map<string, Map<Day, WeekOfTeam>>,
  person: CapacityPerson,
  supply: Supply | null,
  { week, loggedHours, demandHours }: WeekOfPerson,
): void {
  const byTeam = supply?.byTeam ?? new Map<string, number>()
  const whole = [...byTeam.values()].reduce((total, hours) => total + hours, 0)
  const teamIds = whole > 0 ? [...byTeam.keys()] : person.teamIds
  for (const teamId of teamIds) {
    const own = byTeam.get(teamId) ?? null
    const share = whole > 0 ? (own ?? 0) / whole : 1 / teamIds.length
    const ofTeam = teams.get(teamId) ?? new Map<Day, WeekOfTeam>()
    const before = ofTeam.get(week) ?? { week, capacityHours: null, loadHours: 0 }
    ofTeam.set(week, {
      week,
      capacityHours: own === null ? before.capacityHours : (before.capacityHours ?? 0) + own,
      loadHours: before.loadHours + (loggedHours + demandHours) * share,
    })
    teams.set(teamId, ofTeam)
  }
}

function sumUp(people: readonly PersonCapacity[]): CapacitySum {
  const weeks = people.flatMap(person => person.weeks)
  return {
    capacityHours: weeks.reduce((total, week) => total + (week.capacityHours ?? 0), 0),
    loggedHours: weeks.reduce((total, week) => total + week.loggedHours, 0),
    demandHours: weeks.reduce((total, week) => total + week.demandHours, 0),
    people: people.length,
    peopleWithoutCapacity: people.filter(person => person.weeks.every(week => week.capacityHours === null)).length,
  }
}

const sum = (parts: readonly { readonly hours: number }[]): number =>
  parts.reduce((total, { hours }) => total + hours, 0)
