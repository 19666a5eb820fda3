import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import fastify, { LogController } from 'fastify'
import { noteChanges, noteOutcomes } from './audit.ts'
import { requireAccess } from './authenticate.ts'
import { serveDashboard } from './dashboard.ts'
import type { Api, Dependencies } from './dependencies.ts'
import { documentApi } from './documentation.ts'
import { handleError, notFound, sendProblem } from './errors.ts'
import { answerRepeats } from './idempotency.ts'
import { acceptJsonBodies, refuseBrokenText } from './json-body.ts'
import { measureRequests } from './metrics.ts'
import { readinessRoutes } from './readiness.ts'
import { alertRuleRoutes } from './routes/alert-rules.ts'
import { alertRoutes } from './routes/alerts.ts'
import { auditRoutes } from './routes/audit.ts'
import { availabilityRoutes } from './routes/availabilities.ts'
import { baselineRoutes } from './routes/baselines.ts'
import { budgetRoutes } from './routes/budgets.ts'
import { burnupRoutes } from './routes/burnup.ts'
import { capacityRoutes } from './routes/capacity.ts'
import { changeRequestRoutes } from './routes/change-requests.ts'
import { changeRoutes } from './routes/changes.ts'
import { channelSecretRoutes } from './routes/channel-secrets.ts'
import { channelTrialRoutes } from './routes/channel-trials.ts'
import { channelRoutes } from './routes/channels.ts'
import { completenessRoutes } from './routes/completeness.ts'
import { complianceRoutes } from './routes/compliance.ts'
import { connectionWorkRoutes } from './routes/connection-work.ts'
import { connectionRoutes } from './routes/connections.ts'
import { connectorRoutes } from './routes/connectors.ts'
import { costRoutes } from './routes/costs.ts'
import { deletionRoutes } from './routes/deletions.ts'
import { dependencyRoutes } from './routes/dependencies.ts'
import { earnedValueRoutes } from './routes/earned-value.ts'
import { eventRoutes } from './routes/events.ts'
import { healthRuleRoutes } from './routes/health-rules.ts'
import { initiativeDependencyRoutes } from './routes/initiative-dependencies.ts'
import { initiativeForecastRoutes } from './routes/initiative-forecast.ts'
import { initiativeRoutes } from './routes/initiatives.ts'
import { iterationRoutes } from './routes/iterations.ts'
import { mappingRoutes } from './routes/mappings.ts'
import { milestoneItemRoutes } from './routes/milestone-items.ts'
import { milestoneSlipRoutes } from './routes/milestone-slips.ts'
import { milestoneTrendRoutes } from './routes/milestone-trend.ts'
import { milestoneRoutes } from './routes/milestones.ts'
import { overrideRoutes } from './routes/overrides.ts'
import { personRoutes } from './routes/people.ts'
import { portfolioDependencyRoutes } from './routes/portfolio-dependencies.ts'
import { portfolioRoutes } from './routes/portfolios.ts'
import { priorityRoutes } from './routes/priorities.ts'
import { programRoutes } from './routes/programs.ts'
import { projectRoutes } from './routes/projects.ts'
import { rateRoutes } from './routes/rates.ts'
import { releaseRoutes } from './routes/releases.ts'
import { reviewRoutes } from './routes/reviews.ts'
import { riskRoutes } from './routes/risks.ts'
import { rollupRoutes } from './routes/rollup.ts'
import { scopeRoutes } from './routes/scope.ts'
import { scoreRoutes } from './routes/scores.ts'
import { sessionRoutes, signInRoutes } from './routes/session.ts'
import { syncRunRoutes } from './routes/sync-runs.ts'
import { teamRoutes } from './routes/teams.ts'
import { tokenRoutes } from './routes/tokens.ts'
import { trendRoutes } from './routes/trend.ts'
import { webhookRegistrationRoutes } from './routes/webhook-registrations.ts'
import { webhookSecretRoutes } from './routes/webhook-secrets.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import { workItemRoutes } from './routes/work-items.ts'
import { worklogRoutes } from './routes/worklogs.ts'
import { workstreamRoutes } from './routes/workstreams.ts'
import { compileValidator } from './validate.ts'

