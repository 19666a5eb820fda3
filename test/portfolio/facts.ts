import type {
  InitiativeFacts,
  MilestoneDate,
  MilestoneFacts,
  ScopeItem,
  ScopeTracker,
} from '../../src/portfolio/initiative.ts'

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
  return { id: 'checkout', name: 'Checkout', items: [], trackers: [], milestones: [], ...set }
}
