import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

/** What a test sees of a request when it decides whether to break the answer. */
export interface SeenRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: unknown
}

/**
 * - status: answers status, headers and body as given (429 with Retry-After, 503, ...)
 * - html_login: 200 with a login page instead of JSON
 * - empty_body: 200 with nothing
 * - bad_json: 200 with text that is not JSON
 * - missing_list: the real answer without its list
 * - truncated: the real answer stops half-way and the connection breaks
 * - drop_connection: the connection breaks before any answer
 * - slow_drip: the real answer in small pieces, delayMs apart
 * - huge: an answer that does not end before sizeBytes
 * - delay: the real answer, delayMs late
 * - rewritten: what `rewrite` makes of the real answer
 */
export type FaultKind =
  | 'status'
  | 'html_login'
  | 'empty_body'
  | 'bad_json'
  | 'missing_list'
  | 'truncated'
  | 'drop_connection'
  | 'slow_drip'
  | 'huge'
  | 'delay'
  | 'rewritten'

export interface FaultRule {
  readonly match: (request: SeenRequest) => boolean
  /** Starts at the nth matching request, 1 if not given. */
  readonly nth?: number
  /** How many matching requests in a row are broken, 1 if not given. */
  readonly times?: number
  readonly fault: FaultKind
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly delayMs?: number
  readonly sizeBytes?: number
  readonly rewrite?: (payload: string, request: SeenRequest) => string
}

export interface FaultScript {
  readonly add: (rule: FaultRule) => void
  readonly clear: () => void
  /** How many answers were broken so far. */
  readonly countUsed: () => number
  readonly find: (request: SeenRequest) => FaultRule | null
}

export function createFaultScript(): FaultScript {
  let rules: { readonly rule: FaultRule; seen: number }[] = []
  let used = 0
  return {
    add: rule => {
      rules.push({ rule, seen: 0 })
    },
    clear: () => {
      rules = []
    },
    countUsed: () => used,
    find: request => {
      for (const entry of rules) {
        if (!entry.rule.match(request)) continue
        entry.seen++
        const first = entry.rule.nth ?? 1
        const isDue = entry.seen >= first && entry.seen < first + (entry.rule.times ?? 1)
        if (!isDue) continue
        used++
        return entry.rule
      }
      return null
    },
  }
}

export const LOGIN_PAGE =
  '<!DOCTYPE html><html><head><title>Log in with Atlassian account</title></head><body><form></form></body></html>'

const DEFAULT_HUGE_BYTES = 256 * 1024 * 1024
const DRIP_BYTES = 16

/** The real answer, one small piece at a time. */
export function dripSlowly(payload: string, delayMs: number): Readable {
  async function* pieces(): AsyncGenerator<Buffer> {
    const bytes = Buffer.from(payload)
    for (let at = 0; at < bytes.length; at += DRIP_BYTES) {
      yield bytes.subarray(at, at + DRIP_BYTES)
      await sleep(delayMs)
    }
  }
  return Readable.from(pieces())
}

/** The first half of the real answer; then the connection breaks. */
export function breakOff(payload: string): Readable {
  async function* pieces(): AsyncGenerator<Buffer> {
    const bytes = Buffer.from(payload)
    yield bytes.subarray(0, Math.floor(bytes.length / 2))
    await sleep(5)
    throw new Error('the stand-in breaks this answer off')
  }
  return Readable.from(pieces())
}

/** Valid JSON that grows until the reader gives up. */
export function growHuge(sizeBytes = DEFAULT_HUGE_BYTES): Readable {
  const piece = Buffer.from(`"${'x'.repeat(65_000)}",`)
  function* pieces(): Generator<Buffer> {
    yield Buffer.from('{"values":[')
    for (let sent = 0; sent < sizeBytes; sent += piece.length) yield piece
    yield Buffer.from('""]}')
  }
  return Readable.from(pieces())
}

/** The real answer as if its list had been forgotten; an answer that is a list becomes an empty object. */
export function dropList(payload: string): string {
  const parsed: unknown = JSON.parse(payload)
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return '{}'
  const rest = Object.entries(parsed).filter(([, value]) => !Array.isArray(value))
  return JSON.stringify(Object.fromEntries(rest))
}
