import { useClock } from '../../shell/clock.tsx'
import { usePlace } from '../../shell/place.ts'
import { words } from '../../words/words.ts'

/** What the line of now is called: today, or the day that the page was taken back to. */
export function useNow(): string {
  const { asOf } = usePlace()
  const { formatDayOf } = useClock()
  return asOf === undefined ? words.initiativeCharts.today : formatDayOf(asOf)
}
