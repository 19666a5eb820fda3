import type { JobDefinition } from './job.ts'
import { LaterError } from './later.ts'

/** A job that finds no room looks again after this, or up to twice as long. */
const LOOK_AGAIN_MS = 1_000

/**
 * Keeps room for short runs in a process: at most `most` long ones (backfills, passes over trackers that hang) run at once,
 * and one too many goes back to the queue. So however many of those there are, the others are not late for them.
 */
export function limitLong<Definition extends JobDefinition>(definition: Definition, most: number): Definition {
  const { isLong } = definition
  if (isLong === undefined) return definition
  let running = 0
  return {
    ...definition,
    run: async (payload, context) => {
      if (!(await isLong(payload, context))) return definition.run(payload, context)
      if (running >= most) throw new LaterError('long passes have no room now', LOOK_AGAIN_MS * (1 + Math.random()))
      running += 1
      try {
        await definition.run(payload, context)
      } finally {
        running -= 1
      }
    },
  }
}
