import { Type } from 'typebox'
import type { RawRecord } from '../../src/work/raw-record.ts'
import type { SourceRecord, SourceTeamPlan } from '../../src/work/source-record.ts'
import { WEEKDAYS } from '../../src/work/work-item.ts'
import { readIdentity } from './identity.ts'
import { readDay } from './instant.ts'
import { MemberCapacitySchema, TeamDaysOffSchema, TeamSchema } from './payloads.ts'
import { requireShape } from './raw-json.ts'
import { listPeople } from './revision.ts'

const ContextSchema = Type.Object({ projectId: Type.String() })

const TeamPayloadSchema = Type.Object({
  id: TeamSchema.properties.id,
  name: TeamSchema.properties.name,
  workingDays: Type.Union([Type.Array(Type.Unknown()), Type.Null()]),
  members: Type.Union([Type.Array(Type.Unknown()), Type.Null()]),
  iterationIds: Type.Union([Type.Array(Type.Integer()), Type.Null()]),
})

export function parseTeam(record: RawRecord): readonly SourceRecord[] {
  const team = requireShape(TeamPayloadSchema, record.payload, record)
  const { projectId } = requireShape(ContextSchema, record.context, record)
  const members = team.members?.map(readIdentity).filter(identity => identity !== null) ?? null
  return [
    ...listPeople(members ?? []),
    {
      type: 'team',
      externalId: team.id,
      projectId,
      name: team.name ?? team.id,
      workingDays: team.workingDays === null ? null : WEEKDAYS.filter(day => isNamed(day, team.workingDays ?? [])),
      memberIds: members === null ? null : [...new Set(members.map(({ id }) => id))].sort(),
      iterationIds: team.iterationIds?.map(String) ?? null,
    },
  ]
}

/** By name in answers; the description calls them numbers of System.DayOfWeek, where Sunday is 0. */
const isNamed = (day: (typeof WEEKDAYS)[number], named: readonly unknown[]): boolean =>
  named.some(each => String(each).toLowerCase() === day || each === (WEEKDAYS.indexOf(day) + 1) % 7)

const PlanPayloadSchema = Type.Object({
  teamId: Type.String(),
  iterationId: Type.Integer(),
  members: Type.Array(MemberCapacitySchema),
  teamDaysOff: TeamDaysOffSchema.properties.daysOff,
})

/** Days are midnight UTC whatever the zone of the team, both ends included. */
export function parseTeamPlan(record: RawRecord): readonly SourceRecord[] {
  const plan = requireShape(PlanPayloadSchema, record.payload, record)
  const capacities: SourceTeamPlan['capacities'][number][] = []
  const daysOff = [...readDaysOff(null, plan.teamDaysOff ?? [])]
  const people = plan.members.map(({ teamMember }) => readIdentity(teamMember))
  for (const [position, { activities, daysOff: away }] of plan.members.entries()) {
    const personId = people[position]?.id
    if (personId === undefined) continue
    for (const { name, capacityPerDay } of activities ?? []) {
      // An entry without a number says nothing about the hours.
      if (typeof capacityPerDay !== 'number') continue
      const activity = name === undefined || name === null || name === '' ? null : name
      capacities.push({ personId, activity, hoursPerDay: capacityPerDay })
    }
    daysOff.push(...readDaysOff(personId, away ?? []))
  }
  return [
    ...listPeople(people),
    {
      type: 'team_plan',
      externalId: record.externalId,
      teamId: plan.teamId,
      iterationId: String(plan.iterationId),
      capacities,
      daysOff,
    },
  ]
}

function readDaysOff(
  personId: string | null,
  ranges: readonly { readonly start: string; readonly end: string }[],
): SourceTeamPlan['daysOff'] {
  return ranges.flatMap(({ start, end }) => {
    const [firstDay, lastDay] = [readDay(start), readDay(end)]
    return firstDay === null || lastDay === null ? [] : [{ personId, firstDay, lastDay }]
  })
}
