import type { Posted } from './channel.ts'

/** The receiver did not take a notice; the message says why and what to do, and holds no address. */
export class NotTakenError extends Error {
  /** How long the receiver asked us to wait; null when it did not say. */
  readonly retryAfterMs: number | null
  /** It will never take one: the place is gone. */
  readonly isFinal: boolean
  /** It refuses this one; others may be taken. */
  readonly isAboutNotice: boolean

  constructor(
    message: string,
    {
      retryAfterMs = null,
      isFinal = false,
      isAboutNotice = false,
    }: Partial<Pick<NotTakenError, 'retryAfterMs' | 'isFinal' | 'isAboutNotice'>> = {},
  ) {
    super(message)
    this.name = 'NotTakenError'
    this.retryAfterMs = retryAfterMs
    this.isFinal = isFinal
    this.isAboutNotice = isAboutNotice
  }
}

/** Statuses that mean the place is gone: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
const GONE: ReadonlySet<number> = new Set([404, 410])

/** Statuses that are about what was sent. */
const REFUSED: ReadonlySet<number> = new Set([400, 413, 422])

/** Redirects count as refusals, as the receiver's address is one that somebody vouched for. */
export function requireTaken({ status, retryAfter }: Posted): void {
  if (status >= 200 && status <= 299) return
  if (GONE.has(status)) {
    throw new NotTakenError(
      `The receiver answered ${status}: the address does not exist any more. Enter a new one and enable the channel.`,
      { isFinal: true },
    )
  }
  throw new NotTakenError(`The receiver answered ${status}.`, {
    retryAfterMs: readRetryAfter(retryAfter),
    isAboutNotice: REFUSED.has(status),
  })
}

/** What asks for more is asked again after it all the same: else it would never be found to be gone. */
const LONGEST_WAIT_MS = 8 * 3_600_000

/** Seconds or a date, as RFC 9110 allows. */
function readRetryAfter(text: string | null): number | null {
  if (text === null) return null
  const waitMs = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - Date.now()
  return waitMs > 0 ? Math.min(waitMs, LONGEST_WAIT_MS) : null
}
