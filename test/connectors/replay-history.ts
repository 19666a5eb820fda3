import { expect } from 'vitest'
import type { FieldValue, SourceRelease, SourceWorkItem } from '../../src/work/source-record.ts'

/** Replays a complete history and expects that it is in order and ends at the record's current values. */
export function replayHistory(record: SourceWorkItem | SourceRelease): void {
  const values = new Map<string, FieldValue>()
  let last = { at: '', order: Number.NEGATIVE_INFINITY }
  for (const entry of record.history) {
    expect(
      entry.at > last.at || (entry.at === last.at && entry.order >= last.order),
      `order of ${record.externalId}`,
    ).toBe(true)
    expect(new Date(entry.at).toISOString()).toBe(entry.at)
    last = entry
    for (const [field, value] of Object.entries(entry.set)) values.set(field, value)
  }
  if (record.type === 'release') {
    expect(values.get('target_day')).toBe(record.targetDay)
    expect(values.get('released')).toBe(record.released)
    return
  }
  if (record.historyExtent === 'partial') return
  for (const field of ['status', 'type', 'project', 'parent', 'assignee', 'iterations', 'releases']) {
    expect(record.history[0]?.set, `${field} of ${record.externalId} at creation`).toHaveProperty(field)
  }
  expect(values.get('status')).toBe(record.statusId)
  expect(values.get('type')).toBe(record.typeId)
  expect(values.get('project')).toBe(record.projectId)
  for (const [field, value] of Object.entries(record.fields)) {
    expect(values.get(field) ?? null, `${field} of ${record.externalId}`).toEqual(value)
  }
}
