import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { JiraError } from '../jira-error.ts'
import { parseJql } from '../jql.ts'
import { compileQuery } from '../jql-match.ts'
import { removeFrom } from '../site.ts'
import type { RegisteredWebhook } from '../site-records.ts'
import { createAsker, type JiraApp, requireCaller, type StandIn } from '../stand-in.ts'

const OLD_PATH = '/rest/webhooks/1.0/webhook'
const MOVED_PATH = '/rest/jira-webhook/1.0/webhooks'

/** What an administrator registers; the dynamic webhooks of apps are another interface. */
export function addWebhookRoutes(app: JiraApp, standIn: StandIn): void {
  const { data } = standIn.site
  const isMoved = standIn.product === 'data-center' && standIn.webhooks.majorVersion >= 10
  const path = isMoved ? MOVED_PATH : OLD_PATH
  const body = Type.Object({
    name: Type.String(),
    url: Type.String({ minLength: 1 }),
    events: Type.Array(Type.String(), { minItems: 1 }),
    filters: Type.Optional(Type.Record(Type.String(), Type.String())),
    excludeBody: Type.Boolean({ default: false }),
    secret: Type.Optional(Type.String()),
    configuration: Type.Optional(Type.Record(Type.String(), Type.String())),
    active: Type.Optional(Type.Boolean()),
  })

  const readBody = (request: FastifyRequest, asked: Static<typeof body>) => {
    const { name, url, events, filters = {}, excludeBody, secret, configuration = {}, active = true } = asked
    const jqlFilter = filters['issue-related-events-section'] ?? ''
    compileQuery(parseJql(jqlFilter), createAsker(standIn, request))
    // Where it was moved, a secret beside the configuration is ignored.
    const kept = isMoved ? configuration.SECRET : secret
    return { name, url, events, jqlFilter, excludeBody, secret: kept ?? null, enabled: active }
  }

  app.post(path, { schema: { body } }, async (request, reply) => {
    requireAdministrator(standIn, request)
    const webhook: RegisteredWebhook = {
      ...readBody(request, request.body),
      id: ++data.counters.webhook,
      createdMs: standIn.site.clock(),
    }
    data.webhooks.push(webhook)
    return reply.status(201).send(render(standIn, webhook, path))
  })

  const page = Type.Object({ start: Type.Integer({ default: 0 }), limit: Type.Integer({ default: 25 }) })
  app.get(path, { schema: { querystring: page } }, request => {
    requireAdministrator(standIn, request)
    const all = data.webhooks.filter(isAdministrators)
    const { start, limit } = request.query
    return (isMoved ? all.slice(start, start + limit) : all).map(webhook => render(standIn, webhook, path))
  })

  const byId = { params: Type.Object({ id: Type.Integer() }) }
  app.get(`${path}/:id`, { schema: byId }, request => {
    requireAdministrator(standIn, request)
    return render(standIn, loadWebhook(standIn, request.params.id), path)
  })

  app.put(`${path}/:id`, { schema: { ...byId, body } }, request => {
    requireAdministrator(standIn, request)
    const before = loadWebhook(standIn, request.params.id)
    const changed = { ...before, ...readBody(request, request.body) }
    data.webhooks.splice(data.webhooks.indexOf(before), 1, changed)
    return render(standIn, changed, path)
  })

  app.delete(`${path}/:id`, { schema: byId }, async (request, reply) => {
    requireAdministrator(standIn, request)
    removeFrom(data.webhooks, loadWebhook(standIn, request.params.id))
    return reply.status(204).send()
  })
}

const isAdministrators = ({ app }: RegisteredWebhook): boolean => app === undefined

/** An app is none, whoever has consented to it. */
function requireAdministrator(standIn: StandIn, request: FastifyRequest): void {
  requireCaller(standIn, request)
  if (standIn.webhooks.administers && !standIn.isApp(request)) return
  throw new JiraError(403, ['The user does not have permission to manage webhooks.'])
}

function loadWebhook(standIn: StandIn, id: number): RegisteredWebhook {
  const webhook = standIn.site.data.webhooks.find(each => each.id === id && isAdministrators(each))
  if (!webhook) throw new JiraError(404, [`The webhook ${id} does not exist.`])
  return webhook
}

/** The secret is never told again. */
function render(standIn: StandIn, webhook: RegisteredWebhook, path: string): object {
  const { baseUrl } = standIn.rendering()
  if (path === MOVED_PATH) {
    return {
      id: webhook.id,
      name: webhook.name,
      url: webhook.url,
      events: webhook.events,
      filters: { 'issue-related-events-section': webhook.jqlFilter },
      active: webhook.enabled,
      configuration: { EXCLUDE_BODY: String(webhook.excludeBody) },
      scopeType: 'global',
      sslVerificationRequired: true,
    }
  }
  return {
    name: webhook.name,
    url: webhook.url,
    excludeBody: webhook.excludeBody,
    filters: { 'issue-related-events-section': webhook.jqlFilter },
    events: webhook.events,
    enabled: webhook.enabled,
    isSigned: webhook.secret !== null,
    self: `${baseUrl}${path}/${webhook.id}`,
    lastUpdatedUser: standIn.site.data.callerAccountId,
    lastUpdated: webhook.createdMs,
  }
}
