import type { Answer } from '../../api/operation.ts'

export type Assessment = Answer<'GET /initiatives/{id}/assessment'>
export type AssessedMilestone = Assessment['milestones'][number]

/** What every section of the page is given. */
export interface SectionProperties {
  readonly initiativeId: string
  readonly initiative: Answer<'GET /initiatives/{id}'>
  /** Of the instant that the page shows. */
  readonly assessment: Assessment
  /** The section's heading. */
  readonly title: string
}

/** The milestone that everything ends with: the latest date or forecast (P80), or null where none has a date. */
export const findLast = (milestones: readonly AssessedMilestone[]): AssessedMilestone | null =>
  milestones
    .filter(({ currentDay }) => currentDay !== null)
    .reduce<AssessedMilestone | null>((last, each) => (last === null || endOf(each) > endOf(last) ? each : last), null)

const endOf = ({ currentDay, forecast }: AssessedMilestone): string =>
  [currentDay ?? '', forecast.p80 ?? ''].toSorted().at(-1) ?? ''
