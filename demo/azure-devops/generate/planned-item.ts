import type { Course } from '../../organisation.ts'
import type { Random } from '../../random.ts'
import { loadWorkItem } from '../look-up.ts'
import type { Organization } from '../organization.ts'
import { HIERARCHY } from '../organization-index.ts'
import type { Person } from '../organization-state.ts'
import {
  appendLinkChange,
  appendRevision,
  appendWorkItem,
  type Change,
  type NewWorkItem,
  type Stamp,
} from '../revise.ts'
import type { ProjectPlan } from './project-plan.ts'
import type { Timeline } from './timeline.ts'
import type { Vocabulary } from './vocabulary.ts'

/** An item before it exists: its id is 0 until time reaches its creation. */
export interface PlannedItem {
  id: number
  readonly kind: 'epic' | 'feature' | 'story' | 'bug' | 'task' | 'risk'
  readonly plan: ProjectPlan
  readonly theme: string
  readonly members: readonly Person[]
  readonly createdMs: number
  /** When it was put into a sprint. */
  readonly plannedMs: number
  readonly activeMs: number
  readonly doneMs: number
  readonly isRemoved: boolean
}

/** What every generator of a part works with. */
export interface PartContext {
  readonly random: Random
  readonly timeline: Timeline
  readonly plan: ProjectPlan
  readonly vocabulary: Vocabulary
  readonly theme: string
  readonly course: Course
  /** Who moves dates, and everybody who works here. */
  readonly owner: Person
  readonly members: readonly Person[]
  readonly startMs: number
  readonly nowMs: number
}

/** Creates the item, under its parent: the link is of the same moment as the first revision. */
export function create(
  organization: Organization,
  item: PlannedItem,
  parent: PlannedItem | null,
  created: NewWorkItem,
  stamp: Stamp,
): void {
  item.id = appendWorkItem(organization, created, stamp).id
  if (parent === null) return
  if (parent.id === 0) throw new Error(`item ${item.id} is planned to exist before its parent`)
  appendLinkChange(organization, { rel: HIERARCHY, sourceId: parent.id, targetId: item.id }, true, stamp)
}

export type PlanChange = (atMs: number, by: string, change: Change) => void

/** Plans changes of one item. One that lies in the recycle bin when its time comes is left alone. */
export function planChanges({ timeline }: PartContext, item: PlannedItem): PlanChange {
  return (atMs, by, change) =>
    timeline.add(atMs, organization => {
      const existing = loadWorkItem(organization, item.id)
      if (existing.deletion === null) appendRevision(organization, existing, change, { atMs, by })
    })
}
