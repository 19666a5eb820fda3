import { type Day, dayOf, workingDaysBetween } from './calendar.ts'
import { type Forecast, forecastFinish, type WorkStream } from './forecast.ts'
import { groupBy } from './group-by.ts'
import type { InitiativeFacts, MilestoneFacts, ScopeItem } from './initiative.ts'
import { type ItemTree, listBelow, listCounted } from './item-tree.ts'
import { readJoinDays } from './joined.ts'
import { currentDayOf, isAchieved } from './milestone.ts'
import { findThinness, PACE_WINDOW_WORKING_DAYS, type Pace, readGrowth, readPace } from './pace.ts'
import { deriveSeed } from './random.ts'

interface Pile {
  readonly milestone: MilestoneFacts
  readonly currentDay: Day | null
  /** Its items that count, the finished ones too. */
  readonly items: readonly ScopeItem[]
}

/**
 * One forecast per milestone. A tracker's team works on what is due first: open items of earlier milestones come before
 * those of this one. Its pace is that of items linked to any milestone; where these are too few, of all its items.
 */
export function forecastMilestones(
  tree: ItemTree,
  facts: Pick<InitiativeFacts, 'trackers' | 'milestones'>,
  options: { readonly today: Day; readonly seed: number; readonly runs: number },
): ReadonlyMap<string, Forecast> {
  const { today, seed, runs } = options
  const counted = listCounted(tree)
  const joinedOn = readJoinDays(tree.items)
  const names = new Map(facts.trackers.map(tracker => [tracker.connectionId, tracker.name]))
  const piles = facts.milestones.map((milestone): Pile => {
    const ids = listBelow(tree, new Set(milestone.itemIds))
    return { milestone, currentDay: currentDayOf(milestone.dates), items: counted.filter(item => ids.has(item.id)) }
  })
  const paces = readPaces(counted, new Set(piles.flatMap(pile => pile.items)), today)

  const forecastPile = (pile: Pile): Forecast => {
    if (pile.milestone.itemIds.length === 0) return cannot('No items are linked to it.')
    if (pile.items.length === 0) return cannot('None of its items is in scope.')
    const own = new Set(pile.items)
    const earlier = new Set(
      piles
        .filter(other => comesBefore(other, pile, today))
        .flatMap(other => other.items.filter(item => !own.has(item))),
    )
    const streams = [...groupBy(pile.items, item => item.connectionId)].map(([connectionId, items]): WorkStream => {
      const ahead = [...earlier].filter(item => item.connectionId === connectionId)
      return {
        name: names.get(connectionId) ?? connectionId,
        remaining: items.filter(isOpen).length,
        ahead: ahead.filter(isOpen).length,
        pace: paces.get(connectionId) ?? { doneByDay: [], finishedItems: 0 },
        addedByDay: readGrowth([...items, ...ahead], joinedOn, today),
      }
    })
    return forecastFinish(streams, {
      today,
      targetDay: pile.currentDay,
      lastFinishedDay: lastFinished(pile.items),
      runs,
      seed: deriveSeed(seed, pile.milestone.id),
    })
  }
  return new Map(piles.map(pile => [pile.milestone.id, forecastPile(pile)]))
}

function readPaces(
  counted: readonly ScopeItem[],
  linked: ReadonlySet<ScopeItem>,
  today: Day,
): ReadonlyMap<string, Pace> {
  return new Map(
    [...groupBy(counted, item => item.connectionId)].map(([connectionId, items]) => {
      const ofMilestones = readPace(
        items.filter(item => linked.has(item)),
        today,
      )
      return [connectionId, findThinness(ofMilestones) === null ? ofMilestones : readPace(items, today)]
    }),
  )
}

/** A milestone long past its date with nothing said about it is given up, not in the way. */
function comesBefore(other: Pile, pile: Pile, today: Day): boolean {
  if (other.currentDay === null || isAchieved(other.milestone, today)) return false
  if (workingDaysBetween(other.currentDay, today) > PACE_WINDOW_WORKING_DAYS) return false
  return pile.currentDay === null || other.currentDay < pile.currentDay
}

function lastFinished(items: readonly ScopeItem[]): Day | null {
  return items.reduce<Day | null>((last, item) => {
    const day = item.doneAt === null ? null : dayOf(item.doneAt)
    return day !== null && (last === null || day > last) ? day : last
  }, null)
}

function isOpen(item: ScopeItem): boolean {
  return item.state !== 'done'
}

function cannot(reason: string): Forecast {
  return { status: 'cannot_forecast', reason }
}
