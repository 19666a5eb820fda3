import { ApiError } from './errors.ts'

/** What a connector says went wrong, in a sentence made for people; null for any other error. See connectors/errors.ts. */
export function readTrackerError(error: unknown): string | null {
  return readFailure(error)?.sentence ?? null
}

/** Why these credentials cannot do it, although the tracker takes them; null for any other error. */
export function readRefusal(error: unknown): string | null {
  const failure = readFailure(error)
  return failure?.reason === 'permission' || failure?.reason === 'unsupported' ? failure.sentence : null
}

/** Runs something that asks a tracker; its refusal becomes the caller's problem, with the tracker's sentence. */
export async function askTracker<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    const failure = readFailure(error)
    if (failure === null) throw error
    switch (failure.reason) {
      case 'unavailable':
        throw new ApiError('tracker_unreachable', withoutPromise(failure.sentence))
      case 'rate_limited':
        throw new ApiError('tracker_unreachable', 'The tracker asks us to slow down. Try again in a few minutes.')
      default:
        throw new ApiError('tracker_refused', failure.sentence)
    }
  }
}

function readFailure(error: unknown): { readonly reason: string; readonly sentence: string } | null {
  const isTrackers = error instanceof Error && 'reason' in error && typeof error.reason === 'string'
  return isTrackers ? { reason: String(error.reason), sentence: error.message } : null
}

/** Connectors speak to who watches a sync. Here nothing is stored, so nobody tries again but the caller. */
const withoutPromise = (sentence: string): string => sentence.replace(/ We try again[^.]*\.$/, '')
