import type { Assessment } from './assessment.ts'

type Milestone = Assessment['milestones'][number]

/** When a milestone is forecast to be finished. */
export interface Cone {
  readonly milestoneId: string
  readonly name: string
  readonly plannedDay: string | null
  readonly days: Readonly<Record<Level, string>>
  /** The simulation looks no further: a day of it means then or later. */
  readonly horizonDay: string | null
}

export const LEVELS = ['p50', 'p80', 'p95'] as const
export type Level = (typeof LEVELS)[number]

const isOpen = ({ actualDay, status }: Milestone): boolean => actualDay === null && status !== 'achieved'

/** The forecasts of open milestones, the last to be finished first. */
export function listCones(milestones: readonly Milestone[]): readonly Cone[] {
  return milestones
    .filter(isOpen)
    .flatMap(({ milestoneId, name, currentDay, forecast: { p50, p80, p95, horizonDay = null } }) =>
      p50 === undefined || p80 === undefined || p95 === undefined
        ? []
        : [{ milestoneId, name, plannedDay: currentDay, days: { p50, p80, p95 }, horizonDay }],
    )
    .toSorted((left, right) => (left.days.p80 < right.days.p80 ? 1 : -1))
}

/** The open milestones that have none, and why. */
export const listUnforeseeable = (milestones: readonly Milestone[]) =>
  milestones
    .filter(isOpen)
    .flatMap(({ milestoneId, name, forecast: { reason } }) =>
      reason === undefined ? [] : [{ milestoneId, name, reason }],
    )

export const isBeyond = ({ days, horizonDay }: Cone, level: Level): boolean =>
  horizonDay !== null && days[level] >= horizonDay
