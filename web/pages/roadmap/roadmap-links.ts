import { type Dependency, type DependencyStatus, isTrouble, worstOf } from '../../marks/dependency-mark.tsx'
import { HEIGHTS, type Milestone, type Row } from './roadmap-rows.ts'
import { placeDay, type Scale } from './time-scale.ts'

/** All that waits between the same two lines of the roadmap. */
export interface RoadmapLink {
  readonly id: string
  /** Of the rows it begins and ends at. */
  readonly from: string
  readonly to: string
  readonly status: DependencyStatus
  readonly dependencies: readonly Dependency[]
  /** 0 to 1 across, pixels down. */
  readonly points: readonly [Point, Point]
}

interface Point {
  readonly x: number
  readonly y: number
}

export const LINK_CHOICES = ['trouble', 'all', 'none'] as const
export type LinkChoice = (typeof LINK_CHOICES)[number]

interface Drawn {
  readonly rows: readonly Row[]
  readonly tops: ReadonlyMap<string, number>
  readonly milestones: readonly Milestone[]
  readonly scale: Scale
}

/**
 * What waits for what, from the milestone (or initiative) that has to be there to the one that waits for it. What lies within
 * one line, or leads out of the portfolio, is in the table only.
 */
export function drawLinks(
  dependencies: readonly Dependency[],
  choice: LinkChoice,
  drawn: Drawn,
): readonly RoadmapLink[] {
  const shown = dependencies.filter(({ status }) => choice === 'all' || (choice === 'trouble' && isTrouble(status)))
  const anchors = makeAnchors(drawn)
  const between = shown.flatMap(dependency => {
    const from = anchors(dependency.provider, dependency.providerP80 ?? dependency.providerP50)
    const to = anchors(dependency.consumer, dependency.neededBy)
    return from === null || to === null || from.row === to.row ? [] : [{ dependency, from, to }]
  })
  return [...Map.groupBy(between, ({ from, to }) => `${from.row} ${to.row}`)].flatMap(([id, group]) => {
    const [first] = group
    if (first === undefined) return []
    return {
      id,
      from: first.from.row,
      to: first.to.row,
      status: worstOf(group.map(({ dependency }) => dependency.status)),
      dependencies: group.map(({ dependency }) => dependency),
      points: [first.from.point, first.to.point],
    }
  })
}

/** Where an end is drawn: at its milestone, or where that is not shown, at the initiative on the day of the milestone. */
function makeAnchors({ rows, tops, milestones, scale }: Drawn) {
  const kinds = new Map(rows.map(({ id, kind }) => [id, kind]))
  const byId = new Map(milestones.map(milestone => [milestone.id, milestone]))
  return (end: Dependency['provider'], otherwise: string | null) => {
    const milestone = byId.get(end.milestoneId ?? '')
    const day = milestone?.actualDay ?? milestone?.currentDay ?? otherwise
    const row = [milestone?.id, end.initiativeId].find(id => id != null && kinds.has(id))
    const kind = kinds.get(row ?? '')
    if (row == null || kind === undefined || day === null) return null
    return { row, point: { x: placeDay(scale, day), y: (tops.get(row) ?? 0) + HEIGHTS[kind] / 2 } }
  }
}
