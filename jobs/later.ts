/** Nothing is wrong, but this job can only go on later; it goes back to the queue until then. */
export class LaterError extends Error {
  readonly retryAfterMs: number
  constructor(message: string, retryAfterMs: number) {
    super(message)
    this.name = 'LaterError'
    this.retryAfterMs = retryAfterMs
  }
}
