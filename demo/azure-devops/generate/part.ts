import type { DemoPart } from '../../organisation.ts'
import { createPace, drawStuckDays } from '../../pace.ts'
import { DAY_MS } from '../instant.ts'
import { generateBug, generateStory } from './backlog-item.ts'
import { shapeOf } from './course-dates.ts'
import type { PartContext, PlannedItem } from './planned-item.ts'
import { generatePortfolioItem, type PortfolioSpan } from './portfolio-item.ts'
import { generateTask } from './task.ts'
import { workingTime } from './working-time.ts'

/** How long a team needs before its first item is finished. */
const LEAD_DAYS = 28
/** Shares of a part's leaf items; the rest are stories or backlog items. */
const TASK_SHARE = 0.4
const BUG_SHARE = 0.14
const ITEMS_PER_FEATURE = 18

interface Slot {
  readonly kind: 'story' | 'bug'
  readonly epic: number
  /** When its turn has come and it would be done; what is left lying is done later. */
  readonly turnMs: number
  readonly doneMs: number
}

export interface GeneratedPart {
  readonly epics: readonly PlannedItem[]
  readonly features: readonly PlannedItem[]
  readonly backlog: readonly PlannedItem[]
  readonly tasks: readonly PlannedItem[]
}

/** Epics of one theme with their features, stories, bugs and tasks, with the part's course. */
export function generatePart(context: PartContext, part: DemoPart): GeneratedPart {
  const { random } = context
  const taskCount = Math.round(part.items * TASK_SHARE)
  const slots = layOut(context, part, part.items - taskCount)
  const featuresPerEpic = Math.max(2, Math.round(part.items / part.epics / ITEMS_PER_FEATURE))

  const epics: PlannedItem[] = []
  const features: PlannedItem[] = []
  const backlog: PlannedItem[] = []
  for (let position = 0; position < part.epics; position += 1) {
    const own = slots.filter(({ epic }) => epic === position)
    const epic = generatePortfolioItem(context, 'epic', null, position, spanOf(own))
    epics.push(epic)
    // Features follow one another within the epic, so each holds a run of its slots.
    for (let index = 0; index < featuresPerEpic; index += 1) {
      const run = own.slice(
        Math.floor((index * own.length) / featuresPerEpic),
        Math.floor(((index + 1) * own.length) / featuresPerEpic),
      )
      const feature = generatePortfolioItem(context, 'feature', epic, features.length, spanOf(run))
      features.push(feature)
      for (const { kind, ...times } of run) {
        backlog.push(kind === 'bug' ? generateBug(context, feature, times) : generateStory(context, feature, times))
      }
    }
  }
  const stories = backlog.filter(({ kind }) => kind === 'story')
  const tasks: PlannedItem[] = []
  for (let index = 0; index < taskCount; index += 1) {
    const story = stories[Math.floor((index * stories.length) / taskCount)] ?? random.pick(stories)
    tasks.push(generateTask(context, story))
  }
  return { epics, features, backlog, tasks }
}

/** When each item of the backlog is finished: up to now in bursts and pauses, as far as the course says, then evenly. */
function layOut(context: PartContext, part: DemoPart, count: number): readonly Slot[] {
  const { random, course, startMs, nowMs } = context
  const { doneShare, isStaggered } = shapeOf(course)
  const firstMs = startMs + LEAD_DAYS * DAY_MS
  const spanMs = (nowMs - firstMs) / doneShare
  const pace = createPace(random, (nowMs - firstMs) / (7 * DAY_MS))
  const reach = (share: number): number => (share < doneShare ? doneShare * pace(share / doneShare) : share)
  const bugs = Math.round((count * BUG_SHARE) / (1 - TASK_SHARE))
  return Array.from({ length: count }, (_, index): Slot => {
    const share = (index + 0.5) / count
    const running = Array.from({ length: part.epics }, (_unused, epic) => epic).filter(epic => {
      if (!isStaggered || part.epics === 1) return true
      const from = (0.45 * epic) / (part.epics - 1)
      return share >= from && share < from + 0.55
    })
    const turnMs = workingTime(random, firstMs + reach(share) * spanMs + random.between(-4, 4) * DAY_MS)
    const stuckDays = drawStuckDays(random)
    return {
      kind: Math.floor(((index + 1) * bugs) / count) > Math.floor((index * bugs) / count) ? 'bug' : 'story',
      epic: random.pick(running),
      turnMs,
      doneMs: stuckDays === 0 ? turnMs : workingTime(random, turnMs + stuckDays * DAY_MS),
    }
  })
}

/** From the first turn to the last, and until the last item is done. */
function spanOf(slots: readonly Slot[]): PortfolioSpan {
  const turns = slots.map(({ turnMs }) => turnMs)
  return {
    firstMs: Math.min(...turns),
    lastMs: Math.max(...turns),
    doneMs: Math.max(...slots.map(({ doneMs }) => doneMs)),
  }
}
