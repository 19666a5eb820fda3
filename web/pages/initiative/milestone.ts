import type { Item } from '../../api/operation.ts'
import { useList } from '../../api/queries.ts'
import { usePlace } from '../../shell/place.ts'

export type Milestone = Item<'GET /milestones'>

/** In the order of their dates; those without one come last. */
export const byDay = (a: Milestone, b: Milestone): number =>
  (dayOf(a) ?? '9999').localeCompare(dayOf(b) ?? '9999') || a.name.localeCompare(b.name)

const dayOf = ({ actualDay, currentDay, baselineDay }: Milestone): string | null =>
  actualDay ?? currentDay ?? baselineDay

/** All milestones of an initiative, at the instant that the page shows. */
export function useMilestones(initiativeId: string) {
  const { asOf } = usePlace()
  return useList('GET /milestones', {
    query: { initiative: initiativeId, ...(asOf === undefined ? {} : { asOf }) },
  })
}
