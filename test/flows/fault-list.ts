import type { Break, Tracker } from './tracker-ground.ts'

/** How a tracker fails, and how the run has to end for it. */
export interface Fault extends Omit<Break, 'request' | 'nth'> {
  readonly name: string
  readonly state: 'failed' | 'delayed'
  readonly reason: string
  /** For how long the tracker is left alone, in ms. */
  readonly wait?: readonly [from: number, to: number]
}

const limited = (name: string, status: number, retryAfter: string | null, wait: readonly [number, number]): Fault => ({
  name,
  kind: 'status',
  status,
  state: 'delayed',
  reason: 'rate_limited',
  wait,
  ...(retryAfter === null ? {} : { headers: { 'retry-after': retryAfter } }),
})
export const unavailable = (name: string, kind: Fault['kind'], status?: number): Fault => ({
  name,
  kind,
  state: 'delayed',
  reason: 'unavailable',
  ...(status === undefined ? {} : { status }),
})
const rejected = (
  name: string,
  status: number,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
): Fault => ({
  name,
  kind: 'status',
  status,
  headers,
  state: 'failed',
  reason,
})

export const FAULTS: readonly Fault[] = [
  rejected('401', 401, 'credentials'),
  unavailable('500', 'status', 500),
  limited('429 with Retry-After in seconds', 429, '7', [6_000, 7_000]),
  unavailable('a truncated answer', 'truncated'),
  rejected('403', 403, 'permission'),
  unavailable('an answer without its list', 'missing_list'),
  limited('429 without Retry-After', 429, null, [1_000, 600_000]),
  unavailable('text that is not JSON', 'bad_json'),
  // Refused again after the second it was given, it is left alone for longer.
  limited('429 with Retry-After 0', 429, '0', [0, 6_000]),
  unavailable('an empty body', 'empty_body'),
  {
    ...limited('429 with Retry-After as a date', 429, null, [110_000, 120_000]),
    get headers() {
      return { 'retry-after': new Date(Date.now() + 120_000).toUTCString() }
    },
  },
  unavailable('a dropped connection', 'drop_connection'),
  rejected('a redirect', 302, 'bad_settings', { location: 'https://elsewhere.example/' }),
  unavailable('503 without Retry-After', 'status', 503),
  limited('503 with Retry-After', 503, '9', [8_000, 9_000]),
]

/** Azure DevOps answers a refused token with this page; Jira does not, there it is a proxy's. */
export const LOGIN_PAGE: Readonly<Record<Tracker['kind'], Fault>> = {
  jira: unavailable('a login page with 200', 'html_login', 200),
  'azure-devops': {
    name: 'a login page with 200',
    kind: 'html_login',
    status: 200,
    state: 'failed',
    reason: 'credentials',
  },
}
