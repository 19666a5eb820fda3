import type { Random } from '../../random.ts'
import { changeType, deleteWorkItem, moveToProject, restoreWorkItem } from '../edits.ts'
import { DAY_MS } from '../instant.ts'
import { moveToParent } from '../link-edits.ts'
import { findParentId } from '../look-up.ts'
import type { GeneratedPart } from './part.ts'
import type { PlannedItem } from './planned-item.ts'
import type { Timeline } from './timeline.ts'
import { workingTime } from './working-time.ts'

const DELETED_PER_PART = 3
const REPARENTED_PER_PART = 3

/** What goes against the grain: items deleted, restored, given to another parent, moved to another project, retyped. */
export function generateIncidents(
  random: Random,
  timeline: Timeline,
  parts: readonly GeneratedPart[],
  nowMs: number,
): void {
  const waiting = (item: PlannedItem): boolean =>
    item.plannedMs > nowMs + DAY_MS && !item.isRemoved && item.createdMs < nowMs - 20 * DAY_MS
  const isParent = new Set(parts.flatMap(({ tasks }) => tasks.map(({ plannedMs }) => plannedMs)))
  for (const [index, part] of parts.entries()) {
    const free = part.backlog.filter(item => waiting(item) && !isParent.has(item.plannedMs))
    const bugs = part.backlog.filter(item => waiting(item) && item.kind === 'bug')
    for (const [position, item] of bugs.slice(0, DELETED_PER_PART).entries()) {
      const atMs = workingTime(random, nowMs - random.between(4, 15) * DAY_MS)
      const by = random.pick(item.members).id
      timeline.add(atMs, organization => {
        deleteWorkItem(organization, { id: item.id, by, at: new Date(atMs) })
      })
      if (position > 0) continue
      const restoredMs = workingTime(random, atMs + DAY_MS)
      timeline.add(restoredMs, organization => {
        restoreWorkItem(organization, { id: item.id, by, at: new Date(restoredMs) })
      })
    }
    // Long waiting, so that nothing its old process planned for it is still to come.
    const moved = bugs.slice(DELETED_PER_PART).find(({ createdMs }) => createdMs < nowMs - 50 * DAY_MS)
    const target = parts[(index + 2) % parts.length]?.backlog[0]?.plan.project.name
    if (moved !== undefined && target !== undefined && target !== moved.plan.project.name) {
      const atMs = workingTime(random, nowMs - random.between(3, 10) * DAY_MS)
      timeline.add(atMs, organization => {
        moveToProject(organization, {
          id: moved.id,
          by: random.pick(moved.members).id,
          project: target,
          at: new Date(atMs),
        })
      })
    }
    for (const item of free.filter(({ kind }) => kind === 'story').slice(0, REPARENTED_PER_PART)) {
      reparent(random, timeline, item, random.pick(part.features), nowMs)
    }
  }
  const retyped = parts[0]?.backlog.filter(item => waiting(item) && item.kind === 'bug').at(-1)
  if (retyped === undefined) return
  const atMs = workingTime(random, nowMs - 9 * DAY_MS)
  timeline.add(atMs, organization => {
    changeType(organization, {
      id: retyped.id,
      by: random.pick(retyped.members).id,
      type: 'User Story',
      at: new Date(atMs),
    })
  })
}

function reparent(random: Random, timeline: Timeline, item: PlannedItem, feature: PlannedItem, nowMs: number): void {
  const atMs = workingTime(random, nowMs - random.between(3, 14) * DAY_MS)
  timeline.add(atMs, organization => {
    if (findParentId(organization, item.id) === feature.id) return
    moveToParent(organization, {
      id: item.id,
      parentId: feature.id,
      by: random.pick(item.members).id,
      at: new Date(atMs),
    })
  })
}
