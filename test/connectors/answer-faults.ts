import { RateLimitedError, RejectedError, UnavailableError } from '../../connectors/errors.ts'
import type { Answer } from './replay.ts'

export interface Fault {
  readonly name: string
  readonly answer: (answer: Answer) => Answer
  readonly expected: (error: unknown) => boolean
  readonly mayBeSaid?: boolean
}

const json = { 'content-type': 'application/json' }
const isRejected = (error: unknown, ...reasons: readonly string[]): boolean =>
  error instanceof RejectedError && (reasons.length === 0 || reasons.includes(error.reason))
const waits = (low: number, high: number) => (error: unknown) =>
  error instanceof RateLimitedError && error.retryAfterMs >= low && error.retryAfterMs <= high
const limited = (retryAfter?: string) => (): Answer => ({
  status: 429,
  headers: retryAfter === undefined ? json : { ...json, 'retry-after': retryAfter },
  body: '{}',
})

export const listFaults = (now: string): readonly Fault[] => [
  {
    name: '401',
    answer: () => ({ status: 401, headers: json, body: '{}' }),
    expected: error => isRejected(error, 'credentials'),
  },
  {
    name: '403',
    answer: () => ({ status: 403, headers: json, body: '{}' }),
    expected: error => isRejected(error, 'permission'),
    mayBeSaid: true,
  },
  { name: '429 without Retry-After', answer: limited(), expected: waits(1_000, 3_600_000) },
  { name: '429 with Retry-After 0', answer: limited('0'), expected: waits(1_000, 1_000) },
  { name: '429 with Retry-After in seconds', answer: limited('7'), expected: waits(7_000, 7_000) },
  {
    name: '429 with Retry-After as a date',
    answer: limited(new Date(Date.parse(now) + 90_000).toUTCString()),
    expected: waits(89_000, 90_000),
  },
  {
    name: '503',
    answer: () => ({ status: 503, headers: json, body: '' }),
    expected: error => error instanceof UnavailableError,
  },
  {
    name: 'a sign-in page with 200',
    answer: () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' }),
    expected: error => error instanceof UnavailableError || isRejected(error, 'credentials'),
  },
  {
    name: 'a redirect',
    answer: () => ({ status: 302, headers: { location: 'https://elsewhere.example/login' }, body: '' }),
    expected: error => isRejected(error, 'bad_settings', 'credentials'),
  },
  {
    name: 'truncated JSON',
    answer: answer => ({
      ...answer,
      status: 200,
      headers: json,
      body: answer.body.slice(0, Math.floor(answer.body.length / 2)),
    }),
    expected: error => error instanceof UnavailableError,
  },
  {
    name: 'JSON of another shape',
    answer: () => ({ status: 200, headers: json, body: '{"surprise":true}' }),
    expected: error => error instanceof UnavailableError,
  },
  {
    name: 'an empty answer',
    answer: () => ({ status: 200, headers: json, body: '' }),
    expected: error => error instanceof UnavailableError,
  },
]
