import { formatMonth, formatShortDay } from '../../words/format.ts'
import { words } from '../../words/words.ts'

const DAY_MS = 86_400_000

/** From near to far. */
export const ZOOMS = ['week', 'month', 'quarter', 'year'] as const
export type Zoom = (typeof ZOOMS)[number]

export const isZoom = (value: string): value is Zoom => (ZOOMS as readonly string[]).includes(value)

/** So that a step of the lower line of the calendar is wide enough to be named. */
const PIXELS_PER_DAY: Readonly<Record<Zoom, number>> = { week: 16, month: 4, quarter: 1.5, year: 0.5 }

export interface Scale {
  /** In days since 1970. */
  readonly first: number
  readonly days: number
}

const numberOf = (day: string): number => Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS)
const dayOf = (number: number): string => new Date(number * DAY_MS).toISOString().slice(0, 10)

/** Room before the first day and after the last, where what is said of a milestone stands. */
const BEFORE = 0.03
const AFTER = 0.14
const LEAST_DAYS = 14

/** Reaches over all these days. */
export function makeScale(days: readonly string[]): Scale {
  const numbers = days.map(numberOf)
  const first = Math.min(...numbers)
  const span = Math.max(...numbers) - first
  const before = Math.max(LEAST_DAYS, Math.round(span * BEFORE))
  return { first: first - before, days: span + before + Math.max(3 * LEAST_DAYS, Math.round(span * AFTER)) }
}

export const widthOf = ({ days }: Scale, zoom: Zoom): number => Math.round(days * PIXELS_PER_DAY[zoom])

/** Where a day lies, 0 at the begin and 1 at the end: the same at every width, on the screen and on paper. */
export const placeDay = ({ first, days }: Scale, day: string): number => (numberOf(day) - first) / days

export interface Tick {
  readonly day: string
  readonly place: number
  readonly label: string
}

type Step = 'week' | 'month' | 'quarter' | 'year'

/** The two lines of the calendar, the coarse one above the fine one. */
const LINES: Readonly<Record<Zoom, readonly [Step, Step]>> = {
  week: ['month', 'week'],
  month: ['year', 'month'],
  quarter: ['year', 'quarter'],
  year: ['year', 'quarter'],
}

export const drawCalendar = (scale: Scale, zoom: Zoom) => {
  const [coarse, fine] = LINES[zoom]
  return { coarse: listTicks(scale, coarse), fine: listTicks(scale, fine) }
}

function listTicks(scale: Scale, step: Step): readonly Tick[] {
  const ticks: Tick[] = []
  const end = scale.first + scale.days
  for (let number = beginOf(scale.first, step); number < end; number = nextOf(number, step)) {
    const day = dayOf(Math.max(number, scale.first))
    ticks.push({ day, place: placeDay(scale, day), label: nameOf(dayOf(number), step) })
  }
  return ticks
}

const MONTHS: Readonly<Record<Exclude<Step, 'week'>, number>> = { month: 1, quarter: 3, year: 12 }
/** 1 January 1970 was a Thursday. */
const MONDAY = 3

function beginOf(number: number, step: Step): number {
  if (step === 'week') return number - ((number + MONDAY) % 7)
  const date = new Date(number * DAY_MS)
  const month = Math.floor(date.getUTCMonth() / MONTHS[step]) * MONTHS[step]
  return Date.UTC(date.getUTCFullYear(), month, 1) / DAY_MS
}

function nextOf(begin: number, step: Step): number {
  if (step === 'week') return begin + 7
  const date = new Date(begin * DAY_MS)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + MONTHS[step], 1) / DAY_MS
}

function nameOf(day: string, step: Step): string {
  switch (step) {
    case 'week':
      return formatShortDay(day)
    case 'month':
      return formatMonth(day)
    case 'quarter':
      return words.roadmap.quarter(Math.ceil(Number(day.slice(5, 7)) / 3))
    case 'year':
      return day.slice(0, 4)
  }
}
