import { LATE_SCOPE_DAYS, LATE_SCOPE_SHARE } from '../../pace.ts'
import { DAY_MS } from '../instant.ts'
import { shapeOf } from './course-dates.ts'
import { create, type PartContext, type PlanChange, type PlannedItem, planChanges } from './planned-item.ts'
import { sprintAt } from './project-plan.ts'
import { nameBug, nameStory } from './vocabulary.ts'
import { createWalk } from './working-time.ts'

const POINTS = [1, 2, 3, 3, 5, 5, 8]
const UNESTIMATED_SHARE = 0.08
const REMOVED_SHARE = 0.04
const TAGS = ['backend', 'frontend', 'database', 'security', 'quick win', 'tech debt']

interface ItemTimes {
  readonly turnMs: number
  readonly doneMs: number
}

export const generateStory = (context: PartContext, feature: PlannedItem, times: ItemTimes): PlannedItem =>
  generateBacklogItem(context, 'story', feature, times)

export const generateBug = (context: PartContext, feature: PlannedItem, times: ItemTimes): PlannedItem =>
  generateBacklogItem(context, 'bug', feature, times)

/** The way of one item through the backlog: refined, put into a sprint, worked on, carried over, reviewed, done. */
function generateBacklogItem(
  context: PartContext,
  kind: 'story' | 'bug',
  feature: PlannedItem,
  { turnMs, doneMs: wantedMs }: ItemTimes,
): PlannedItem {
  const { random, timeline, plan, vocabulary, theme, members } = context
  const steps = kind === 'bug' ? vocabulary.bugSteps : vocabulary.storySteps
  const createdMs = chooseCreation(context, feature, turnMs)
  const walk = createWalk(random, createdMs)
  const refinedMs = walk(createdMs + random.between(1, 9) * DAY_MS)
  const startMs = Math.max(refinedMs + DAY_MS, turnMs - random.between(4, 18) * DAY_MS)
  const sprint = sprintAt(plan, startMs)
  const plannedMs = walk(
    sprint === null ? startMs - DAY_MS : Math.max(refinedMs, Math.min(startMs, sprint.startMs - DAY_MS)),
  )
  const activeMs = walk(startMs)
  const doneMs = walk(Math.max(wantedMs, activeMs + DAY_MS))
  const isRemoved = steps.removed !== null && startMs > context.nowMs && random.chance(REMOVED_SHARE * 2)
  const item: PlannedItem = { id: 0, kind, plan, theme, members, createdMs, plannedMs, activeMs, doneMs, isRemoved }
  const assignee = random.pick(members)
  const author = random.pick(members)
  const areaId = random.pick(plan.areas.get(theme) ?? [plan.rootAreaId])
  const title = kind === 'bug' ? nameBug(random.pick) : nameStory(random.pick)

  timeline.add(createdMs, organization =>
    create(
      organization,
      item,
      feature,
      {
        type: kind === 'bug' ? 'Bug' : vocabulary.story,
        state: steps.fresh,
        areaId,
        iterationId: plan.rootIterationId,
        fields: {
          'System.Title': title.charAt(0).toUpperCase() + title.slice(1),
          'Microsoft.VSTS.Common.Priority': random.between(1, 4),
          ...(kind === 'bug'
            ? { 'Microsoft.VSTS.Common.Severity': random.pick(['2 - High', '3 - Medium', '4 - Low']) }
            : {}),
          ...(random.chance(0.25) ? { 'System.Tags': random.pick(TAGS) } : {}),
        },
      },
      { atMs: createdMs, by: author.id },
    ),
  )
  const change = planChanges(context, item)

  const points = random.chance(UNESTIMATED_SHARE) ? {} : { [vocabulary.points]: random.pick(POINTS) }
  change(refinedMs, random.pick(members).id, {
    fields: { ...points, [vocabulary.order]: random.between(1_000, 900_000) },
  })
  if (steps.ready !== null)
    change(walkBetween(context, refinedMs, Math.min(plannedMs, refinedMs + 20 * DAY_MS)), author.id, {
      state: steps.ready,
    })
  reprioritise(context, change, refinedMs, plannedMs)
  if (isRemoved) {
    change(walkBetween(context, refinedMs, context.nowMs), author.id, { state: steps.removed ?? steps.fresh })
    return item
  }
  change(plannedMs, author.id, {
    ...(sprint === null ? {} : { iterationId: sprint.nodeId }),
    fields: { 'System.AssignedTo': assignee.id },
  })
  change(activeMs, assignee.id, { state: steps.active })
  if (random.chance(0.12))
    change(walkBetween(context, activeMs, doneMs), author.id, {
      fields: { 'System.AssignedTo': random.pick(members).id },
    })
  for (const [atMs, nodeId] of listCarryOvers(context, startMs, doneMs))
    change(atMs, author.id, { iterationId: nodeId })
  if (steps.resolved !== null)
    change(walkBetween(context, Math.max(activeMs, doneMs - 2 * DAY_MS), doneMs), assignee.id, {
      state: steps.resolved,
    })
  change(doneMs, random.chance(0.6) ? assignee.id : author.id, { state: steps.done })
  if (kind === 'bug' && random.chance(0.12)) {
    const reopenedMs = walk(doneMs + random.between(2, 9) * DAY_MS)
    change(reopenedMs, author.id, { state: steps.active })
    change(walk(reopenedMs + random.between(2, 6) * DAY_MS), assignee.id, { state: steps.done })
  }
  return item
}

