import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { OAuthServer } from './oauth.ts'
import type { JiraProduct } from './product.ts'
import type { JiraSite } from './site.ts'
import type { Account } from './site-records.ts'
import type { JiraApp } from './stand-in.ts'

export interface JiraCredentials {
  readonly email: string
  readonly apiToken: string
  /** A token with scopes is taken at the gateway only; the site takes its caller for nobody. */
  readonly scoped?: boolean
}

export const demoJiraCredentials: JiraCredentials = { email: 'milepost@halden.example', apiToken: 'demo-jira-token' }

/** What a connection to the stand-in is entered with. */
export const describeLogin = (product: JiraProduct, { email, apiToken }: JiraCredentials) =>
  product === 'cloud'
    ? ({ type: 'api-token', email, apiToken } as const)
    : ({ type: 'personal-access-token', token: apiToken } as const)

/** The site's address at Atlassian's gateway, which is the stand-in itself. */
const gatewayPath = (site: JiraSite): string => `/ex/jira/${site.data.cloudId}`

/** For the router: the gateway's paths are the site's, behind a beginning that names the site. */
export const createGatewayRewriter =
  (site: JiraSite) =>
  ({ url = '/' }: IncomingMessage): string =>
    url.startsWith(`${gatewayPath(site)}/`) ? url.slice(gatewayPath(site).length) : url

/**
 * Basic with e-mail and API token, or at the gateway Bearer with an access token; in Data Center Bearer with a personal
 * access token. Anything else makes the caller anonymous, as in real Jira.
 */
export function createCallerFinder(
  site: JiraSite,
  { email, apiToken, scoped = false }: JiraCredentials,
  oauth: OAuthServer,
  product: JiraProduct,
): { findCaller: (request: FastifyRequest) => Account | null; isApp: (request: FastifyRequest) => boolean } {
  const basic = `Basic ${Buffer.from(`${email}:${apiToken}`).toString('base64')}`
  const expected = product === 'cloud' ? basic : `Bearer ${apiToken}`
  const caller = site.accounts.get(site.data.callerAccountId) ?? null
  const isAtGateway = ({ originalUrl }: FastifyRequest): boolean => originalUrl.startsWith(`${gatewayPath(site)}/`)
  const isApp = (request: FastifyRequest): boolean =>
    isAtGateway(request) && oauth.isGood((request.headers.authorization ?? '').replace(/^Bearer /, ''))
  return {
    isApp,
    findCaller: request => {
      if (request.headers.authorization === expected) return isAtGateway(request) || !scoped ? caller : null
      return isApp(request) ? caller : null
    },
  }
}

/**
 * Wrong credentials do not fail the request: it is answered as to anybody, usually with an empty list, and this header
 * is the only trace. https://github.com/MrRefactoring/jira.js/issues/418. Returns how often that was so.
 */
export function addLoginReason(
  app: JiraApp,
  product: JiraProduct,
  findCaller: (request: FastifyRequest) => Account | null,
): () => number {
  let failed = 0
  app.addHook('onRequest', async (request, reply) => {
    const caller = findCaller(request)
    if (request.headers.authorization !== undefined && caller === null) {
      failed += 1
      reply.header('X-Seraph-LoginReason', 'AUTHENTICATED_FAILED')
    }
    if (product === 'data-center') reply.header('X-AUSERNAME', caller?.accountId ?? 'anonymous')
    else if (caller !== null) reply.header('X-AACCOUNTID', caller.accountId)
  })
  return () => failed
}
