import type { Day } from '../calendar.ts'
import { MILESTONE_SOURCES, type MilestoneSource } from '../initiative.ts'

export interface NamedMilestone {
  readonly id: string
  readonly initiativeId: string
  readonly name: string
  readonly source: MilestoneSource
  readonly connectionId: string | null
  readonly currentDay: Day | null
}

/** Another source that gives the same milestone another date. */
export interface MilestoneConflict {
  readonly milestoneId: string
  readonly source: MilestoneSource
  readonly connectionId: string | null
  readonly day: Day
  /** Which of the two holds: what people entered before releases, these before items, these before iterations. */
  readonly yields: boolean
}

/**
 * Milestones of one name in one initiative that come from different places and disagree about the date. They are shown, not
 * averaged: which one holds follows from the order of the sources, and a person settles it.
 */
export function findMilestoneConflicts(
  milestone: NamedMilestone,
  all: readonly NamedMilestone[],
): readonly MilestoneConflict[] {
  const name = wordsOf(milestone.name)
  return all.flatMap(({ id, initiativeId, name: other, source, connectionId, currentDay }) => {
    if (id === milestone.id || initiativeId !== milestone.initiativeId || wordsOf(other) !== name) return []
    if (currentDay === null || milestone.currentDay === null || currentDay === milestone.currentDay) return []
    const yields = MILESTONE_SOURCES.indexOf(source) > MILESTONE_SOURCES.indexOf(milestone.source)
    return [{ milestoneId: id, source, connectionId, day: currentDay, yields }]
  })
}

/** Trackers and people space and capitalise alike names differently. */
const wordsOf = (name: string): string => name.toLowerCase().split(/\s+/).filter(Boolean).join(' ')
