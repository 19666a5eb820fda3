import { DAY_MS, formatDay } from '../instant.ts'
import { targetDatesOf } from './course-dates.ts'
import { create, type PartContext, type PlannedItem, planChanges } from './planned-item.ts'
import { nameEpic, nameFeature } from './vocabulary.ts'
import { createWalk } from './working-time.ts'

const TARGET_DATE = 'Microsoft.VSTS.Scheduling.TargetDate'

/** When the turn of its items comes and ends, which is what its dates were promised by, and when the last is done. */
export interface PortfolioSpan {
  readonly firstMs: number
  readonly lastMs: number
  readonly doneMs: number
}

/** An epic or a feature: its dates as the course has them, active with its first child, done after its last. */
export function generatePortfolioItem(
  context: PartContext,
  kind: 'epic' | 'feature',
  parent: PlannedItem | null,
  position: number,
  span: PortfolioSpan,
): PlannedItem {
  const { random, timeline, plan, vocabulary, theme, members, owner, startMs, nowMs } = context
  const steps = vocabulary.portfolioSteps
  const createdMs = createWalk(random, parent?.createdMs ?? startMs)(startMs + random.between(0, 4) * DAY_MS)
  const planning = createWalk(random, createdMs)
  const walk = createWalk(random, createdMs)
  const activeMs = walk(Math.max(createdMs + DAY_MS, span.firstMs - random.between(16, 26) * DAY_MS))
  const doneMs = walk(span.doneMs + random.between(2, 5) * DAY_MS)
  const item: PlannedItem = {
    id: 0,
    kind,
    plan,
    theme,
    members,
    createdMs,
    plannedMs: createdMs,
    activeMs,
    doneMs,
    isRemoved: false,
  }
  const [areaId = plan.rootAreaId] = plan.areas.get(theme) ?? []
  const dates = targetDatesOf(context.course, span.lastMs, nowMs, position)
  const title = kind === 'epic' ? nameEpic(theme, position) : nameFeature(theme, position)

  timeline.add(createdMs, organization =>
    create(
      organization,
      item,
      parent,
      {
        type: kind === 'epic' ? 'Epic' : 'Feature',
        state: steps.fresh,
        areaId,
        iterationId: plan.rootIterationId,
        fields: {
          'System.Title': title,
          'System.Description': `<div>${title}: what is expected, for whom, and how we know it is done.</div>`,
          'System.Tags': kind === 'epic' ? `roadmap; ${theme}` : theme,
          'Microsoft.VSTS.Common.Priority': random.between(1, 3),
          'Microsoft.VSTS.Common.ValueArea': 'Business',
          'Microsoft.VSTS.Scheduling.StartDate': formatDay(Math.max(startMs, activeMs)),
        },
      },
      { atMs: createdMs, by: owner.id },
    ),
  )
  const change = planChanges(context, item)

  change(planning(createdMs + DAY_MS), owner.id, {
    fields: {
      [TARGET_DATE]: formatDay(dates.originalMs),
      'System.AssignedTo': kind === 'epic' ? owner.id : random.pick(members).id,
    },
  })
  change(activeMs, random.pick(members).id, { state: steps.active })
  const order = 1_000 + position * 1_000 + random.between(0, 99)
  change(planning(createdMs + 10 * DAY_MS), owner.id, { fields: { [vocabulary.order]: order } })
  for (const [index, move] of dates.moves.entries()) {
    // A finished item's date is left alone; every second admission is made by somebody else than the owner.
    if (move.atMs >= doneMs) continue
    const mover = index % 2 === 0 ? owner : (members.find(({ id }) => id !== owner.id) ?? owner)
    change(planning(move.atMs), mover.id, { fields: { [TARGET_DATE]: formatDay(move.targetMs) } })
  }
  change(doneMs, owner.id, { state: steps.done })
  return item
}
