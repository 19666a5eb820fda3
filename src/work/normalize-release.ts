import type { Observation, ReleaseFact } from './fact.ts'
import { canonicalInstant, dayFrom } from './instant.ts'
import { recordId } from './record-id.ts'
import type { FieldValue, HistoryEntry, SourceRelease } from './source-record.ts'

export function normalizeRelease(record: SourceRelease, connectionId: string): ReleaseFact {
  const { externalId, projectId, name, startDay, targetDay, released, archived, url, history } = record
  return {
    type: 'release',
    id: recordId(connectionId, 'release', externalId),
    externalId,
    projectId: recordId(connectionId, 'project', projectId),
    name,
    startDay: startDay === null ? null : dayFrom(startDay),
    targetDay: targetDay === null ? null : dayFrom(targetDay),
    released,
    archived,
    url,
    observations: history.flatMap(entry => observeEntry(entry, connectionId)),
  }
}

/**
 * Everything an entry sets, changed or not: trackers forget old moves, so what they still know is merged into what is
 * stored and never replaces it.
 */
function observeEntry(entry: HistoryEntry, connectionId: string): readonly Observation[] {
  const { at, order, authorId, origin, set } = entry
  const base = {
    raw: null,
    at: canonicalInstant(at),
    order,
    authorId: authorId === null ? null : recordId(connectionId, 'person', authorId),
    origin,
  }
  const observations: Observation[] = []
  if (set.target_day !== undefined) {
    observations.push({ field: 'target_day', value: dayOf(set.target_day), ...base })
  }
  if (set.released !== undefined) {
    observations.push({ field: 'released', value: flagOf(set.released), ...base })
  }
  return observations
}

function dayOf(value: FieldValue): string | null {
  return typeof value === 'string' ? dayFrom(value) : null
}

function flagOf(value: FieldValue): string | null {
  return value === true || value === 'true' ? 'true' : value === null ? null : 'false'
}
