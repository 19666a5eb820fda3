import { ClockOffError, requireSameClock } from './backend/postgres-backend.ts'

const USUAL_BEAT_MS = 60_000

/**
 * Tells once when the clock of this machine has left that of the database since the start: a queue in the database gives running
 * jobs to whoever is ahead. A database that cannot be asked now says nothing about clocks.
 */
export function watchClock(databaseUrl: string, onOff: (happened: string) => void, beatMs = USUAL_BEAT_MS): () => void {
  let isTold = false
  const timer = setInterval(() => {
    requireSameClock(databaseUrl).catch((error: unknown) => {
      // More than one may be under way where the database takes its time.
      if (isTold || !(error instanceof ClockOffError)) return
      isTold = true
      clearInterval(timer)
      onOff(error.message)
    })
  }, beatMs)
  timer.unref()
  return () => clearInterval(timer)
}
