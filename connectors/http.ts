import { RateLimitedError, RejectedError, UnavailableError } from './errors.ts'

/** One deadline over headers and body; Azure DevOps may delay an answer by 30 s on purpose. */
export const REQUEST_DEADLINE_MS = 100_000
/** A page larger than this, after decompression, is refused. */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024

const SHORTEST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 3_600_000

/** An answer's status and headers, names in lower case. */
export interface AnswerHead {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
}

/**
 * How long the tracker asks us to wait, in ms: seconds or an HTTP date, at least 1 s ("Retry-After: 0" is real,
 * https://github.com/pycontribs/jira/issues/1805) and at most 1 h. Null when the header is absent or unreadable.
 */
export function readRetryAfterMs(value: string | undefined, nowMs: number): number | null {
  if (value === undefined) return null
  const text = value.trim()
  const waitMs = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs
  if (Number.isNaN(waitMs)) return null
  return Math.min(Math.max(waitMs, SHORTEST_WAIT_MS), LONGEST_WAIT_MS)
}

/**
 * Turns an unusable status into the error that says what to do. `where` names the request for a person ("reading Jira
 * projects"); it must hold no secret.
 */
export function raiseForStatus({ status, headers }: AnswerHead, where: string, nowMs: number): void {
  if (status === 200) return
  const waitMs = readRetryAfterMs(headers['retry-after'], nowMs)
  if (status === 429 || (status === 503 && waitMs !== null)) {
    throw new RateLimitedError(`The tracker asked us to slow down while ${where}; we wait and go on.`, waitMs ?? 30_000)
  }
  if (status === 401) {
    throw new RejectedError(
      'credentials',
      `The tracker refused the credentials while ${where} (401). Enter a valid token.`,
    )
  }
  if (status === 403) {
    throw new RejectedError(
      'permission',
      `The account may not do this: ${where} (403). Grant it read access, or check the tracker's IP allow list.`,
    )
  }
  if (status === 404) {
    throw new RejectedError(
      'gone',
      `The tracker does not know this address: ${where} (404). Check the base URL and project.`,
    )
  }
  if (status === 410) {
    throw new RejectedError('unsupported', `The tracker has removed this interface: ${where} (410). Upgrade Milepost.`)
  }
  if (status >= 300 && status < 400) {
    throw new RejectedError(
      'bad_settings',
      `The tracker redirected us while ${where} (${status}); credentials are not sent on. Enter the final address as base URL.`,
    )
  }
  if (status >= 500 || status === 408 || status === 425) {
    throw new UnavailableError(`The tracker failed while ${where} (${status}). We try again.`)
  }
  throw new RejectedError('bad_settings', `The tracker refused the request while ${where} (${status}).`)
}

/** Everything but JSON with status 200 is a login page, a proxy's page or a broken answer, never data. */
export function requireJson(head: AnswerHead, where: string): void {
  const contentType = head.headers['content-type'] ?? ''
  if (/^application\/(json|[\w.+-]+\+json)\b/i.test(contentType.trim())) return
  throw new UnavailableError(
    `The tracker answered ${contentType === '' ? 'without a content type' : `with ${contentType.split(';')[0]}`} ` +
      `instead of JSON while ${where}; a login page or a proxy may stand in between. Check the base URL and the token.`,
  )
}

/** The reader's signal and one deadline over the whole request. */
export const requestSignal = (signal: AbortSignal, deadlineMs = REQUEST_DEADLINE_MS): AbortSignal =>
  AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)])
