import type { FastifyRequest } from 'fastify'
import type { JiraSite } from './site.ts'
import type { Account } from './site-records.ts'
import type { JiraApp } from './stand-in.ts'

export interface JiraCredentials {
  readonly email: string
  readonly apiToken: string
}

export const demoJiraCredentials: JiraCredentials = { email: 'milepost@halden.example', apiToken: 'demo-jira-token' }

/** Basic with e-mail and API token. Anything else makes the caller anonymous, as in real Jira. */
export function createCallerFinder(
  site: JiraSite,
  { email, apiToken }: JiraCredentials,
): (request: FastifyRequest) => Account | null {
  const expected = `Basic ${Buffer.from(`${email}:${apiToken}`).toString('base64')}`
  const caller = site.accounts.get(site.data.callerAccountId) ?? null
  return request => (request.headers.authorization === expected ? caller : null)
}

/**
 * Wrong credentials do not fail the request: it is answered as to anybody, usually with an empty list, and this header
 * is the only trace. https://github.com/MrRefactoring/jira.js/issues/418
 */
export function addLoginReason(app: JiraApp, findCaller: (request: FastifyRequest) => Account | null): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers.authorization !== undefined && findCaller(request) === null) {
      reply.header('X-Seraph-LoginReason', 'AUTHENTICATED_FAILED')
    } else if (request.headers.authorization !== undefined) {
      reply.header('X-AACCOUNTID', findCaller(request)?.accountId ?? '')
    }
  })
}
