import fastify from 'fastify'
import { createFaults, type Faults } from '../faults.ts'
import { injectFaults } from '../inject-faults.ts'
import { type JournalEntry, keepRequestJournal } from '../request-journal.ts'
import {
  addLoginReason,
  createCallerFinder,
  createGatewayRewriter,
  demoJiraCredentials,
  describeLogin,
  type JiraCredentials,
} from './authentication.ts'
import { JiraError } from './jira-error.ts'
import { addOAuthRoutes, createOAuthServer, type OAuthOptions, type OAuthServer } from './oauth.ts'
import type { JiraProduct } from './product.ts'
import { addRateLimits, type JiraRateLimits } from './rate-limits.ts'
import type { Rendering } from './render-site.ts'
import { createZonedClock } from './render-time.ts'
import { addAuditRoutes } from './routes/audit.ts'
import { addBoardRoutes } from './routes/boards.ts'
import { addCatalogueRoutes } from './routes/catalogue.ts'
import { addChangelogRoutes } from './routes/changelogs.ts'
import { addDynamicWebhookRoutes } from './routes/dynamic-webhooks.ts'
import { addIdentityRoutes } from './routes/identity.ts'
import { addIssueRoutes } from './routes/issues.ts'
import { addOffsetSearchRoutes } from './routes/offset-search.ts'
import { addProjectRoutes } from './routes/projects.ts'
import { addSearchRoutes } from './routes/search.ts'
import { addServerInfoRoutes } from './routes/server-info.ts'
import { addVersionRoutes } from './routes/versions.ts'
import { addWebhookRoutes } from './routes/webhooks.ts'
import { addWorklogRoutes } from './routes/worklogs.ts'
import type { IndexLag } from './search-index.ts'
import type { JiraSite } from './site.ts'
import type { AnswerLimits, JiraApp, StandIn, WebhookSetting } from './stand-in.ts'
import { createWebhookSender, DEFAULT_RETRY_DELAYS_MS, type Delivery } from './webhook-delivery.ts'

export interface JiraStandInOptions {
  readonly site: JiraSite
  /** Cloud when not given. */
  readonly product?: JiraProduct
  /** Where Data Center is served, for example /jira; nothing for the root. */
  readonly contextPath?: string
  readonly limits?: Partial<AnswerLimits>
  /** 0, or nothing, for any free port. */
  readonly port?: number
  readonly credentials?: JiraCredentials
  readonly oauth?: OAuthOptions
  /** The worklog feeds leave out what is younger; 60 000 in real Jira. */
  readonly feedLagMs?: number
  /** Search does not see changes that are younger. */
  readonly indexLagMs?: IndexLag
  readonly latencyMs?: number
  /** Zone of the calling account; its own when not given. */
  readonly accountTimeZone?: string
  readonly webhookRetryDelaysMs?: readonly number[]
  readonly webhooks?: Partial<WebhookSetting>
}

export interface JiraStandIn {
  readonly url: string
  readonly site: JiraSite
  readonly credentials: JiraCredentials
  readonly oauth: OAuthServer
  /** What a connection is entered with. */
  readonly login: ReturnType<typeof describeLogin>
  readonly faults: Faults
  readonly rateLimits: JiraRateLimits
  readonly requests: readonly JournalEntry[]
  readonly connectionsOpened: () => number
  /** Requests with credentials that are not good, however they were answered. */
  readonly countFailedSignIns: () => number
  readonly deliveries: readonly Delivery[]
  /** Waits until no webhook is on its way any more. */
  readonly settleWebhooks: () => Promise<void>
  readonly close: () => Promise<void>
}

/** As installed; histories beyond some hundreds were seen to be cut. https://github.com/pycontribs/jira/issues/712 */
const USUAL_LIMITS: Readonly<Record<JiraProduct, AnswerLimits>> = {
  cloud: { issuesInSearch: 100, historiesInSearch: 40, historiesOfIssue: 100 },
  'data-center': { issuesInSearch: 1000, historiesInSearch: 100, historiesOfIssue: 1000 },
}
const USUAL_WEBHOOKS: WebhookSetting = {
  administers: true,
  appMayRegister: true,
  tellsAppsOfIssuesOnly: false,
  majorVersion: 10,
}
const SIGN_IN_PAGE = {
  status: 200,
  html: '<!DOCTYPE html><html><head><title>Log in with Atlassian account</title></head><body><form></form></body></html>',
}
const REAL_FEED_LAG_MS = 60_000
const MOST_BODY_BYTES = 10 * 1024 * 1024

