import { Type } from 'typebox'
import { JiraError } from '../jira-error.ts'
import { parseJql } from '../jql.ts'
import { compileQuery } from '../jql-match.ts'
import { removeFrom } from '../site.ts'
import type { RegisteredWebhook } from '../site-records.ts'
import { createAsker, type JiraApp, requireCaller, type StandIn } from '../stand-in.ts'

/** What an administrator registers; the dynamic webhooks of apps are another interface. */
export function addWebhookRoutes(app: JiraApp, standIn: StandIn): void {
  const { data } = standIn.site
  const body = Type.Object({
    name: Type.String(),
    url: Type.String({ minLength: 1 }),
    events: Type.Array(Type.String(), { minItems: 1 }),
    filters: Type.Optional(Type.Record(Type.String(), Type.String())),
    excludeBody: Type.Boolean({ default: false }),
    secret: Type.Optional(Type.String()),
  })

  app.post('/rest/webhooks/1.0/webhook', { schema: { body } }, async (request, reply) => {
    requireCaller(standIn, request)
    const { name, url, events, filters = {}, excludeBody, secret } = request.body
    const jqlFilter = filters['issue-related-events-section'] ?? ''
    compileQuery(parseJql(jqlFilter), createAsker(standIn, request))
    const webhook: RegisteredWebhook = {
      id: ++data.counters.webhook,
      name,
      url,
      events,
      jqlFilter,
      excludeBody,
      secret: secret ?? null,
      enabled: true,
      createdMs: standIn.site.clock(),
    }
    data.webhooks.push(webhook)
    return reply.status(201).send(render(standIn, webhook))
  })

  app.get('/rest/webhooks/1.0/webhook', request => {
    requireCaller(standIn, request)
    return data.webhooks.map(webhook => render(standIn, webhook))
  })

  const byId = { params: Type.Object({ id: Type.Integer() }) }
  app.get('/rest/webhooks/1.0/webhook/:id', { schema: byId }, request => {
    requireCaller(standIn, request)
    return render(standIn, loadWebhook(standIn, request.params.id))
  })

  app.delete('/rest/webhooks/1.0/webhook/:id', { schema: byId }, async (request, reply) => {
    requireCaller(standIn, request)
    removeFrom(data.webhooks, loadWebhook(standIn, request.params.id))
    return reply.status(204).send()
  })
}

function loadWebhook(standIn: StandIn, id: number): RegisteredWebhook {
  const webhook = standIn.site.data.webhooks.find(each => each.id === id)
  if (!webhook) throw new JiraError(404, [`The webhook ${id} does not exist.`])
  return webhook
}

/** The secret is never told again. */
function render(standIn: StandIn, webhook: RegisteredWebhook): object {
  const { baseUrl } = standIn.rendering()
  return {
    name: webhook.name,
    url: webhook.url,
    excludeBody: webhook.excludeBody,
    filters: { 'issue-related-events-section': webhook.jqlFilter },
    events: webhook.events,
    enabled: webhook.enabled,
    isSigned: webhook.secret !== null,
    self: `${baseUrl}/rest/webhooks/1.0/webhook/${webhook.id}`,
    lastUpdatedUser: standIn.site.data.callerAccountId,
    lastUpdated: webhook.createdMs,
  }
}
