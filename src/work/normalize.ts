import { cleanAll } from './clean-text.ts'
import type { Fact, IterationFact, MappingFact, PersonFact, ProjectFact, RemovalFact, WorklogFact } from './fact.ts'
import { canonicalInstant, dayFrom, utcDay } from './instant.ts'
import type { Mapping, MappingEntry, MappingOf } from './mapping.ts'
import { normalizeLink, normalizeLinkList } from './normalize-link.ts'
import { normalizeRelease } from './normalize-release.ts'
import { normalizeTeam, normalizeTeamPlan } from './normalize-team.ts'
import { normalizeWorkItem } from './normalize-work-item.ts'
import { recordId } from './record-id.ts'
import type {
  Proposal,
  SourceIteration,
  SourcePerson,
  SourceProject,
  SourceRecord,
  SourceRemoval,
  SourceWorklog,
} from './source-record.ts'

/**
 * What a source record says in our ids and words. All text that leaves is storable (clean-text.ts), instants have one
 * form. Throws a RangeError for an instant that is none: the record is unreadable and the caller says so.
 */
export function normalize(record: SourceRecord, connectionId: string, mapping: Mapping): readonly Fact[] {
  return [normalizeClean(cleanAll(record), connectionId, mapping)]
}

function normalizeClean(record: SourceRecord, connectionId: string, mapping: Mapping): Fact {
  switch (record.type) {
    case 'project':
      return normalizeProject(record, connectionId)
    case 'person':
      return normalizePerson(record, connectionId)
    case 'iteration':
      return normalizeIteration(record, connectionId)
    case 'area':
      return { ...record, id: record.externalId }
    case 'release':
      return normalizeRelease(record, connectionId)
    case 'work_item':
      return normalizeWorkItem(record, connectionId, mapping)
    case 'link':
      return normalizeLink(record, connectionId, mapping)
    case 'link_list':
      return normalizeLinkList(record, connectionId, mapping)
    case 'worklog':
      return normalizeWorklog(record, connectionId)
    case 'team':
      return normalizeTeam(record, connectionId)
    case 'team_plan':
      return normalizeTeamPlan(record, connectionId)
    case 'removal':
      return normalizeRemoval(record, connectionId)
    case 'status':
      return mappingFact({ subject: 'status', projectId: record.projectId, ...proposalOf(record) })
    case 'item_type':
      return mappingFact({ subject: 'item_type', projectId: record.projectId, ...proposalOf(record) })
    case 'field':
      return mappingFact({ subject: 'field', projectId: record.projectId, ...proposalOf(record) })
    case 'link_type':
      return mappingFact({ subject: 'link_type', projectId: null, ...proposalOf(record) })
  }
}

function mappingFact(entry: MappingEntry): MappingFact {
  return { type: 'mapping', entry }
}

function proposalOf<Meaning>(word: {
  readonly externalId: string
  readonly name: string
  readonly proposal: Proposal<Meaning> | null
}): Omit<MappingOf<string, Meaning>, 'subject' | 'projectId'> {
  const { externalId, name, proposal } = word
  if (proposal === null) return { externalId, name, proposed: null, confidence: 0, reason: '', chosen: null }
  const { value, confidence, reason } = proposal
  return { externalId, name, proposed: value, confidence, reason, chosen: null }
}

function normalizeProject(record: SourceProject, connectionId: string): ProjectFact {
  const { externalId, key, name, url, archived } = record
  return { type: 'project', id: recordId(connectionId, 'project', externalId), externalId, key, name, url, archived }
}

function normalizePerson(record: SourcePerson, connectionId: string): PersonFact {
  const { externalId, name, email, kind, active, isErased = false } = record
  const id = recordId(connectionId, 'person', externalId)
  return { type: 'person', id, externalId, name, email: isErased ? null : email, kind, active, isErased }
}

function normalizeIteration(record: SourceIteration, connectionId: string): IterationFact {
  const { externalId, projectId, name, path, state, startDay, completedAt, seenAt, goal, teamIds } = record
  const endDay = record.endDay === null ? null : dayFrom(record.endDay)
  return {
    type: 'iteration',
    id: recordId(connectionId, 'iteration', externalId),
    externalId,
    projectId: projectId === null ? null : recordId(connectionId, 'project', projectId),
    name,
    path,
    state,
    startDay: startDay === null ? null : dayFrom(startDay),
    endDay,
    completedAt: completedAt === null ? null : canonicalInstant(completedAt),
    goal,
    teamIds,
    observations: [
      {
        field: 'target_day',
        value: endDay,
        raw: null,
        at: canonicalInstant(seenAt),
        order: 0,
        authorId: null,
        origin: 'observed',
      },
    ],
  }
}

function normalizeWorklog(record: SourceWorklog, connectionId: string): WorklogFact {
  const { externalId, workItemId, authorId, startedAt, createdAt, updatedAt, seconds } = record
  return {
    type: 'worklog',
    id: recordId(connectionId, 'worklog', externalId),
    externalId,
    workItemId: recordId(connectionId, 'work_item', workItemId),
    authorId: authorId === null ? null : recordId(connectionId, 'person', authorId),
    startedAt: canonicalInstant(startedAt),
    day: utcDay(startedAt),
    createdAt: canonicalInstant(createdAt),
    updatedAt: canonicalInstant(updatedAt),
    seconds,
    inferred: false,
  }
}

function normalizeRemoval(record: SourceRemoval, connectionId: string): RemovalFact {
  const { kind, externalId, visibility, at, how } = record
  return {
    type: 'removal',
    kind,
    id: recordId(connectionId, kind, externalId),
    externalId,
    visibility,
    at: at === null ? null : canonicalInstant(at),
    how,
  }
}
