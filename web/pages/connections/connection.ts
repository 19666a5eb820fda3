import type { Answer, Item } from '../../api/operation.ts'
import { formatNumber } from '../../words/format.ts'
import { words } from '../../words/words.ts'

export type Connection = Answer<'GET /connections/{id}'>
export type Completeness = Answer<'GET /connections/{id}/completeness'>
export type Run = Item<'GET /sync-runs'>

const text = words.connections
const MINUTE_S = 60
const HOUR_S = 3_600
const DAY_S = 86_400

/** A time in the unit that fits it: "45 s", "3 min", "2.5 h". */
export function formatSeconds(seconds: number): string {
  if (seconds < MINUTE_S) return text.seconds(formatNumber(Math.round(seconds)))
  if (seconds < HOUR_S) return text.minutes(formatNumber(Math.round(seconds / MINUTE_S)))
  if (seconds < 2 * DAY_S) return text.hours(formatNumber(seconds / HOUR_S))
  return text.days(formatNumber(seconds / DAY_S))
}

/** How far behind work items are, the slowest of them; other streams are read less often. Null: not known. */
export function findLag({ streams }: Completeness): number | null {
  const lags = streams.flatMap(({ stream, lagSeconds }) => (stream === 'work_items' ? (lagSeconds ?? []) : []))
  return lags.length === 0 ? null : Math.max(...lags)
}

export const isOpen = ({ state }: Pick<Run, 'state'>): boolean =>
  state === 'queued' || state === 'running' || state === 'delayed'
