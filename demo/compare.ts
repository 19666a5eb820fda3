import type { TrackerIds } from './trackers.ts'

export interface EntityCount {
  readonly source: number
  readonly stored: number
  readonly missing: number
  readonly extra: number
}

export type Comparison = Readonly<Record<keyof TrackerIds, EntityCount>>

/** Holds what is stored against what the tracker really has, id by id. */
export function compareWithSource(source: TrackerIds, stored: TrackerIds): Comparison {
  const count = (entity: keyof TrackerIds): EntityCount => {
    const there = new Set(source[entity])
    const here = new Set(stored[entity])
    return {
      source: there.size,
      stored: here.size,
      missing: [...there].filter(id => !here.has(id)).length,
      extra: [...here].filter(id => !there.has(id)).length,
    }
  }
  return {
    workItems: count('workItems'),
    iterations: count('iterations'),
    releases: count('releases'),
    worklogs: count('worklogs'),
    links: count('links'),
  }
}

export const isEqual = (comparison: Comparison): boolean =>
  Object.values(comparison).every(({ missing, extra }) => missing === 0 && extra === 0)
