import { usePlace } from '../../shell/place.ts'
import { formatDay } from '../../words/format.ts'
import { words } from '../../words/words.ts'

/** What the line of now is called: today, or the day that the page was taken back to. */
export function useNow(): string {
  const { asOf } = usePlace()
  return asOf === undefined ? words.initiativeCharts.today : formatDay(asOf.slice(0, 10))
}
