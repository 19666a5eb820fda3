import { addWorkingDays, type Day, dayOf, workingDaysBetween } from '../calendar.ts'
import { HORIZON_WORKING_DAYS, type Outcome, type Played } from '../forecast/play-plans.ts'
import { percentileDays, shareDoneBy } from '../forecast/simulation.ts'
import type { MilestoneFacts } from '../initiative.ts'
import { currentDayOf } from '../milestone/milestone.ts'
import { type DependencyFacts, type DependencyLink, isOpenEnd, type LinkEnd } from './dependency.ts'

export const DEPENDENCY_STATUSES = ['violated', 'at_risk', 'unknown', 'holds', 'met'] as const
export type DependencyStatus = (typeof DEPENDENCY_STATUSES)[number]

/** One dependency and whether it holds (F12). */
export interface JudgedDependency {
  readonly id: string
  readonly origin: DependencyLink['origin']
  readonly provider: NamedEnd
  readonly consumer: NamedEnd
  readonly lagDays: number
  readonly reason: string | null
  readonly status: DependencyStatus
  /** When the provider is finished: forecast, or its own date where there is no forecast. */
  readonly providerP50: Day | null
  readonly providerP80: Day | null
  /** By when the provider is needed. */
  readonly neededBy: Day | null
  /** Share of the runs in which the provider is late; null without a forecast or a day to hold it against. */
  readonly probabilityLate: number | null
  /** In words, with the numbers. */
  readonly text: string
}

export interface NamedEnd extends Pick<LinkEnd, 'type' | 'id' | 'name' | 'initiativeId' | 'initiative'> {
  /** That it is, or the first of the initiative that waits for it; null: none does. Conclusions of before it was told have none. */
  readonly milestoneId?: string | null
}

/** From this probability on a late provider is a risk: its P80 lies after the day it is needed. */
const RISKY = 0.2

interface Finish {
  readonly p50: Day
  readonly p80: Day
  readonly isForecast: boolean
  readonly lateAfter: (day: Day) => number | null
}

/** Every dependency of an initiative, the worst first. */
export function judgeDependencies(
  { links }: DependencyFacts,
  milestones: readonly MilestoneFacts[],
  { outcomes }: Pick<Played, 'outcomes'>,
  today: Day,
): readonly JudgedDependency[] {
  const waiting = findWaiting(milestones)
  return links.map(link => judge(link, outcomes.get(link.provider.id), waiting, today)).toSorted(compareDependencies)
}

interface Waiting {
  readonly id: string
  readonly day: Day | null
}

/** By item, the first milestone that waits for it. */
function findWaiting(milestones: readonly MilestoneFacts[]): ReadonlyMap<string, Waiting> {
  const first = new Map<string, Waiting>()
  for (const { id, itemIds, dates } of milestones) {
    const day = currentDayOf(dates)
    for (const itemId of itemIds) {
      const known = first.get(itemId)
      if (known === undefined || (day !== null && (known.day === null || day < known.day)))
        first.set(itemId, { id, day })
    }
  }
  return first
}

/** Sorts the worst first. */
export function compareDependencies(left: JudgedDependency, right: JudgedDependency): number {
  return (
    DEPENDENCY_STATUSES.indexOf(left.status) - DEPENDENCY_STATUSES.indexOf(right.status) ||
    (right.probabilityLate ?? 0) - (left.probabilityLate ?? 0) ||
    (left.provider.name < right.provider.name ? -1 : 1)
  )
}

interface Need {
  readonly day: Day
  readonly basis: 'started' | 'start' | 'date' | 'milestone'
}

/** A consumer needs its provider when it begins: as planned, else by its date, else by that of its milestone. */
function findNeed(consumer: LinkEnd, waiting: ReadonlyMap<string, Waiting>): Need | null {
  if (consumer.startedAt !== null) return { day: dayOf(consumer.startedAt), basis: 'started' }
  if (consumer.startDay !== null) return { day: consumer.startDay, basis: 'start' }
  if (consumer.targetDay !== null) return { day: consumer.targetDay, basis: 'date' }
  const day = waiting.get(consumer.id)?.day ?? null
  return day === null ? null : { day, basis: 'milestone' }
}

