import { Value } from 'typebox/value'
import type { Access } from '../connector.ts'
import { RejectedError, UnavailableError } from '../errors.ts'
import { raiseForStatus, requireJson } from '../http.ts'
import { isRefusal, raiseForLockOut } from './failures.ts'
import { parseJsonText } from './json-text.ts'
import { tenantSchema } from './payloads.ts'
import type { Send } from './way-in.ts'

export interface Caller {
  readonly type: 'api-token' | 'personal-access-token'
  /** As entered: the site, or the gateway. */
  readonly baseUrl: string
  /** Where Atlassian's gateway is. */
  readonly gateway: string
  readonly authorization: string
  /** What was found the last time. */
  readonly kept: string | null
}

/**
 * Proves fixed credentials and finds the address that takes them: '' for the one that was entered. A token with scopes
 * gets 401 from the site and works only at the gateway (https://github.com/sooperset/mcp-atlassian/issues/968), which
 * nobody who enters a site's address should have to know.
 */
export async function findEntrance(caller: Caller, send: Send, now: () => Date): Promise<Access> {
  const { kept } = caller
  const known = kept === null || kept === '' ? caller.baseUrl : kept
  if (await isWelcome(caller, known, send, now)) return { value: kept ?? '', expiresAt: null }
  const gateway = kept === null && caller.type === 'api-token' ? await findGateway(caller, send) : null
  if (gateway !== null && (await isWelcomeAt(gateway, caller, send, now))) return { value: gateway, expiresAt: null }
  throw new RejectedError(
    'credentials',
    caller.type === 'api-token'
      ? 'Jira did not accept the e-mail and API token. Enter a valid API token of this account; they expire after a year at most.'
      : 'Jira did not accept the personal access token. Enter one that is valid; Jira Cloud takes API tokens only.',
  )
}

/** Whether the credentials are somebody's here. What they may read is for the readings to find out. */
async function isWelcome(
  { type, authorization }: Caller,
  baseUrl: string,
  send: Send,
  now: () => Date,
): Promise<boolean> {
  const where = 'asking Jira who we are'
  // Data Center knows version 2 only.
  const path = type === 'api-token' ? '/rest/api/3/myself' : '/rest/api/2/myself'
  const { head, text } = await send({ path, endpointClass: 'myself', where }, { baseUrl, authorization })
  raiseForLockOut(head, text, where)
  if (isRefusal(head, text)) return false
  // 401 for a scope that the token lacks is said to somebody whom it knows.
  if (head.status === 401) return true
  raiseForStatus(head, where, now().getTime())
  requireJson(head, where)
  return true
}

/** Whoever can reach the site alone is told what it said, and not only that a host is missing of which they never heard. */
async function isWelcomeAt(gateway: string, caller: Caller, send: Send, now: () => Date): Promise<boolean> {
  try {
    return await isWelcome(caller, gateway, send, now)
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error
    throw new UnavailableError(
      `${new URL(caller.baseUrl).host} did not accept the e-mail and API token: the token is wrong, has expired, or has ` +
        `scopes. One with scopes is accepted at ${caller.gateway} only, which could not be asked: ${error.message}`,
    )
  }
}

/** The gateway's address of this site; null where there is none, as on Data Center. */
async function findGateway({ baseUrl, gateway }: Caller, send: Send): Promise<string | null> {
  if (baseUrl.startsWith(`${gateway}/`)) return null
  const request = { path: '/_edge/tenant_info', endpointClass: 'tenant_info', where: "reading the Jira site's id" }
  const { head, text } = await send(request, { baseUrl: new URL(baseUrl).origin, authorization: null })
  const answer = head.status === 200 ? readJson(text) : null
  return Value.Check(tenantSchema, answer) ? `${gateway}/ex/jira/${encodeURIComponent(answer.cloudId)}` : null
}

function readJson(text: string): unknown {
  try {
    return parseJsonText(text)
  } catch {
    return null
  }
}
