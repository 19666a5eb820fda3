import { useRef } from 'react'
import { words } from '../../words/words.ts'
import { type Alert, titleOf } from './alert.ts'

interface Arrivals {
  /** Whether it was raised while this page was open. */
  readonly isNew: (alert: Alert) => boolean
  /** What those hear who do not see them appear. */
  readonly announcement: string
}

/** What came since the page was opened. Browsers keep the place of a reader who scrolled when rows come in above. */
export function useArrivals(alerts: readonly Alert[] | undefined): Arrivals {
  const openedAt = useRef(new Date().toISOString())
  const isNew = ({ openedAt: at }: Alert): boolean => at > openedAt.current
  const arrived = (alerts ?? []).filter(isNew)
  const [first] = arrived
  const announcement = first === undefined ? '' : words.alerts.arrived(arrived.length, titleOf(first))
  return { isNew, announcement }
}
