import type { CapacityFact, DayOffFact, TeamFact, TeamPlanFact } from './fact.ts'
import { dayFrom } from './instant.ts'
import type { RecordKind } from './raw-record.ts'
import { recordId } from './record-id.ts'
import type { SourceTeam, SourceTeamPlan } from './source-record.ts'

export function normalizeTeam(record: SourceTeam, connectionId: string): TeamFact {
  const { externalId, projectId, name, workingDays, memberIds, iterationIds } = record
  const idsOf = (kind: RecordKind, ids: readonly string[] | null): readonly string[] | null =>
    ids?.map(id => recordId(connectionId, kind, id)) ?? null
  return {
    type: 'team',
    id: recordId(connectionId, 'team', externalId),
    externalId,
    projectId: projectId === null ? null : recordId(connectionId, 'project', projectId),
    name,
    workingDays,
    memberIds: idsOf('person', memberIds),
    iterationIds: idsOf('iteration', iterationIds),
  }
}

export function normalizeTeamPlan(record: SourceTeamPlan, connectionId: string): TeamPlanFact {
  const { externalId, teamId, iterationId, capacities, daysOff } = record
  return {
    type: 'team_plan',
    id: recordId(connectionId, 'team_plan', externalId),
    externalId,
    teamId: recordId(connectionId, 'team', teamId),
    iterationId: recordId(connectionId, 'iteration', iterationId),
    capacities: [...mergeCapacities(record, capacities, connectionId).values()],
    daysOff: [...mergeDaysOff(record, daysOff, connectionId).values()],
  }
}

/** Hours that a tracker lists twice for one person and activity are both meant. */
function mergeCapacities(
  plan: SourceTeamPlan,
  capacities: SourceTeamPlan['capacities'],
  connectionId: string,
): ReadonlyMap<string, CapacityFact> {
  const merged = new Map<string, CapacityFact>()
  for (const { personId, activity, hoursPerDay } of capacities) {
    const externalId = `${plan.externalId}/${personId}/${activity ?? ''}`
    merged.set(externalId, {
      id: recordId(connectionId, 'capacity', externalId),
      externalId,
      personId: recordId(connectionId, 'person', personId),
      activity,
      hoursPerDay: (merged.get(externalId)?.hoursPerDay ?? 0) + hoursPerDay,
    })
  }
  return merged
}

/** Of two absences that begin on one day the longer holds the other. Days that are none are dropped. */
function mergeDaysOff(
  plan: SourceTeamPlan,
  daysOff: SourceTeamPlan['daysOff'],
  connectionId: string,
): ReadonlyMap<string, DayOffFact> {
  const merged = new Map<string, DayOffFact>()
  for (const { personId, ...range } of daysOff) {
    const [firstDay, lastDay] = [dayFrom(range.firstDay), dayFrom(range.lastDay)]
    if (firstDay === null || lastDay === null || lastDay < firstDay) continue
    const externalId = `${plan.externalId}/${personId ?? 'team'}/${firstDay}`
    const known = merged.get(externalId)
    if (known !== undefined && known.lastDay >= lastDay) continue
    merged.set(externalId, {
      id: recordId(connectionId, 'day_off', externalId),
      externalId,
      personId: personId === null ? null : recordId(connectionId, 'person', personId),
      firstDay,
      lastDay,
    })
  }
  return merged
}
