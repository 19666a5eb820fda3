import { DAY_MS } from '../instant.ts'
import { latestRevision, loadWorkItem } from '../look-up.ts'
import { listCarryOvers } from './backlog-item.ts'
import { create, type PartContext, type PlannedItem, planChanges } from './planned-item.ts'
import { sprintAt } from './project-plan.ts'
import { nameTask } from './vocabulary.ts'
import { createWalk, workingTime } from './working-time.ts'

const ESTIMATE = 'Microsoft.VSTS.Scheduling.OriginalEstimate'
const REMAINING = 'Microsoft.VSTS.Scheduling.RemainingWork'
const COMPLETED = 'Microsoft.VSTS.Scheduling.CompletedWork'
const ACTIVITIES = ['Development', 'Development', 'Testing', 'Design', 'Documentation']

/** A task of a story: estimated, worked on while the story is, its hours noted by those who do the work. */
export function generateTask(context: PartContext, story: PlannedItem): PlannedItem {
  const { random, timeline, plan, vocabulary, theme, members, nowMs } = context
  const steps = vocabulary.taskSteps
  const latestMs = Math.min(story.plannedMs - DAY_MS, nowMs - 4 * DAY_MS)
  const createdMs = Math.max(
    story.createdMs + 3_600_000,
    workingTime(random, story.createdMs + random.next() * Math.max(0, latestMs - story.createdMs)),
  )
  const walk = createWalk(random, Math.max(createdMs, story.plannedMs))
  const plannedMs = walk(story.plannedMs)
  const activeMs = walk(story.activeMs + random.next() * 0.2 * (story.doneMs - story.activeMs))
  const workedMs = [0.4, 0.6, 0.8]
    .slice(0, random.between(1, 3))
    .map(share => walk(activeMs + share * (story.doneMs - activeMs)))
  // A task is done before its story, though it may have to be the same afternoon.
  const doneMs = Math.max(
    Math.min(walk(story.doneMs - DAY_MS), story.doneMs - 120_000),
    (workedMs.at(-1) ?? activeMs) + 60_000,
  )
  const { isRemoved } = story
  const item: PlannedItem = {
    id: 0,
    kind: 'task',
    plan,
    theme,
    members,
    createdMs,
    plannedMs,
    activeMs,
    doneMs,
    isRemoved,
  }
  const assignee = random.pick(members)
  const estimate = random.between(2, 16)
  const sprint = sprintAt(plan, story.activeMs)

  timeline.add(createdMs, organization => {
    const { areaId } = latestRevision(loadWorkItem(organization, story.id))
    create(
      organization,
      item,
      story,
      {
        type: 'Task',
        state: steps.fresh,
        areaId,
        iterationId: plan.rootIterationId,
        fields: {
          'System.Title': nameTask(random.pick),
          'Microsoft.VSTS.Common.Priority': 2,
          'Microsoft.VSTS.Common.Activity': random.pick(ACTIVITIES),
          [REMAINING]: estimate,
          ...(vocabulary.tracksHours ? { [ESTIMATE]: estimate } : {}),
        },
      },
      { atMs: createdMs, by: random.pick(members).id },
    )
  })
  const change = planChanges(context, item)

  if (isRemoved) {
    change(walk(nowMs - random.between(1, 60) * DAY_MS), assignee.id, { state: steps.removed ?? steps.fresh })
    return item
  }
  change(plannedMs, assignee.id, {
    ...(sprint === null ? {} : { iterationId: sprint.nodeId }),
    fields: { 'System.AssignedTo': assignee.id },
  })
  change(activeMs, assignee.id, { state: steps.active })
  for (const [atMs, nodeId] of listCarryOvers(context, story.activeMs, doneMs))
    change(atMs, assignee.id, { iterationId: nodeId })

  const hours = (completed: number, remaining: number): Record<string, number> => ({
    [REMAINING]: Math.max(0, remaining),
    ...(vocabulary.tracksHours ? { [COMPLETED]: completed } : {}),
  })
  let completed = 0
  for (const atMs of workedMs) {
    completed += random.between(1, Math.max(2, Math.ceil(estimate / 2)))
    const worker = random.chance(0.85) ? assignee : random.pick(members)
    // Estimates are seldom right: what remains is what people think remains.
    change(atMs, worker.id, {
      fields: hours(completed, estimate - completed + (random.chance(0.2) ? random.between(1, 4) : 0)),
    })
  }
  if (vocabulary.tracksHours && completed > 2 && random.chance(0.06)) {
    completed -= random.between(1, 2)
    change((workedMs.at(-1) ?? activeMs) + 20_000, assignee.id, { fields: { [COMPLETED]: completed } })
  }
  const last = random.between(0, 3)
  change(doneMs, assignee.id, { state: steps.done, fields: hours(completed + last, 0) })
  return item
}
