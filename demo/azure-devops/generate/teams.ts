import type { Random } from '../../random.ts'
import { createGuid } from '../guid.ts'
import { DAY_MS, formatDay } from '../instant.ts'
import type { DaysOff, Person, Team, TeamCapacity } from '../organization-state.ts'
import type { ProjectPlan } from './project-plan.ts'

const WORKING_DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday']

/** A project's default team, one team per theme, and a guild that plans nothing. */
export function generateTeams(
  random: Random,
  plan: ProjectPlan,
  people: readonly Person[],
  nowMs: number,
): readonly Team[] {
  const themes = [...plan.areas]
  const whole: Team = {
    ...describeTeam(plan, `${plan.project.name} Team`),
    isDefault: true,
    members: people.map(({ id }, position) => ({ personId: id, isAdmin: position === 0 })),
    areas: [{ areaId: plan.rootAreaId, includeChildren: true }],
  }
  const perTheme = themes.map(([theme, [areaId = plan.rootAreaId]], position): Team => {
    const members = pickMembers(people, position + plan.project.name.length)
    const capacities = members.flatMap(person => generateCapacities(random, plan, person, nowMs))
    const firstSprint = plan.sprints[4]
    const holiday =
      firstSprint === undefined
        ? []
        : [{ iterationId: firstSprint.nodeId, days: [dayOff(firstSprint.startMs + 4 * DAY_MS, 1)] }]
    return {
      ...describeTeam(plan, `${theme} Team`),
      members: members.map(({ id }, index) => ({ personId: id, isAdmin: index === 0 })),
      areas: [{ areaId, includeChildren: true }],
      capacities,
      daysOff: holiday,
    }
  })
  const guild: Team = {
    ...describeTeam(plan, `${plan.project.name} Guild`),
    backlogIterationId: null,
    iterationIds: [],
  }
  return [whole, ...perTheme, ...(plan.project.name === 'Data Lake' ? [guild] : [])]
}

/** Four people who work on a theme; teams overlap, as they do. */
export function pickMembers(people: readonly Person[], offset: number): readonly Person[] {
  return people.filter((_, position) => (position * 2 + offset) % people.length < 4)
}

function describeTeam(plan: ProjectPlan, name: string): Team {
  return {
    id: createGuid(`team ${plan.project.name} ${name}`),
    name,
    description: `Plans ${name.replace(/ Team$/, '')}.`,
    projectId: plan.project.id,
    isDefault: false,
    members: [],
    backlogIterationId: plan.rootIterationId,
    iterationIds: plan.sprints.map(({ nodeId }) => nodeId),
    areas: [],
    bugsBehavior: 'asRequirements',
    workingDays: WORKING_DAYS,
    capacities: [],
    daysOff: [],
  }
}

/** Capacity is kept for the sprints around now, as teams do; a few people are away. */
function generateCapacities(random: Random, plan: ProjectPlan, person: Person, nowMs: number): readonly TeamCapacity[] {
  const near = plan.sprints.filter(({ startMs, endMs }) => endMs > nowMs - 60 * DAY_MS && startMs < nowMs + 30 * DAY_MS)
  return near.map(sprint => ({
    iterationId: sprint.nodeId,
    personId: person.id,
    activities: [
      { name: 'Development', capacityPerDay: random.pick([4, 5, 6]) },
      ...(random.chance(0.3) ? [{ name: 'Testing', capacityPerDay: 2 }] : []),
    ],
    daysOff: random.chance(0.2) ? [dayOff(sprint.startMs + random.between(0, 3) * DAY_MS, random.between(1, 2))] : [],
  }))
}

function dayOff(startMs: number, days: number): DaysOff {
  return { start: formatDay(startMs), end: formatDay(startMs + (days - 1) * DAY_MS) }
}
