import { useAnswer } from '../../api/queries.ts'
import { usePlace } from '../../shell/place.ts'

const NOT_FOUND = 404

/** An initiative as it was set up at the instant that the page shows, or, where it came later, as it is set up today. */
export function useInitiative(id: string) {
  const { asOf } = usePlace()
  const then = useAnswer('GET /initiatives/{id}', { path: { id }, query: asOf === undefined ? {} : { asOf } })
  const isLater = asOf !== undefined && then.error?.status === NOT_FOUND
  const today = useAnswer('GET /initiatives/{id}', isLater ? { path: { id }, query: {} } : null)
  return { query: isLater ? today : then, isLater }
}
