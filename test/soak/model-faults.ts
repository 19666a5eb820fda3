/** A way in which answers break, as both stand-ins can carry it out. */
export interface ModelFault {
  readonly name: string
  /** Which requests: method and path with its query. */
  readonly request: RegExp
  readonly fault:
    | 'status'
    | 'html_login'
    | 'empty_body'
    | 'bad_json'
    | 'missing_list'
    | 'truncated'
    | 'drop_connection'
    | 'slow_drip'
    | 'rewritten'
    | 'anonymous'
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly delayMs?: number
  readonly rewrite?: (answer: JsonObject, token: string | null) => unknown
}

export type JsonObject = { readonly [key: string]: unknown }

const ANY = /./

const status = (name: string, code: number, headers: Readonly<Record<string, string>> = {}): ModelFault => ({
  name,
  request: ANY,
  fault: 'status',
  status: code,
  headers,
})

const said = (body: string): ModelFault => ({
  name: `200 with ${body}`,
  request: ANY,
  fault: 'status',
  status: 200,
  headers: { 'content-type': 'application/json' },
  body,
})

/** Faults that no request of any tracker is safe from. */
export const COMMON_FAULTS: readonly ModelFault[] = [
  status('500', 500),
  status('502', 502),
  status('503 without Retry-After', 503),
  status('503 with Retry-After', 503, { 'retry-after': '9' }),
  status('401', 401),
  status('403', 403),
  status('410', 410),
  status('a redirect', 302, { location: 'https://elsewhere.example/' }),
  status('429 without Retry-After', 429),
  status('429, Retry-After 0', 429, { 'retry-after': '0' }),
  status('429, Retry-After -1', 429, { 'retry-after': '-1' }),
  status('429, Retry-After 20', 429, { 'retry-after': '20' }),
  status('429, Retry-After 86400', 429, { 'retry-after': '86400' }),
  status('429, Retry-After abc', 429, { 'retry-after': 'abc' }),
  status('429, Retry-After as a date', 429, { 'retry-after': new Date(Date.now() + 120_000).toUTCString() }),
  said('{}'),
  said('null'),
  said('[]'),
  said('{"errorMessages":["The service is not well."],"errors":{}}'),
  ...(
    ['html_login', 'empty_body', 'bad_json', 'missing_list', 'truncated', 'drop_connection', 'anonymous'] as const
  ).map(fault => ({ name: fault, request: ANY, fault })),
  { name: 'a slow drip', request: ANY, fault: 'slow_drip', delayMs: 20 },
]
