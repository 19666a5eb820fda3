import { indexMappings, type Mapping, type MappingEntry } from '../../src/work/mapping.ts'
import type { FieldMeaning, HistoryEntry, SourceWorkItem } from '../../src/work/source-record.ts'
import type { WorkState } from '../../src/work/work-item.ts'
import { minute } from './observations.ts'

const word = { projectId: null, name: '', confidence: 0.9, reason: '', chosen: null } as const

const stateOf = (externalId: string, proposed: WorkState): MappingEntry => ({
  ...word,
  subject: 'status',
  externalId,
  proposed,
})

export function roleOf(
  externalId: string,
  role: FieldMeaning['role'],
  unit: FieldMeaning['unit'],
  more: { readonly rank?: number; readonly projectId?: string } = {},
): MappingEntry {
  const { rank = 0, projectId = null } = more
  return { ...word, subject: 'field', externalId, projectId, proposed: { role, unit, rank } }
}

/** Statuses 1 to 4, type "story", link type "child", and the fields given. */
export function mappingWith(...fields: readonly MappingEntry[]): Mapping {
  return indexMappings([
    stateOf('1', 'todo'),
    stateOf('2', 'in_progress'),
    stateOf('3', 'done'),
    stateOf('4', 'cancelled'),
    { ...word, subject: 'item_type', externalId: 'story', proposed: { kind: 'story', level: 0 } },
    { ...word, subject: 'link_type', externalId: 'child', proposed: 'parent' },
    ...fields,
  ])
}

export function sourceWorkItem(more: Partial<SourceWorkItem> = {}): SourceWorkItem {
  return {
    type: 'work_item',
    externalId: '100',
    key: 'APP-1',
    url: 'https://tracker.example/APP-1',
    title: 'Pay by card',
    projectId: 'app',
    typeId: 'story',
    statusId: '1',
    resolution: null,
    priority: null,
    labels: [],
    components: [],
    area: null,
    reporterId: null,
    createdAt: minute(0),
    updatedAt: minute(9),
    fields: {},
    historyExtent: 'complete',
    history: [],
    links: null,
    gap: null,
    ...more,
  }
}

export function entry(at: number, set: HistoryEntry['set'], authorId: string | null = null): HistoryEntry {
  return { at: minute(at), order: at, authorId, origin: 'observed', set }
}
