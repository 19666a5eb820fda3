import { ApiError } from './errors.ts'

/** What a connector says went wrong, in a sentence made for people; null for any other error. See connectors/errors.ts. */
export function readTrackerError(error: unknown): string | null {
  const isTrackers = error instanceof Error && 'reason' in error && typeof error.reason === 'string'
  return isTrackers ? error.message : null
}

/** Runs something that asks a tracker; its refusal becomes the caller's problem, with the tracker's sentence. */
export async function askTracker<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    const sentence = readTrackerError(error)
    if (sentence === null) throw error
    throw new ApiError('tracker_refused', sentence)
  }
}
