import { plural } from '../phrase.ts'

/** How many finished milestones were forecast once more as of half way, and how many of them were finished by the day. */
export interface HeldForecasts {
  readonly forecasts: number
  readonly byP50: number
  readonly byP80: number
}

/** What forecasts like this one were worth so far; it stands beside each (F6). */
export interface HitRate {
  /** Whose milestones it was measured with; `all` where those of the initiative are too few. */
  readonly of: 'initiative' | 'all'
  readonly forecasts: number
  /** Share finished by P50, by P80; null with the reason. */
  readonly p50: number | null
  readonly p80: number | null
  readonly reason: string | null
}

/** Of fewer, one milestone more or less turns a good rate into a bad one. */
const MIN_FORECASTS = 5

/** `own`: null when it was not measured yet. `present`: null for an instant of the past, where nobody measured. */
export function judgeHitRate(
  present: { readonly own: HeldForecasts | null; readonly all: HeldForecasts } | null,
): HitRate {
  if (present === null) {
    return { of: 'all', forecasts: 0, p50: null, p80: null, reason: 'It was not measured at that instant.' }
  }
  const { own, all } = present
  if (own !== null && own.forecasts >= MIN_FORECASTS) return rate('initiative', own)
  if (all.forecasts >= MIN_FORECASTS) return rate('all', all)
  const known = plural(all.forecasts, 'finished milestone')
  const reason = `Only ${known} of ten items or more could be forecast once more; a hit rate needs ${MIN_FORECASTS}.`
  return { of: 'all', forecasts: all.forecasts, p50: null, p80: null, reason }
}

function rate(of: HitRate['of'], { forecasts, byP50, byP80 }: HeldForecasts): HitRate {
  return { of, forecasts, p50: byP50 / forecasts, p80: byP80 / forecasts, reason: null }
}