const LARGEST_BODY_BYTES = 1024 * 1024
/** Longer, and closing waits for idle clients: 70 s were measured with the default of 72 s. */
const KEEP_ALIVE_MS = 5_000
/** For a whole request to arrive; who sends a byte a second is cut off. */
const REQUEST_MS = 30_000
const ONE_YEAR_OF_TLS = 'max-age=31536000'

const RESOURCES = [
  tokenRoutes,
  auditRoutes,
  connectorRoutes,
  connectionRoutes,
  connectionWorkRoutes,
  completenessRoutes,
  mappingRoutes,
  deletionRoutes,
  syncRunRoutes,
  projectRoutes,
  workItemRoutes,
  iterationRoutes,
  releaseRoutes,
  worklogRoutes,
  personRoutes,
  teamRoutes,
  availabilityRoutes,
  capacityRoutes,
  portfolioRoutes,
  programRoutes,
  workstreamRoutes,
  initiativeRoutes,
  initiativeDependencyRoutes,
  initiativeForecastRoutes,
  dependencyRoutes,
  portfolioDependencyRoutes,
  scopeRoutes,
  rollupRoutes,
  trendRoutes,
  changeRoutes,
  burnupRoutes,
  healthRuleRoutes,
  overrideRoutes,
  riskRoutes,
  complianceRoutes,
  priorityRoutes,
  scoreRoutes,
  reviewRoutes,
  milestoneRoutes,
  milestoneItemRoutes,
  milestoneSlipRoutes,
  milestoneTrendRoutes,
  baselineRoutes,
  changeRequestRoutes,
  earnedValueRoutes,
  budgetRoutes,
  rateRoutes,
  costRoutes,
  alertRoutes,
  channelRoutes,
  alertRuleRoutes,
  channelSecretRoutes,
  channelTrialRoutes,
  webhookSecretRoutes,
  webhookRegistrationRoutes,
  sessionRoutes,
  eventRoutes,
]

/** The API, complete but not listening. */
export function buildApp(dependencies: Dependencies): Api {
  const app: Api = fastify({
    loggerInstance: dependencies.log,
    bodyLimit: LARGEST_BODY_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_MS,
    trustProxy: false,
    // A line per request is a proxy's job; failures are logged where they are handled.
    logController: new LogController({ disableRequestLogging: true }),
    // A new id for each request: one from outside could be anything.
    requestIdHeader: false,
  })
  app.setValidatorCompiler(compileValidator)
  app.setErrorHandler(handleError)
  const sendPage = serveDashboard(app, dependencies.webFolder)
  app.setNotFoundHandler((request, reply) => {
    if (!sendPage(request, reply)) sendProblem(reply, notFound('page'))
  })
  app.register(helmet, {
    contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] }, useDefaults: false },
    strictTransportSecurity: false,
  })
  app.addHook('onRequest', async (_request, reply) => {
    // Only who runs the service knows whether all of it is reached through TLS.
    if (dependencies.publicUrl().startsWith('https:')) reply.header('strict-transport-security', ONE_YEAR_OF_TLS)
  })
  const readMetrics = measureRequests(app, dependencies)

  app.register(async root => {
    await documentApi(root)
    readinessRoutes(root.withTypeProvider(), dependencies)
    await root.register(async scope => webhookRoutes(scope, dependencies), { prefix: '/api/v1' })
    await root.register(async scope => {
      acceptJsonBodies(scope)
      await scope.register(cookie)
      scope.addHook('preValidation', refuseBrokenText)
      noteOutcomes(scope, dependencies)
      await scope.register(async open => signInRoutes(open.withTypeProvider(), dependencies), { prefix: '/api/v1' })
      await scope.register(async closed => {
        requireAccess(closed, dependencies)
        answerRepeats(closed, dependencies)
        noteChanges(closed, dependencies)
        closed.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
          reply.type('text/plain; version=0.0.4').send(await readMetrics()),
        )
        await closed.register(
          async inner => {
            for (const routes of RESOURCES) routes(inner.withTypeProvider(), dependencies)
          },
          { prefix: '/api/v1' },
        )
      })
    })
  })
  return app
}