/** Most of a backlog is written in the first weeks; the rest is growth of scope, some of it found shortly before its turn. */
function chooseCreation(context: PartContext, feature: PlannedItem, turnMs: number): number {
  const { random, startMs, nowMs } = context
  const latestMs = Math.min(turnMs - 14 * DAY_MS, nowMs - 5 * DAY_MS)
  const growthMs = startMs + 35 * DAY_MS
  const { growthShare } = shapeOf(context.course)
  const grownMs = Math.max(0, latestMs - growthMs)
  const foundMs = Math.min(grownMs, LATE_SCOPE_DAYS * DAY_MS)
  const wished = random.chance(growthShare) ? latestMs - random.next() * grownMs : startMs + random.next() * 21 * DAY_MS
  const isLate = growthShare > 0 && random.chance(LATE_SCOPE_SHARE) && turnMs < nowMs
  return createWalk(
    random,
    feature.createdMs,
  )(Math.min(latestMs, isLate && foundMs > 0 ? latestMs - random.next() * foundMs : wished))
}

/** The start of each sprint an item was dragged into: the one it was planned for ended before it was done. */
export function listCarryOvers(
  context: PartContext,
  startMs: number,
  doneMs: number,
): readonly (readonly [number, number])[] {
  const { plan, random } = context
  const later = plan.sprints.filter(sprint => sprint.startMs > startMs && sprint.startMs < doneMs)
  return later
    .map(sprint => [sprint.startMs + random.between(1, 4) * 3_600_000, sprint.nodeId] as const)
    .filter(([atMs]) => atMs < doneMs)
}

function walkBetween({ random }: PartContext, fromMs: number, toMs: number): number {
  return Math.max(fromMs + 60_000, Math.floor(fromMs + random.next() * (toMs - fromMs)))
}

/** What waits long is sorted again now and then. */
function reprioritise(context: PartContext, change: PlanChange, fromMs: number, toMs: number): void {
  const { random, members, vocabulary, nowMs } = context
  const waitedDays = (Math.min(toMs, nowMs) - fromMs) / DAY_MS
  const times = Math.min(4, Math.floor(waitedDays / 35)) + (random.chance(0.5) ? 1 : 0)
  for (let count = 0; count < times; count += 1) {
    const atMs = walkBetween(context, fromMs, Math.min(toMs, nowMs))
    const fields = random.chance(0.5)
      ? { [vocabulary.order]: random.between(1_000, 900_000) }
      : { 'Microsoft.VSTS.Common.Priority': random.between(1, 4) }
    change(atMs, random.pick(members).id, { fields })
  }
}
