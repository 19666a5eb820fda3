import { RateLimitedError, UnavailableError } from '../../connectors/errors.ts'
import { findCause } from '../explain-failure.ts'

/** Why a request gets no turn now, for whoever watches the run. */

const BACK_IN_MS = 4_000
const LONGEST_CAUSE = 200

export const leftAlone = (waitMs: number, isSilent: boolean): RateLimitedError => {
  const inSeconds = `in ${Math.ceil(waitMs / 1000)} s`
  return isSilent
    ? new RateLimitedError(
        `The tracker did not answer; it is left alone and asked again ${inSeconds}.`,
        waitMs,
        'unresponsive',
      )
    : new RateLimitedError(`The tracker asked us to slow down; we wait and go on ${inSeconds}.`, waitMs)
}

export const busy = (): RateLimitedError =>
  new RateLimitedError(
    'Other readers use all that the tracker bears at once; this one goes on in a few seconds.',
    BACK_IN_MS,
  )

export const tooSlow = (waitMs: number): RateLimitedError =>
  new RateLimitedError(
    'The tracker bears fewer requests than there are to make; this reader goes on in a few seconds.',
    Math.max(BACK_IN_MS, waitMs),
  )

export const stoppedWaiting = (): UnavailableError =>
  new UnavailableError('The reading was stopped while it waited for its turn.')

export const notTold = (error: unknown): UnavailableError => {
  const cause = findCause(error).message.split('\n', 1)[0]?.slice(0, LONGEST_CAUSE)
  return new UnavailableError(`The database did not say what this tracker bears now, so nothing was asked (${cause}).`)
}
