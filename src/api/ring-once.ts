import { setTimeout as pause } from 'node:timers/promises'

/** Of a storm, so many rings a second are enough: each stands for all that came before it. */
const REST_MS = 50

/**
 * Rings at once, and while that is under way only once more after it, however often it is asked for: after a bulk edit
 * thousands of deliveries would wait for the queue.
 */
export function ringOnce(ring: (key: string) => Promise<void>): (key: string) => void {
  /** Whether it has to be rung again. */
  const underWay = new Map<string, boolean>()
  const ringOn = async (key: string): Promise<void> => {
    do {
      underWay.set(key, false)
      await ring(key)
      await pause(REST_MS)
    } while (underWay.get(key))
    underWay.delete(key)
  }
  return key => {
    if (underWay.has(key)) underWay.set(key, true)
    // The ring itself tells when it was not heard.
    else void ringOn(key)
  }
}
