import type { SourceIo } from '../connector.ts'
import { type Consent, readKept, refreshTokens } from './consent.ts'
import { findEntrance } from './entrance.ts'
import { isRefusal, raiseForLockOut } from './failures.ts'
import type { Credentials } from './settings.ts'
import type { Answer, Send, WayIn } from './way-in.ts'

export interface Authentication {
  /** Waits for a proof or a token where one is due. */
  readonly enter: () => Promise<WayIn>
  /** Another way in, for once more, when the answer says that this one has ended; null when the answer stands. */
  readonly enterAgain: (way: WayIn, answer: Answer) => Promise<WayIn | null>
}

/** Where Atlassian keeps tokens, and where requests with tokens go. */
const AUTHORITY = 'https://auth.atlassian.com'
const GATEWAY = 'https://api.atlassian.com'

export function openAuthentication(
  { baseUrl, authority }: { readonly baseUrl: string; readonly authority: string | null },
  credentials: Credentials,
  io: SourceIo,
  send: Send,
): Authentication {
  const gateway = authority ?? GATEWAY
  if (credentials.type === 'oauth2') {
    const consent = { ...credentials, authority: authority ?? AUTHORITY }
    return openConsent(consent, `${gateway}/ex/jira/${encodeURIComponent(credentials.cloudId)}`, io, send)
  }
  const authorization = writeAuthorization(credentials)
  const caller = { type: credentials.type, baseUrl, gateway, authorization }
  return {
    enter: async () => {
      const { value } = await io.access(kept => findEntrance({ ...caller, kept }, send, io.now))
      return { baseUrl: value === '' ? baseUrl : value, authorization }
    },
    enterAgain: async () => null,
  }
}

type Fixed = Exclude<Credentials, { readonly type: 'oauth2' }>

/** The library knows no personal access token for a host of one's own, so the header is ours for all kinds. */
const writeAuthorization = (credentials: Fixed): string =>
  credentials.type === 'api-token'
    ? `Basic ${Buffer.from(`${credentials.email}:${credentials.apiToken}`).toString('base64')}`
    : `Bearer ${credentials.token}`

function openConsent(consent: Consent, baseUrl: string, io: SourceIo, send: Send): Authentication {
  let current: { readonly authorization: string; readonly value: string } | null = null
  let proven: string | null = null

  async function enter(refused?: string): Promise<WayIn> {
    const { value } = await io.access(kept => refreshTokens(consent, kept, send, io.now), refused)
    const authorization = `Bearer ${readKept(value)?.accessToken ?? ''}`
    current = { authorization, value }
    return { baseUrl, authorization }
  }

  /** An ended token is answered with 403 and 404 too: https://github.com/n8n-io/n8n/pull/37776 */
  async function isEnded({ head, text }: Answer, way: WayIn): Promise<boolean> {
    if (isRefusal(head, text)) return true
    if ((head.status !== 403 && head.status !== 404) || way.authorization === proven) return false
    const who = { path: '/rest/api/3/myself', endpointClass: 'myself', where: 'asking Jira who we are' }
    const asked = await send(who, way)
    const isGood = asked.head.status === 200 && !isRefusal(asked.head, asked.text)
    if (isGood) proven = way.authorization
    return !isGood && asked.head.status < 500
  }

  return {
    enter: () => enter(),
    enterAgain: async (way, answer) => {
      raiseForLockOut(answer.head, answer.text, 'reading through the gateway')
      if (!(await isEnded(answer, way))) return null
      // Another request may have renewed it already.
      return enter(current?.authorization === way.authorization ? current?.value : undefined)
    },
  }
}
