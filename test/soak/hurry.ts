import { createRequire, syncBuiltinESMExports } from 'node:module'

const timers: { setTimeout: (ms?: number, value?: unknown, options?: object) => Promise<unknown> } = createRequire(
  import.meta.url,
)('node:timers/promises')

/** No client gives up earlier than this, however fast its time goes: a busy machine is no slow tracker. */
const SHORTEST_DEADLINE_MS = 400

/**
 * Makes pauses and deadlines this much shorter, for us and for the stand-ins alike, so that a tracker that is asked again
 * three times, or that drips until we give up, costs milliseconds. Gives what ends it.
 */
export function hurry(times: number): () => void {
  const { setTimeout: pause } = timers
  const { timeout } = AbortSignal
  timers.setTimeout = (ms, value, options) => pause((ms ?? 0) / times, value, options)
  AbortSignal.timeout = ms => timeout.call(AbortSignal, Math.max(SHORTEST_DEADLINE_MS, ms / times))
  syncBuiltinESMExports()
  return () => {
    timers.setTimeout = pause
    AbortSignal.timeout = timeout
    syncBuiltinESMExports()
  }
}
