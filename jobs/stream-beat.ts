import type { StreamState } from '../src/store/sync/sync-cursors.ts'
import type { Stream } from '../src/work/raw-record.ts'

const MINUTE_MS = 60_000

/**
 * How often each stream is read when nobody asks. What changes rarely costs requests for every project, so it has a slower
 * beat than the work itself; webhooks and passes that a person asks for do not wait for it.
 */
const BEAT_MS: Readonly<Record<Stream, number>> = {
  structure: 60 * MINUTE_MS,
  iterations: 15 * MINUTE_MS,
  releases: 15 * MINUTE_MS,
  work_items: 0,
  links: 0,
  worklogs: 0,
  teams: 60 * MINUTE_MS,
}

/** Whether a run has to read this stream now: not if it has done so already, and not if the clock began it too early. */
export function isDue(
  stream: Stream,
  state: StreamState | undefined,
  run: { readonly id: string; readonly scheduled: boolean; readonly nowMs: number },
): boolean {
  if (state === undefined || state.completeAt === null || !state.hasCursor) return true
  if (state.completeRunId === run.id) return false
  return !run.scheduled || run.nowMs - Date.parse(state.completeAt) >= BEAT_MS[stream]
}
