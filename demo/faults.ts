/** What can go wrong between a client and a tracker, as tests ask for it. */
export type FaultKind =
  /** A sign-in page where JSON was expected. */
  | 'html_login'
  /** Success without a body. */
  | 'empty_body'
  /** The real answer, cut in the middle: the connection closes before the promised length. */
  | 'truncated'
  /** Any status with any headers and body. */
  | 'status'
  /** The connection closes without an answer. */
  | 'drop_connection'
  /** The real answer in small pieces, `delayMs` between them. */
  | 'slow_drip'
  /** A valid JSON answer of 64 MB. */
  | 'huge'
  /** Success, right length, but the text is not JSON. */
  | 'bad_json'
  /** The real answer without its lists of records; one that is a list becomes an empty object. */
  | 'missing_list'
  /** The real answer, late by `delayMs` and with `headers` added: how trackers warn before they throttle. */
  | 'added_headers'
  /** What `rewrite` makes of the real answer. */
  | 'rewritten'
  /** The real answer, late by `delayMs`. */
  | 'delay'

export interface FaultRequest {
  readonly method: string
  /** Path and query as the client sent them. */
  readonly path: string
  readonly body: unknown
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

export interface FaultRule {
  readonly match: (request: FaultRequest) => boolean
  readonly fault: FaultKind
  /** The first matching request that fails, counted from 1 (default 1). */
  readonly nth?: number
  /** How many matching requests fail from there on (default 1; Infinity for all). */
  readonly times?: number
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Waited before the answer; between the pieces for `slow_drip`. */
  readonly delayMs?: number
  readonly rewrite?: (payload: string, request: FaultRequest) => string
}

export interface Faults {
  readonly add: (rule: FaultRule) => void
  readonly clear: () => void
  /** How many answers were broken so far. */
  readonly countUsed: () => number
  /** The fault due for this request, if any; counts the request for every rule it matches. */
  readonly take: (request: FaultRequest) => FaultRule | undefined
}

export function createFaults(): Faults {
  let rules: { readonly rule: FaultRule; matched: number }[] = []
  let used = 0
  return {
    add: rule => {
      rules.push({ rule, matched: 0 })
    },
    clear: () => {
      rules = []
    },
    countUsed: () => used,
    take: request => {
      let due: FaultRule | undefined
      for (const entry of rules) {
        if (!entry.rule.match(request)) continue
        entry.matched += 1
        const first = entry.rule.nth ?? 1
        const isDue = entry.matched >= first && entry.matched < first + (entry.rule.times ?? 1)
        if (isDue && due === undefined) due = entry.rule
      }
      if (due !== undefined) used += 1
      return due
    },
  }
}
