import { expect } from 'vitest'
import type { WorkItemFact } from '../../src/work/fact.ts'
import type { Mapping } from '../../src/work/mapping.ts'
import { normalize } from '../../src/work/normalize.ts'
import type { SourceWorkItem } from '../../src/work/source-record.ts'
import { minute } from './observations.ts'
import { mappingWith, sourceWorkItem } from './source-work-item.ts'

export function factOf(more: Partial<SourceWorkItem>, mapping: Mapping = mappingWith()): WorkItemFact {
  const [fact, ...others] = normalize(sourceWorkItem(more), 'c', mapping)
  if (fact?.type !== 'work_item') throw new Error('not a work item')
  expect(others).toEqual([])
  return fact
}

/** What a complete history says about one field: [minute, value] for each observation. */
export function seen(fact: WorkItemFact, field: string) {
  return fact.observations
    .filter(observation => observation.field === field)
    .map(({ at, value }) => [(Date.parse(at) - Date.parse(minute(0))) / 60_000, value])
}
