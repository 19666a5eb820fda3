import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Delivery } from '../connector.ts'

/** Clocks differ. */
const LEEWAY_S = 120
/** Of a token that is bound to no address. */
const ANY_ADDRESS = 'context-qsh'

const HeaderSchema = Type.Object({ alg: Type.Literal('HS256') })
/** What was seen: iss (the app), sub (who made the change), iat, exp, jti and context. */
const ClaimsSchema = Type.Object({
  iss: Type.Optional(Type.String()),
  exp: Type.Optional(Type.Number()),
  iat: Type.Optional(Type.Number()),
  nbf: Type.Optional(Type.Number()),
  qsh: Type.Optional(Type.String()),
})

export interface App {
  readonly clientId: string
  readonly clientSecret: string
}

/**
 * Whether the delivery carries a token that is signed with the app's secret
 * (https://developer.atlassian.com/cloud/jira/platform/webhooks/#webhooks-authentication-for-oauth-2-0-apps), is not over,
 * and is meant for this app and address. It covers no body: what a delivery says is asked of Jira again.
 */
export function isSignedByApp({ headers, url }: Delivery, { clientId, clientSecret }: App, now: Date): boolean {
  const { authorization } = headers
  const token =
    typeof authorization === 'string' ? /^(?:bearer|jwt) ([\w-]+)\.([\w-]+)\.([\w-]+)$/i.exec(authorization) : null
  const [, header = '', claims = '', signature = ''] = token ?? []
  if (clientSecret === '' || !isSigned(`${header}.${claims}`, signature, clientSecret)) return false
  if (!Value.Check(HeaderSchema, readPart(header))) return false
  const claimed = readPart(claims)
  return Value.Check(ClaimsSchema, claimed) && isMeant(claimed, { clientId, url, nowS: now.getTime() / 1000 })
}

function isSigned(text: string, signature: string, secret: string): boolean {
  const expected = createHmac('sha256', secret).update(text).digest()
  const given = Buffer.from(signature, 'base64url')
  // Node skips what is not base64; only one text may stand for a signature.
  return (
    given.length === expected.length && given.toString('base64url') === signature && timingSafeEqual(expected, given)
  )
}

function readPart(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}

function isMeant(
  { iss, exp, iat, nbf, qsh }: Static<typeof ClaimsSchema>,
  { clientId, url, nowS }: { readonly clientId: string; readonly url: string | undefined; readonly nowS: number },
): boolean {
  if (iss !== undefined && iss !== clientId) return false
  if (exp !== undefined && exp + LEEWAY_S < nowS) return false
  if ([iat, nbf].some(from => from !== undefined && from - LEEWAY_S > nowS)) return false
  return qsh === undefined || qsh === ANY_ADDRESS || (url !== undefined && qsh === hashAddress(new URL(url)))
}

/** https://developer.atlassian.com/cloud/jira/platform/understanding-jwt/#qsh */
function hashAddress({ pathname, searchParams }: URL): string {
  const encode = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*]/g, each => `%${each.charCodeAt(0).toString(16).toUpperCase()}`)
  const names = [...new Set(searchParams.keys())].filter(name => name !== 'jwt').sort()
  const query = names.map(name => `${encode(name)}=${searchParams.getAll(name).sort().map(encode).join(',')}`).join('&')
  const path = pathname === '/' ? '/' : pathname.replace(/\/+$/, '')
  return createHash('sha256').update(`POST&${path}&${query}`).digest('hex')
}
