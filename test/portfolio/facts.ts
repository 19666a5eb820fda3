import { NO_DEPENDENCIES } from '../../src/portfolio/dependency/dependency.ts'
import type {
  InitiativeFacts,
  MilestoneDate,
  MilestoneFacts,
  ScopeItem,
  ScopeTracker,
} from '../../src/portfolio/initiative.ts'
import type { InitiativeRecord, PresentRecord } from '../../src/portfolio/initiative-record.ts'
import type { ItemPlan } from '../../src/portfolio/item-plan.ts'
import type { Interval } from '../../src/portfolio/scope/interval.ts'
import type { ItemLife } from '../../src/portfolio/scope/item-life.ts'

export function item(id: string, set: Partial<ScopeItem> = {}): ScopeItem {
  return {
    id,
    connectionId: 'jira',
    key: id.toUpperCase(),
    title: `Item ${id}`,
    kind: 'story',
    level: 0,
    parentId: null,
    projectId: 'shop',
    typeExternalId: 'story',
    state: 'todo',
    estimate: null,
    estimateUnit: null,
    originalHours: null,
    remainingHours: null,
    spentHours: null,
    createdAt: '2026-01-05T08:00:00.000Z',
    startedAt: null,
    doneAt: null,
    inScopeSince: '2026-01-05T08:00:00.000Z',
    ...set,
  }
}

export function pointed(id: string, points: number | null, set: Partial<ScopeItem> = {}): ScopeItem {
  return item(id, { estimate: points, estimateUnit: 'points', ...set })
}

/** A task in Azure DevOps, estimated in hours. */
export function task(id: string, hours: number | null, set: Partial<ScopeItem> = {}): ScopeItem {
  return item(id, {
    connectionId: 'azure',
    typeExternalId: 'Task',
    kind: 'task',
    estimate: hours,
    estimateUnit: 'hours',
    ...set,
  })
}

/** Started in the morning of a day and finished in the afternoon. */
export function doneOn(day: string): Pick<ScopeItem, 'state' | 'startedAt' | 'doneAt'> {
  return { state: 'done', startedAt: `${day}T08:00:00.000Z`, doneAt: `${day}T15:00:00.000Z` }
}

export function finished(id: string, day: string, set: Partial<ScopeItem> = {}): ScopeItem {
  return item(id, { ...doneOn(day), ...set })
}

export function tracker(connectionId: string, set: Partial<ScopeTracker> = {}): ScopeTracker {
  return {
    connectionId,
    name: connectionId === 'jira' ? 'Jira Cloud' : 'Azure DevOps',
    weight: null,
    syncedAt: '2027-01-11T06:00:00.000Z',
    gaps: [],
    notVisibleItems: 0,
    ...set,
  }
}

export function date(day: string | null, at: string, byPersonId: string | null = null): MilestoneDate {
  return { day, at: `${at}T10:00:00.000Z`, byPersonId }
}

export function milestone(id: string, set: Partial<MilestoneFacts> = {}): MilestoneFacts {
  return {
    id,
    name: 'Checkout 1.3',
    source: 'release',
    connectionId: 'jira',
    baselineDay: null,
    toleranceDays: 0,
    importance: 'normal',
    dates: [],
    actualDay: null,
    itemIds: [],
    ...set,
  }
}

export function initiative(set: Partial<InitiativeFacts> = {}): InitiativeFacts {
  return {
    id: 'checkout',
    name: 'Checkout',
    timeZone: 'UTC',
    items: [],
    trackers: [],
    milestones: [],
    record: record(),
    dependencies: NO_DEPENDENCIES,
    earning: null,
    ...set,
  }
}

export const record = (set: Partial<InitiativeRecord> = {}): InitiativeRecord => ({
  lives: [],
  baselineAt: null,
  present: present(),
  ...set,
})

export const present = (set: Partial<PresentRecord> = {}): PresentRecord => ({
  plans: [],
  owner: { name: null, isActive: null },
  register: [],
  businessValues: new Map(),
  redNeighbours: [],
  heldForecasts: { own: null, all: { forecasts: 0, byP50: 0, byP80: 0 } },
  ...set,
})

export const plan = (id: string, set: Partial<ItemPlan> = {}): ItemPlan => ({
  id,
  assigneeId: null,
  assigneeName: null,
  isAssigneeActive: null,
  blockedSince: null,
  updatedAt: '2027-01-11T08:00:00.000Z',
  identityId: null,
  startDay: null,
  targetDay: null,
  iterationStartDay: null,
  iterationEndDay: null,
  endedIterations: [],
  ...set,
})

/** What an item went through; a stretch is from one day to another, both at midnight, or still. */
export function life(
  id: string,
  {
    in: stays = [['2026-01-05']],
    done = [],
    cancelled = [],
    blocked = [],
    points = [],
    ...set
  }: Partial<ItemLife> & {
    readonly in?: readonly Stretch[]
    readonly done?: readonly Stretch[]
    readonly cancelled?: readonly Stretch[]
    readonly blocked?: readonly Stretch[]
    readonly points?: readonly (readonly [number | null, ...Stretch])[]
  } = {},
): ItemLife {
  const state = (name: ItemLife['states'][number]['state'], stretches: readonly Stretch[]) =>
    stretches.map(each => ({ ...stretch(each), state: name }))
  const { key, title, connectionId, kind, level, parentId } = item(id)
  return {
    ...{ id, key, title, connectionId, kind, level, parentId },
    createdMs: Date.parse('2026-01-05'),
    estimateUnit: 'points',
    stays: stays.map(stretch),
    elsewhere: [],
    states: [...state('done', done), ...state('cancelled', cancelled), ...state('blocked', blocked)].toSorted(
      (a, b) => a.fromMs - b.fromMs,
    ),
    estimates: points.map(([value, ...times]) => ({ ...stretch(times), value })),
    ...set,
  }
}

export type Stretch = readonly [from: string, to?: string]

export const stretch = ([from, to]: Stretch): Interval => ({
  fromMs: Date.parse(from),
  toMs: to === undefined ? Number.POSITIVE_INFINITY : Date.parse(to),
})
