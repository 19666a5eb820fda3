import type { Answer, Item } from '../../api/operation.ts'
import { formatCount, formatDay, formatSigned, withDays } from '../../words/format.ts'
import { words } from '../../words/words.ts'

export type Alert = Item<'GET /alerts'>
export type AlertStory = Answer<'GET /alerts/{id}'>

const text = words.alerts

export const STATES = ['open', 'acknowledged', 'snoozed', 'resolved', 'unresolved'] as const
export const SEVERITIES = ['high', 'medium', 'low'] as const

/** What an alert is about in a few words: its milestone, or its kind. */
export const titleOf = ({ kind, details }: Pick<Alert, 'kind' | 'details'>): string =>
  details.milestoneName === null ? text.kinds[kind] : `${text.kinds[kind]}: ${details.milestoneName}`

/** What is the matter, in days or in the sentence that was found. */
export function matterOf({ kind, details: { from, to, reason } }: Pick<Alert, 'kind' | 'details'>): string | null {
  if (reason !== null) return withDays(reason)
  if (from === null) return null
  if (kind === 'milestone_overdue') return text.overdueSince(formatDay(from))
  if (to === null) return null
  if (kind === 'silent_slip' || kind === 'milestone_at_risk') return text.forecastFor(formatDay(from), formatDay(to))
  if (kind === 'dependency_violated') return text.needed(formatDay(from), formatDay(to))
  return text.moved(formatDay(from), formatDay(to))
}

/** "+17 days" of the last move, "140 %": null where there is nothing to count. */
export function extentOf({ details: { extent, unit, movedByDays } }: Pick<Alert, 'details'>): string | null {
  if (movedByDays !== null) return words.meanings.days(formatSigned(movedByDays), movedByDays)
  if (unit === 'level') return null
  if (unit === 'days') return words.meanings.days(`+${formatCount(extent)}`, extent)
  return text.extent[unit](formatCount(extent))
}

export function stateOf(
  { state, snoozedUntil, resolvedBy }: Alert,
  formatInstant: (instant: string) => string,
): string {
  if (state === 'snoozed' && snoozedUntil !== null) return text.snoozedUntil(formatInstant(snoozedUntil))
  if (state === 'resolved' && resolvedBy !== null)
    return resolvedBy === 'milepost' ? text.resolvedByItself : text.resolvedBy(resolvedBy)
  return text.states[state]
}

/** Whether a person can still decide something about it. */
export const isStanding = ({ state }: Pick<Alert, 'state'>): boolean => state !== 'resolved'
