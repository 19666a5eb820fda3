import type { StreamState } from '../../src/store/sync/sync-cursors.ts'
import type { Stream } from '../../src/work/raw-record.ts'
import { STREAM_BEATS_S } from '../../src/work/stream-beat.ts'

/** Whether a run has to read this stream now: not if it has done so already, and not if the clock began it too early. */
export function isDue(
  stream: Stream,
  state: StreamState | undefined,
  run: { readonly id: string; readonly scheduled: boolean; readonly nowMs: number },
): boolean {
  if (state === undefined || state.completeAt === null || !state.hasCursor || state.completeRunId === null) return true
  if (state.completeRunId === run.id) return false
  return !run.scheduled || run.nowMs - Date.parse(state.completeAt) >= STREAM_BEATS_S[stream] * 1_000
}
