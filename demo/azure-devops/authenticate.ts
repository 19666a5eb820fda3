import type { FastifyInstance } from 'fastify'
import type { EntraStandIn } from './entra.ts'

/** The page a browser would sign in at; the service sends it with status 203 where a program expects JSON. */
export const SIGN_IN_PAGE = {
  status: 203,
  html:
    '<!DOCTYPE html><html><head><title>Azure DevOps Services | Sign In</title></head>' +
    '<body><form method="post"></form></body></html>',
}

/**
 * Refuses a missing or wrong token as the service does: the sign-in page with status 203, or 401 for a client that asks
 * for no redirect. Without an expected token any token is good. Locations are told to everybody.
 * https://github.com/PostHog/posthog/pull/62918. Returns how often it has refused.
 */
export function requireToken(
  app: FastifyInstance,
  expected: string | undefined,
  entra: Pick<EntraStandIn, 'isGood'> | undefined,
): () => number {
  let refused = 0
  const isGood = (token: string): boolean =>
    token === expected || entra?.isGood(token) === true || (expected === undefined && entra === undefined)
  app.addHook('onRequest', async (request, reply) => {
    const token = readToken(request.headers.authorization)
    if (token === null && request.method === 'OPTIONS') return
    if (token !== null && token !== '' && isGood(token)) return
    refused += 1
    if (String(request.headers['x-tfs-fedauthredirect']).toLowerCase() !== 'suppress') {
      return reply.code(SIGN_IN_PAGE.status).type('text/html; charset=utf-8').send(SIGN_IN_PAGE.html)
    }
    return reply
      .code(401)
      .header('www-authenticate', 'Basic realm="https://dev.azure.com/"')
      .type('text/html; charset=utf-8')
      .send('<html><body><h2>Access Denied: The Personal Access Token used has expired.</h2></body></html>')
  })
  return () => refused
}

/** The token of `Basic base64(user:token)` with any user, or of `Bearer token`. */
function readToken(authorization: string | undefined): string | null {
  const [scheme, credentials] = (authorization ?? '').split(' ')
  if (credentials === undefined) return null
  if (scheme?.toLowerCase() === 'bearer') return credentials
  const text = Buffer.from(credentials, 'base64').toString('utf8')
  return text.slice(text.indexOf(':') + 1)
}
