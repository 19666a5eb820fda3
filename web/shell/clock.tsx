import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { makeClock } from '../words/format.ts'
import { usePortfolio } from './place.ts'

/** The reader's own, until it is known which portfolio they look at. */
const Clock = createContext(makeClock())

/** Below it every instant is told by the clock of the portfolio that is shown. */
export function PortfolioClock({ children }: { readonly children: ReactNode }) {
  const zone = usePortfolio().portfolio?.timeZone
  const clock = useMemo(() => makeClock(zone), [zone])
  return <Clock value={clock}>{children}</Clock>
}

/** How instants are written here. */
export const useClock = () => useContext(Clock)

/** An instant in full. */
export function Instant({ at }: { readonly at: string }) {
  return <time dateTime={at}>{useClock().formatInstant(at)}</time>
}
