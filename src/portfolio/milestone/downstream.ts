import { addDays, type Day } from '../calendar.ts'
import type { MilestoneDate } from '../initiative.ts'
import { distance, type Slip } from './milestone.ts'

/** Why a milestone comes after another: it waits for its work, or it is later in the same scope. */
export const DOWNSTREAM_RELATIONS = ['link', 'order'] as const
export type DownstreamRelation = (typeof DOWNSTREAM_RELATIONS)[number]

export interface LaterMilestone {
  readonly id: string
  readonly name: string
  readonly initiativeId: string
  readonly relation: DownstreamRelation
  readonly dates: readonly MilestoneDate[]
}

/** What a slip did to a milestone that comes after. */
export interface DownstreamEffect {
  readonly milestoneId: string
  readonly name: string
  readonly initiativeId: string
  readonly relation: DownstreamRelation
  /** Its own date was put off with it. */
  readonly moved: { readonly from: Day; readonly to: Day; readonly movedByDays: number; readonly at: string } | null
  /** Its date now lies before that of what it comes after, which it did not before the slip. */
  readonly isBroken: boolean
}

/** Within as many days a date that is put off is taken to follow: the next planning meeting. */
const FOLLOWS_WITHIN_DAYS = 7

/**
 * The milestones that a slip moved along, and those it left with a date that cannot hold. In the same scope only what was
 * due at the same time or later comes after. A date brought forward, or removed, does neither.
 */
export function findDownstream(slip: Slip, others: readonly LaterMilestone[]): readonly DownstreamEffect[] {
  const { from, to } = slip
  if (from === null || to === null || to <= from) return []
  return others.flatMap((other): DownstreamEffect[] => {
    const before = dayBefore(other.dates, slip.at)
    if (before === null || (other.relation === 'order' && before < from)) return []
    const moved = findFollowing(other.dates, before, slip.at)
    const isBroken = from <= before && to > (moved?.to ?? before)
    if (moved === null && !isBroken) return []
    const { id: milestoneId, name, initiativeId, relation } = other
    return [{ milestoneId, name, initiativeId, relation, moved, isBroken }]
  })
}

function dayBefore(dates: readonly MilestoneDate[], at: string): Day | null {
  return dates.findLast(date => date.at < at)?.day ?? null
}

function findFollowing(dates: readonly MilestoneDate[], from: Day, at: string): DownstreamEffect['moved'] {
  const until = `${addDays(at.slice(0, 10), FOLLOWS_WITHIN_DAYS)}${at.slice(10)}`
  const next = dates.find(date => date.at >= at && date.at <= until && date.day !== null && date.day > from)
  const movedByDays = distance(from, next?.day ?? null)
  return next === undefined || next.day === null || movedByDays === null
    ? null
    : { from, to: next.day, movedByDays, at: next.at }
}
