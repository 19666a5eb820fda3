import { WEEKDAYS, type Weekday } from '../../work/work-item.ts'
import { addDays, type Day, daysBetween, isWorkingDay } from '../calendar.ts'
import { listDays, weekOf } from './week.ts'

/** Hours that a person has for a team on each of its working days of an iteration, as the tracker plans them. */
export interface PlannedCapacity {
  readonly personId: string
  readonly teamId: string
  readonly iterationId: string
  readonly firstDay: Day
  readonly lastDay: Day
  readonly hoursPerDay: number
  /** Null: the tracker does not tell; Monday to Friday. */
  readonly workingDays: readonly Weekday[] | null
}

export interface Absence {
  readonly teamId: string
  /** Null: the whole team is away. */
  readonly personId: string | null
  readonly firstDay: Day
  readonly lastDay: Day
}

/** What the PMO entered for a person, whatever the trackers plan. */
export interface Availability {
  readonly personId: string
  readonly firstDay: Day
  /** Null: until further notice. */
  readonly lastDay: Day | null
  readonly hoursPerWeek: number
}

export interface Supply {
  readonly hours: number
  readonly source: 'entered' | 'tracker'
  /** Empty for what was entered: that is for no team in particular. */
  readonly byTeam: ReadonlyMap<string, number>
}

export interface SupplyFacts {
  readonly planned: readonly PlannedCapacity[]
  readonly absences: readonly Absence[]
  readonly availabilities: readonly Availability[]
}

/**
 * Capacity F7 of one person in one week: hours per day times working days minus days off, over all their teams. What the
 * PMO entered for any day of the week stands in place of what the trackers plan; null when nobody said anything.
 */
export function createSupply(facts: SupplyFacts): (personId: string, week: Day) => Supply | null {
  const entered = byPerson(facts.availabilities)
  const planned = byPerson(facts.planned)
  const absences = new Map<string, Absence[]>()
  for (const absence of facts.absences) absences.set(absence.teamId, [...(absences.get(absence.teamId) ?? []), absence])
  return (personId, week) => {
    const own = (entered.get(personId) ?? []).filter(each => overlaps(each, week))
    if (own.length > 0) return { hours: sumEntered(own, week), source: 'entered', byTeam: new Map() }
    const plans = (planned.get(personId) ?? []).filter(each => overlaps(each, week))
    if (plans.length === 0) return null
    const byTeam = new Map<string, number>()
    for (const day of listDays(week, addDays(week, 6))) {
      for (const [teamId, hours] of hoursOn(day, plans)) {
        const isAway = (absences.get(teamId) ?? []).some(
          each => (each.personId === null || each.personId === personId) && each.firstDay <= day && day <= each.lastDay,
        )
        byTeam.set(teamId, (byTeam.get(teamId) ?? 0) + (isAway ? 0 : hours))
      }
    }
    return { hours: [...byTeam.values()].reduce((sum, hours) => sum + hours, 0), source: 'tracker', byTeam }
  }
}

/** By team; the entries of one iteration are activities and add up, iterations that overlap say the same twice. */
function hoursOn(day: Day, plans: readonly PlannedCapacity[]): ReadonlyMap<string, number> {
  const byIteration = new Map<string, { readonly teamId: string; readonly hours: number }>()
  for (const { teamId, iterationId, firstDay, lastDay, hoursPerDay, workingDays } of plans) {
    if (day < firstDay || day > lastDay || !isWorkedOn(day, workingDays)) continue
    const key = `${teamId} ${iterationId}`
    byIteration.set(key, { teamId, hours: (byIteration.get(key)?.hours ?? 0) + hoursPerDay })
  }
  const byTeam = new Map<string, number>()
  for (const { teamId, hours } of byIteration.values()) byTeam.set(teamId, Math.max(byTeam.get(teamId) ?? 0, hours))
  return byTeam
}

function isWorkedOn(day: Day, workingDays: readonly Weekday[] | null): boolean {
  if (workingDays === null) return isWorkingDay(day)
  const weekday = WEEKDAYS[daysBetween(weekOf(day), day)]
  return weekday !== undefined && workingDays.includes(weekday)
}

/** A week in which it begins or ends counts by its Mondays to Fridays. */
function sumEntered(entries: readonly Availability[], week: Day): number {
  return listDays(week, addDays(week, 4)).reduce((sum, day) => {
    const ofDay = entries.filter(({ firstDay, lastDay }) => firstDay <= day && (lastDay === null || day <= lastDay))
    return sum + ofDay.reduce((hours, each) => hours + each.hoursPerWeek / 5, 0)
  }, 0)
}

const overlaps = (each: { readonly firstDay: Day; readonly lastDay: Day | null }, week: Day): boolean =>
  each.firstDay <= addDays(week, 6) && (each.lastDay === null || each.lastDay >= week)

function byPerson<Each extends { readonly personId: string }>(list: readonly Each[]): ReadonlyMap<string, Each[]> {
  const grouped = new Map<string, Each[]>()
  for (const each of list) grouped.set(each.personId, [...(grouped.get(each.personId) ?? []), each])
  return grouped
}
