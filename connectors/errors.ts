/**
 * What went wrong at a tracker, named by what the caller should do about it. Messages are shown to people: they say what
 * happened and what to do, and hold no credentials, no headers and no bodies.
 */
export abstract class ConnectorError extends Error {
  /** Stable word for the API and for metrics. */
  abstract readonly reason: string
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
  }
}

/** Wait this long, then go on: the tracker asked for it, or it is left alone because it did not answer at all. */
export class RateLimitedError extends ConnectorError {
  readonly reason: 'rate_limited' | 'unresponsive'
  readonly retryAfterMs: number
  constructor(message: string, retryAfterMs: number, reason: 'rate_limited' | 'unresponsive' = 'rate_limited') {
    super(message)
    this.retryAfterMs = retryAfterMs
    this.reason = reason
  }
}

/** Try again with backoff: the tracker, or the way to it, is down or answered something unusable. */
export class UnavailableError extends ConnectorError {
  readonly reason = 'unavailable'
}

export type RejectionReason = 'credentials' | 'permission' | 'gone' | 'bad_settings' | 'unsupported'

/** A person has to act; no retry will help. */
export class RejectedError extends ConnectorError {
  readonly reason: RejectionReason
  constructor(reason: RejectionReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

/** The saved cursor is no longer accepted; start the stream from the beginning. */
export class CursorExpiredError extends ConnectorError {
  readonly reason = 'cursor_expired'
}

/** One record is not what the tracker documents: keep it, report it, go on with the next. */
export class UnreadableRecordError extends ConnectorError {
  readonly reason = 'unreadable_record'
}