function judge(
  link: DependencyLink,
  outcome: Outcome | undefined,
  waiting: ReadonlyMap<string, Waiting>,
  today: Day,
): JudgedDependency {
  const { provider, consumer, lagDays } = link
  const need = findNeed(consumer, waiting)
  const known = {
    ...{ id: link.id, origin: link.origin, lagDays, reason: link.reason },
    ...{ provider: nameEnd(provider, waiting), consumer: nameEnd(consumer, waiting), neededBy: need?.day ?? null },
  }
  const none = { providerP50: null, providerP80: null, probabilityLate: null }
  if (!isOpenEnd(provider)) return { ...known, ...none, status: 'met', text: `${provider.name} is done.` }
  if (!isOpenEnd(consumer)) return { ...known, ...none, status: 'met', text: `${consumer.name} is done without it.` }
  const finish = findFinish(provider, outcome, lagDays, today)
  const shown = { providerP50: finish?.p50 ?? null, providerP80: finish?.p80 ?? null }
  if (need?.basis === 'started') {
    const text = `${consumer.name} was begun on ${need.day}, but ${provider.name} is not finished.`
    return { ...known, ...shown, status: 'violated', probabilityLate: 1, text }
  }
  if (finish === null) {
    const text = `When ${provider.name} is finished cannot be said: no forecast and no date.`
    return { ...known, ...none, status: 'unknown', text }
  }
  const when = finish.isForecast
    ? `${provider.name} is forecast for ${finish.p50} (P50) to ${finish.p80} (P80)${lagText(lagDays)}`
    : `${provider.name} is planned for ${finish.p50}${lagText(lagDays)} and cannot be forecast`
  if (need === null) {
    return {
      ...known,
      ...shown,
      probabilityLate: null,
      status: 'unknown',
      text: `${when}; ${consumer.name} has no day.`,
    }
  }
  const probabilityLate = finish.lateAfter(need.day)
  const status = finish.p50 > need.day ? 'violated' : (probabilityLate ?? 0) > RISKY ? 'at_risk' : 'holds'
  const text = `${when}; ${consumer.name} ${NEEDS[need.basis]} ${need.day}.`
  return { ...known, ...shown, status, probabilityLate, text }
}

const NEEDS: Readonly<Record<Exclude<Need['basis'], 'started'>, string>> = {
  start: 'is planned to begin on',
  date: 'is to be done by',
  milestone: 'belongs to a milestone of',
}

function findFinish(provider: LinkEnd, outcome: Outcome | undefined, lagDays: number, today: Day): Finish | null {
  if (outcome?.status === 'open') {
    const { finishes } = outcome
    const [p50 = 0, p80 = 0] = percentileDays(finishes, HORIZON_WORKING_DAYS, [0.5, 0.8])
    return {
      p50: addWorkingDays(today, p50 + lagDays),
      p80: addWorkingDays(today, p80 + lagDays),
      isForecast: true,
      lateAfter: day => 1 - shareDoneBy(finishes, workingDaysBetween(today, day) - lagDays, HORIZON_WORKING_DAYS),
    }
  }
  if (provider.targetDay === null) return null
  const day = addWorkingDays(provider.targetDay, lagDays)
  return { p50: day, p80: day, isForecast: false, lateAfter: () => null }
}

const lagText = (lagDays: number): string => (lagDays === 0 ? '' : ` with ${lagDays} working days in between`)

const nameEnd = (
  { type, id, name, initiativeId, initiative }: LinkEnd,
  waiting: ReadonlyMap<string, Waiting>,
): NamedEnd => ({
  type,
  id,
  name,
  initiativeId,
  initiative,
  milestoneId: type === 'milestone' ? id : (waiting.get(id)?.id ?? null),
})
