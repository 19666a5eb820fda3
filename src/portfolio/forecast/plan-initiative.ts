import { type Day, dayOf, earlierDay } from '../calendar.ts'
import { groupBy } from '../group-by.ts'
import type { InitiativeFacts, ScopeItem } from '../initiative.ts'
import { type ItemTree, listBelow } from '../item-tree.ts'
import { readJoinDays } from '../scope/joined.ts'
import { isLongOverdue, type Pile, pileUp } from './milestone-pile.ts'
import { countFinished, findThinness, type PaceGround, readPace } from './pace.ts'
import type { Plan, PlanNode, Planned, PlanPart } from './plan.ts'
import type { Pace } from './track.ts'
import { listWaits } from './waits.ts'
import { countAhead, isOpen } from './work-ahead.ts'

export type PlanFacts = Pick<InitiativeFacts, 'id' | 'name' | 'trackers' | 'milestones' | 'dependencies'>

/** So few finished items of its own tell how fast a milestone gets on; below, it has hardly begun. */
const MIN_OWN_FINISHED = 2
/** From this share of finished items on a milestone has its turn; before, a few items done early tell nothing of its pace. */
const UNDER_WAY = 0.5

/**
 * What is left to do until each milestone, and until each item that something waits for.
 *
 * A milestone that is half done gets on at its own pace: what the team does for others at the same time is in it. One
 * before that is taken up after all that is promised earlier, at the pace of the team: of its items linked to any
 * milestone, or of all its items where those are too few. (`npm run backtest` bears this out on real versions: with
 * the pace of the team for all, two of three were finished by P80; so it is four of five.)
 */
export function planInitiative(tree: ItemTree, facts: PlanFacts, today: Day): Plan {
  const { counted } = tree
  const ground = { today, joinedOn: readJoinDays(tree.items) }
  const piles = pileUp(tree, counted, facts.milestones)
  const linked = new Set(piles.flatMap(pile => pile.items))
  const teams = new Map(
    [...groupBy(counted, item => item.connectionId)].map(([connectionId, items]) => {
      const tracker = facts.trackers.find(each => each.connectionId === connectionId)?.name ?? connectionId
      return [connectionId, { tracker, team: `${facts.name}/${tracker}`, pace: readTeamPace(items, linked, ground) }]
    }),
  )
  const context: Context = { ...ground, piles, ahead: countAhead(piles, today), teams }
  const { waits, providerIds } = listWaits(facts, piles)
  return {
    initiativeId: facts.id,
    initiative: facts.name,
    day: today,
    nodes: [
      ...piles.map(pile => ({
        id: pile.milestone.id,
        type: 'milestone' as const,
        name: pile.milestone.name,
        pile: pile.milestone.name,
        planned: planPile(pile, context),
      })),
      ...tree.items.flatMap(item =>
        providerIds.has(item.id)
          ? [{ id: item.id, type: 'item' as const, name: item.key, ...planItem(item, tree, counted, context) }]
          : [],
      ),
    ],
    waits,
  }
}

interface Team {
  readonly tracker: string
  readonly team: string
  readonly pace: Pace
}

interface Context extends Omit<PaceGround, 'unknownStart'> {
  readonly piles: readonly Pile[]
  readonly ahead: ReturnType<typeof countAhead>
  readonly teams: ReadonlyMap<string, Team>
}

function planPile(pile: Pile, context: Context): Planned {
  const { milestone, items } = pile
  if (milestone.itemIds.length === 0) return cannot('No items are linked to it.')
  if (items.length === 0) return cannot('None of its items is in scope.')
  const open = items.filter(isOpen)
  // Told by the UTC day, which may not have begun at the portfolio.
  if (open.length === 0) return { status: 'done', day: earlierDay(lastFinished(items) ?? context.today, context.today) }
  const ahead = context.ahead.get(pile)
  const parts: PlanPart[] = []
  for (const [connectionId, group] of groupBy(open, item => item.connectionId)) {
    const part = planPart(pile, group.length, ahead?.get(connectionId) ?? 0, connectionId, context)
    if (typeof part === 'string') return cannot(part)
    parts.push(part)
  }
  return { status: 'open', parts }
}

