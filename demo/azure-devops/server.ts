import fastify from 'fastify'
import { createFaults, type Faults } from '../faults.ts'
import { injectFaults } from '../inject-faults.ts'
import { type JournalEntry, keepRequestJournal } from '../request-journal.ts'
import { requireApiVersion } from './api-version.ts'
import { requireToken, SIGN_IN_PAGE } from './authenticate.ts'
import { compressAnswers } from './compress.ts'
import { chooseEdition, type OwnServer } from './edition.ts'
import type { EntraStandIn } from './entra.ts'
import type { Organization } from './organization.ts'
import { type AzureDevOpsRateLimits, addRateLimits } from './rate-limits.ts'
import { Refusal, refuseArgument, renderRefusal } from './refusal.ts'
import { answerBacklogs } from './routes/backlogs.ts'
import { answerCapacities } from './routes/capacities.ts'
import { answerClassificationNodes } from './routes/classification-nodes.ts'
import { answerIdentities } from './routes/identities.ts'
import { answerIterationItems } from './routes/iteration-items.ts'
import { answerLocations } from './routes/locations.ts'
import { answerProcess } from './routes/process.ts'
import { answerProjects } from './routes/projects.ts'
import { answerRecycleBin } from './routes/recycle-bin.ts'
import { answerReporting } from './routes/reporting.ts'
import { answerSubscriptions } from './routes/subscriptions.ts'
import { answerTeamSettings } from './routes/team-settings.ts'
import { answerQueries } from './routes/wiql.ts'
import { answerWorkItemHistory } from './routes/work-item-history.ts'
import { answerWorkItems } from './routes/work-items.ts'
import { SERVICE_HOOK_DELAYS, startServiceHooks } from './service-hooks.ts'
import type { View } from './view.ts'

export interface AzureDevOpsStandInOptions {
  readonly organization: Organization
  /** 0 (default) for any free port. */
  readonly port?: number
  /** The one token that is good; without it any token is. */
  readonly personalAccessToken?: string
  /** Whose tokens are good as well. */
  readonly entra?: EntraStandIn
  /** Rows on a page of the two feeds (default 1000). */
  readonly pageSize?: number
  /** Whether the revision feed sends an empty page before every page with rows. */
  readonly sendsEmptyPages?: boolean
  /** Ids a query may find before it is refused (default 20000, as the service). */
  readonly queryLimit?: number
  /** Makes it Azure DevOps Server instead of Services: an older version, a collection below a virtual directory, no Graph. */
  readonly server?: OwnServer
  /** Items that batches leave out although they exist and can be asked for alone. */
  readonly leavesOut?: (id: number) => boolean
  /** Whether the two feeds are forbidden to the caller. */
  readonly refusesReporting?: boolean
  /** In which projects the account may see and edit service hooks (default: in all). */
  readonly mayEditHooks?: (projectId: string) => boolean
  readonly latencyMs?: number
  readonly hookRetryDelaysMs?: readonly number[]
  readonly hookProbationDelaysMs?: readonly number[]
  /** The time by which iterations are past, current or future (default: the clock). */
  readonly now?: () => Date
}

export interface AzureDevOpsStandIn {
  /** The organisation's address, as a connection's baseUrl. */
  readonly url: string
  readonly organization: Organization
  readonly faults: Faults
  readonly rateLimits: AzureDevOpsRateLimits
  readonly requests: readonly JournalEntry[]
  readonly connectionsOpened: () => number
  readonly countFailedSignIns: () => number
  /** Resolves when every delivery of a service hook has come to its end. */
  readonly settleHooks: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Starts Azure DevOps for one organisation, or collection, on the loopback address. */
export async function startAzureDevOpsStandIn(options: AzureDevOpsStandInOptions): Promise<AzureDevOpsStandIn> {
  const { organization } = options
  const { name } = organization.state
  const edition = chooseEdition(options.server)
  const view: View = {
    organization,
    edition,
    baseUrl: '',
    pageSize: options.pageSize ?? 1_000,
    sendsEmptyPages: options.sendsEmptyPages ?? false,
    queryLimit: options.queryLimit ?? 20_000,
    leavesOut: options.leavesOut ?? (() => false),
    refusesReporting: options.refusesReporting ?? false,
    mayEditHooks: options.mayEditHooks ?? (() => true),
    now: options.now ?? (() => new Date()),
    identities: new Map(),
  }
  const app = fastify({
    forceCloseConnections: true,
    rewriteUrl: ({ url = '/' }) => {
      const { virtualDirectory } = edition
      if (virtualDirectory === '') return url
      // Outside of the virtual directory nothing of it answers.
      return url.startsWith(`${virtualDirectory}/`) ? url.slice(virtualDirectory.length) : `/-${url}`
    },
    routerOptions: { caseSensitive: false, ignoreTrailingSlash: true, maxParamLength: 1_000 },
  })
  const journal = keepRequestJournal(app)
  const rateLimits = addRateLimits(app)
  const faults = createFaults()
  injectFaults(app, { faults, latencyMs: options.latencyMs ?? 0, signInPage: SIGN_IN_PAGE })
  compressAnswers(app)
  const countFailedSignIns = requireToken(app, options.personalAccessToken, options.entra)
  requireApiVersion(app, edition)

  const refusePath = (path: string): string =>
    `The controller for path '${path}' was not found or does not implement IController.`
  app.addHook('preHandler', async (request, reply) => {
    const [, asked = ''] = request.url.split('/')
    if (decodeURIComponent(asked).toLowerCase() === name.toLowerCase()) return
    return reply.code(404).type('text/plain; charset=utf-8').send(refusePath(request.url))
  })
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).type('text/plain; charset=utf-8').send(refusePath(request.url)),
  )
  app.setErrorHandler((error, _request, reply) => {
    const refusal = toRefusal(error)
    return reply.code(refusal.status).type('application/json; charset=utf-8').send(renderRefusal(refusal))
  })

  answerLocations(app, view)
  answerProjects(app, view)
  answerProcess(app, view)
  answerClassificationNodes(app, view)
  answerWorkItems(app, view)
  answerWorkItemHistory(app, view)
  answerReporting(app, view)
  answerQueries(app, view)
  answerRecycleBin(app, view)
  answerTeamSettings(app, view)
  answerCapacities(app, view)
  answerIterationItems(app, view)
  answerBacklogs(app, view)
  answerSubscriptions(app, view)
  if (edition.isOwnServer) answerIdentities(app, view)

  const origin = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 })
  view.baseUrl = `${origin}${edition.virtualDirectory}/${name}`
  const hooks = startServiceHooks(view, {
    retryDelaysMs: options.hookRetryDelaysMs ?? SERVICE_HOOK_DELAYS.retryDelaysMs,
    probationDelaysMs: options.hookProbationDelaysMs ?? SERVICE_HOOK_DELAYS.probationDelaysMs,
  })
  return {
    url: view.baseUrl,
    organization,
    faults,
    rateLimits,
    requests: journal.requests,
    connectionsOpened: () => journal.connectionsOpened,
    countFailedSignIns,
    settleHooks: hooks.settle,
    close: async () => {
      await hooks.stop()
      await app.close()
    },
  }
}

/** A body that is no JSON is the client's fault; anything else unforeseen is ours, and the test should see where. */
function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (!(error instanceof Error)) return new Refusal(500, 'VssServiceException', String(error))
  if ('statusCode' in error && error.statusCode === 400) return refuseArgument(error.message)
  return new Refusal(500, 'VssServiceException', error.stack ?? error.message)
}
