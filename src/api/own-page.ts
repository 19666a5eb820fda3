import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { ApiError } from './errors.ts'

export const CSRF_HEADER = 'x-csrf-token'

/** Known to whoever may read our answers, which no other site may; it tells nothing about the session's id. */
export const csrfTokenOf = (sessionId: string): string =>
  createHmac('sha256', sessionId).update(CSRF_HEADER).digest('base64url')

export function requireCsrfToken({ headers }: FastifyRequest, sessionId: string): void {
  const shown = Buffer.from(String(headers[CSRF_HEADER] ?? ''))
  const expected = Buffer.from(csrfTokenOf(sessionId))
  if (shown.length === expected.length && timingSafeEqual(shown, expected)) return
  throw new ApiError(
    'forged_request',
    `With a session, whatever changes something needs the header ${CSRF_HEADER}: GET /api/v1/session tells its value.`,
  )
}

/** Browsers say from which page a request comes; other clients say nothing, and bring no cookie that is not theirs. */
export function refuseOtherSites({ headers }: FastifyRequest, publicUrl: string): void {
  const site = headers['sec-fetch-site']
  if (site === undefined ? isFromHere(headers.origin, headers.host, publicUrl) : isOwnSite(site)) return
  throw new ApiError(
    'forged_request',
    'The request comes from a page of another site. If this is our own page behind a proxy, set PUBLIC_URL to its address.',
  )
}

/** `none` is a person who entered the address. Another host of the same domain is another site. */
const isOwnSite = (site: string | readonly string[]): boolean => site === 'same-origin' || site === 'none'

/** A proxy may have changed the host, but then it is known under which address people come; `null` is nobody's origin. */
function isFromHere(origin: string | undefined, host: string | undefined, publicUrl: string): boolean {
  if (origin === undefined) return true
  if (!URL.canParse(origin)) return false
  return new URL(origin).host === host || new URL(origin).origin === new URL(publicUrl).origin
}