/** The part of one tracker, or why it cannot be planned. */
function planPart(
  pile: Pile,
  remaining: number,
  ahead: number,
  connectionId: string,
  context: Context,
): PlanPart | string {
  const team = context.teams.get(connectionId)
  if (team === undefined) return 'None of its items is in scope.'
  const items = pile.items.filter(item => item.connectionId === connectionId)
  const ownPace = readPace(items, { ...context, unknownStart: 'joined' })
  const thin = findThinness(team.pace)
  const knowsOwn = thin === null && findThinness(ownPace, MIN_OWN_FINISHED) === null
  if (knowsOwn && items.length - remaining >= UNDER_WAY * items.length) {
    return { team: team.team, remaining, ahead: 0, track: { open: remaining, spread: 0, pace: ownPace } }
  }
  if (isLongOverdue(pile, context.today) && countFinished(ownPace) === 0) {
    return 'It is long past its date and none of its items was finished since; nobody seems to work on it.'
  }
  if (thin !== null) return `${team.tracker} ${thin}.`
  const pace = { ...team.pace, addedByDay: growthAs(team.pace, ownPace) }
  return { team: team.team, remaining, ahead, track: { open: remaining + ahead, spread: 0, pace } }
}

/** The team's days with the growth of the milestone alone: what joins the others is theirs. */
function growthAs({ doneByDay }: Pace, { addedByDay }: Pace): readonly number[] {
  const missing = doneByDay.length - addedByDay.length
  return doneByDay.map((_, day) => addedByDay[day - missing] ?? 0)
}

type PlannedItem = Pick<PlanNode, 'pile' | 'planned'>

/** One item is anywhere among the open ones of its milestone; an item with others below it is done with the last of them. */
function planItem(item: ScopeItem, tree: ItemTree, counted: readonly ScopeItem[], context: Context): PlannedItem {
  const pile = 'no milestone'
  if (item.state === 'done') {
    return { pile, planned: { status: 'done', day: earlierDay(lastFinished([item]) ?? context.today, context.today) } }
  }
  const holder = context.piles
    .filter(pile => pile.ids.has(item.id) && !isLongOverdue(pile, context.today))
    .toSorted((left, right) => (orderOf(left) < orderOf(right) ? -1 : 1))[0]
  const below = listBelow(tree, [item.id])
  const open = counted.filter(each => below.has(each.id) && isOpen(each)).length
  const oneOf = (part: PlanPart): PlanPart => ({
    ...part,
    track: { ...part.track, spread: Math.max(0, part.remaining - Math.max(1, open) + 1) },
  })
  if (holder !== undefined) {
    const planned = planPile(holder, context)
    const { name } = holder.milestone
    if (planned.status !== 'open') return { pile: name, planned }
    const mine = planned.parts.filter(part => part.team === context.teams.get(item.connectionId)?.team)
    return { pile: name, planned: { status: 'open', parts: (mine.length > 0 ? mine : planned.parts).map(oneOf) } }
  }
  const team = context.teams.get(item.connectionId)
  const thin = team === undefined ? 'has no items in scope' : findThinness(team.pace)
  if (team === undefined || thin !== null)
    return { pile, planned: cannot(`${team?.tracker ?? 'Its tracker'} ${thin}.`) }
  const all = counted.filter(each => each.connectionId === item.connectionId && isOpen(each)).length
  const track = { open: all, spread: 0, pace: { ...team.pace, addedByDay: team.pace.doneByDay.map(() => 0) } }
  return { pile, planned: { status: 'open', parts: [oneOf({ team: team.team, remaining: all, ahead: 0, track })] } }
}

function readTeamPace(
  items: readonly ScopeItem[],
  linked: ReadonlySet<ScopeItem>,
  ground: Omit<PaceGround, 'unknownStart'>,
): Pace {
  const ofMilestones = readPace(
    items.filter(item => linked.has(item)),
    { ...ground, unknownStart: 'finished' },
  )
  return findThinness(ofMilestones) === null ? ofMilestones : readPace(items, { ...ground, unknownStart: 'finished' })
}

/** First what was promised first; of one day by name, as ids differ between two installations of the same facts. */
const orderOf = ({ promisedDay, milestone }: Pile): string => `${promisedDay ?? '9'} ${milestone.name}`

function lastFinished(items: readonly ScopeItem[]): Day | null {
  return items.reduce<Day | null>((last, item) => {
    const day = item.doneAt === null ? null : dayOf(item.doneAt)
    return day !== null && (last === null || day > last) ? day : last
  }, null)
}

function cannot(reason: string): Planned {
  return { status: 'cannot', reason }
}
