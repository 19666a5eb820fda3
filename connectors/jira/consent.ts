import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Access } from '../connector.ts'
import { RejectedError, UnavailableError } from '../errors.ts'
import { raiseForStatus } from '../http.ts'
import { parseJsonText } from './json-text.ts'
import type { Send } from './way-in.ts'

const TokensSchema = Type.Object({
  access_token: Type.String({ minLength: 1 }),
  refresh_token: Type.Optional(Type.String({ minLength: 1 })),
  expires_in: Type.Number({ minimum: 0 }),
})
const RefusalSchema = Type.Object({ error: Type.String() })

/** What is kept of a consent: the token to read with, and the one token that gets the next. */
const KeptSchema = Type.Object({ accessToken: Type.String(), refreshToken: Type.String() })
type Kept = Static<typeof KeptSchema>

/** An app that an administrator has let read the site. */
export interface Consent {
  readonly authority: string
  readonly clientId: string
  readonly clientSecret: string
  /** As it was entered; good until it is used. */
  readonly refreshToken: string
}

/** Null for what other credentials have left. */
export function readKept(value: string | null): Kept | null {
  const kept = readJson(value ?? '')
  return Value.Check(KeptSchema, kept) ? kept : null
}

/**
 * New tokens for the kept ones. Each refresh token is good once, and for 10 minutes more, in case its answer was lost:
 * https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/#use-a-refresh-token-to-get-another-access-token-and-refresh-token-pair
 */
export async function refreshTokens(
  consent: Consent,
  keptValue: string | null,
  send: Send,
  now: () => Date,
): Promise<Access> {
  const where = 'asking Atlassian for an access token'
  const used = readKept(keptValue)?.refreshToken ?? consent.refreshToken
  const askedAtMs = now().getTime()
  const body = {
    grant_type: 'refresh_token',
    client_id: consent.clientId,
    client_secret: consent.clientSecret,
    refresh_token: used,
  }
  const errand = { path: '/oauth/token', endpointClass: 'sign_in', where, body, isSignIn: true } as const
  const { head, text } = await send(errand, { baseUrl: consent.authority, authorization: null })
  const answer = readJson(text)
  if (head.status >= 400 && head.status < 500 && Value.Check(RefusalSchema, answer)) raiseForRefusal(answer.error)
  raiseForStatus(head, where, now().getTime())
  if (!Value.Check(TokensSchema, answer))
    throw new UnavailableError(`Atlassian's answer has not the documented shape while ${where}. We try again.`)
  const kept: Kept = { accessToken: answer.access_token, refreshToken: answer.refresh_token ?? used }
  return { value: JSON.stringify(kept), expiresAt: new Date(askedAtMs + answer.expires_in * 1000).toISOString() }
}

/** Only the stable word is read: descriptions may repeat what was sent. */
function raiseForRefusal(error: string): void {
  if (error === 'invalid_grant') {
    throw new RejectedError(
      'credentials',
      'Atlassian no longer takes the refresh token: the consent was withdrawn, was not used for 90 days, or the token ' +
        'was used elsewhere. Let an administrator authorise the app again, and enter the new refresh token.',
    )
  }
  if (error === 'invalid_client' || error === 'unauthorized_client' || error === 'access_denied') {
    throw new RejectedError(
      'credentials',
      'Atlassian does not know the app, or its secret is another one. Enter client id and secret as developer.atlassian.com shows them.',
    )
  }
}

function readJson(text: string): unknown {
  try {
    return parseJsonText(text)
  } catch {
    return null
  }
}
