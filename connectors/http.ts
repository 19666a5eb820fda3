import { RateLimitedError, RejectedError, UnavailableError } from './errors.ts'

/** One deadline over headers and body; Azure DevOps may delay an answer by 30 s on purpose. */
export const REQUEST_DEADLINE_MS = 100_000
/** A page larger than this, after decompression, is refused. */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024

/** Refusals in a row of one request (https://developer.atlassian.com/cloud/jira/platform/rate-limiting/). */
const MOST_REFUSALS = 4
/** A longer pause is waited for in the queue. */
const SHORT_WAIT_MS = 2_000

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
  return clampWait(/^-?\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs)
}

/** In how many ms a limit is renewed: an instant, seconds since 1970, or seconds from now, depending on who answers. */
export function readResetMs(value: string | undefined, nowMs: number): number | null {
  if (value === undefined) return null
  const seconds = Number(value.trim())
  if (Number.isNaN(seconds)) return readRetryAfterMs(value, nowMs)
  return clampWait(seconds > 1e9 ? seconds * 1000 - nowMs : seconds * 1000)
}

const clampWait = (waitMs: number): number | null =>
  Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, SHORTEST_WAIT_MS), LONGEST_WAIT_MS)

/** The tracker's own clock where it tells it: its dates are said by that, and ours may be minutes off. */
export function readAnswerTime({ headers }: AnswerHead, nowMs: number): number {
  const at = Date.parse(headers.date ?? '')
  return Number.isNaN(at) ? nowMs : at
}

/** Whether a refused request may be made once more, with its next turn: that comes when the tracker may be asked again. */
export const mayAskAgain = (error: unknown, refusals: number): boolean =>
  error instanceof RateLimitedError && error.retryAfterMs <= SHORT_WAIT_MS && refusals < MOST_REFUSALS

/** Whether the answer is a refusal for its limits. */
export const isRefusedForNow = ({ status, headers }: AnswerHead): boolean =>
  status === 429 || (status === 503 && readRetryAfterMs(headers['retry-after'], 0) !== null)

/**
 * Turns an unusable status into the error that says what to do. `where` names the request for a person ("reading Jira
 * projects"); it must hold no secret.
 */
export function raiseForStatus(head: AnswerHead, where: string, nowMs: number): void {
  const { status, headers } = head
  if (status === 200) return
  if (isRefusedForNow(head)) {
    const waitMs = readRetryAfterMs(headers['retry-after'], readAnswerTime(head, nowMs))
    throw new RateLimitedError(
      `The tracker asked us to slow down while ${where}; we wait and go on.`,
      waitMs ?? SHORTEST_WAIT_MS,
    )
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
  AbortSignal.any([signal, deadlineIn(deadlineMs)])

/** What is held for nobody else to hold: on Node 20 a timeout that only another signal was made of is forgotten, and never comes. */
const standing = new Set<AbortSignal>()

/** Aborts after so long, whoever still knows of it (https://github.com/nodejs/node/issues/57736). */
export function deadlineIn(deadlineMs: number): AbortSignal {
  const deadline = AbortSignal.timeout(deadlineMs)
  standing.add(deadline)
  deadline.addEventListener('abort', () => standing.delete(deadline), { once: true })
  return deadline
}