/** Starts a server on loopback that speaks the protocol of Jira Cloud, or of Data Center, about the site. */
export async function startJiraStandIn(options: JiraStandInOptions): Promise<JiraStandIn> {
  const {
    site,
    product = 'cloud',
    contextPath = '',
    credentials = demoJiraCredentials,
    feedLagMs = REAL_FEED_LAG_MS,
    indexLagMs = 0,
    latencyMs = 0,
  } = options
  const app: JiraApp = fastify({
    bodyLimit: MOST_BODY_BYTES,
    routerOptions: { maxParamLength: 500 },
    forceCloseConnections: true,
    rewriteUrl: createGatewayRewriter(site),
  })
  const clock = createZonedClock(
    options.accountTimeZone ?? site.accounts.get(site.data.callerAccountId)?.timeZone ?? 'UTC',
  )
  let url = ''
  const api = product === 'cloud' ? '/rest/api/3' : '/rest/api/2'
  const texts = product === 'cloud' ? 'document' : 'string'
  const rendering = (): Rendering => ({ site, baseUrl: url, product, api: `${url}${api}`, texts, clock })
  const oauth = createOAuthServer(options.oauth)
  const { findCaller, isApp } = createCallerFinder(site, credentials, oauth, product)
  const faults = createFaults()
  const journal = keepRequestJournal(app)
  const countFailedSignIns = addLoginReason(app, product, findCaller)
  const rateLimits = addRateLimits(app)
  injectFaults(app, { faults, latencyMs, signInPage: SIGN_IN_PAGE })
  addErrorAnswers(app)
  const limits = { ...USUAL_LIMITS[product], ...options.limits }
  const setting: WebhookSetting = { ...USUAL_WEBHOOKS, ...options.webhooks }
  const standIn: StandIn = {
    site,
    feedLagMs,
    indexLagMs,
    rendering,
    product,
    api,
    limits,
    findCaller,
    isApp,
    webhooks: setting,
  }
  if (product === 'cloud') addOAuthRoutes(app, oauth)
  app.register(async routes => addRoutes(routes, standIn), { prefix: contextPath })

  const webhooks = createWebhookSender(rendering, options.webhookRetryDelaysMs ?? DEFAULT_RETRY_DELAYS_MS, {
    ...oauth,
    signs: product === 'cloud' || setting.majorVersion >= 10,
  })
  site.listeners.add(webhooks.deliver)
  url = `${await app.listen({ host: '127.0.0.1', port: options.port ?? 0 })}${contextPath}`
  return {
    url,
    site,
    credentials,
    oauth,
    login: describeLogin(product, credentials),
    faults,
    rateLimits,
    requests: journal.requests,
    connectionsOpened: () => journal.connectionsOpened,
    countFailedSignIns,
    deliveries: webhooks.deliveries,
    settleWebhooks: webhooks.settle,
    close: async () => {
      site.listeners.delete(webhooks.deliver)
      await webhooks.close()
      await app.close()
    },
  }
}

function addRoutes(app: JiraApp, standIn: StandIn): void {
  addServerInfoRoutes(app, standIn)
  addIdentityRoutes(app, standIn)
  addProjectRoutes(app, standIn)
  addCatalogueRoutes(app, standIn)
  addVersionRoutes(app, standIn)
  addIssueRoutes(app, standIn)
  addWorklogRoutes(app, standIn)
  if (standIn.product === 'data-center') addOffsetSearchRoutes(app, standIn)
  else for (const add of [addSearchRoutes, addChangelogRoutes, addAuditRoutes]) add(app, standIn)
  addBoardRoutes(app, standIn)
  addWebhookRoutes(app, standIn)
  if (standIn.product === 'cloud') addDynamicWebhookRoutes(app, standIn)
}

/** Every refusal has Jira's shape, also what the router or the parameter check refuse. */
function addErrorAnswers(app: JiraApp): void {
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof JiraError)
      return reply.status(error.status).send({ errorMessages: error.errorMessages, errors: {} })
    const status =
      error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
    return reply
      .status(status)
      .send({ errorMessages: [error instanceof Error ? error.message : String(error)], errors: {} })
  })
  app.setNotFoundHandler((request, reply) =>
    reply.status(404).send({ message: `null for uri: ${request.url}`, 'status-code': 404 }),
  )
}
