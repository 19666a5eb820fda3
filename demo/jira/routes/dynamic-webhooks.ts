import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { JiraError } from '../jira-error.ts'
import { parseJql } from '../jql.ts'
import { removeFrom } from '../site.ts'
import type { RegisteredWebhook } from '../site-records.ts'
import { type JiraApp, requireCaller, type StandIn } from '../stand-in.ts'
import { isOver } from '../webhook-delivery.ts'
import { cutPage, pageQuery } from './paging.ts'

const PATH = '/rest/api/3/webhook'
const LIFE_MS = 30 * 86_400_000
/** For apps with consent, per person and site. */
const MOST = 5
const DOCUMENTED =
  /^(jira:issue_(created|updated|deleted)|comment_(created|updated|deleted)|issue_property_(set|deleted))$/

/** What an app registers for itself: https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-webhooks/ */
export function addDynamicWebhookRoutes(app: JiraApp, standIn: StandIn): void {
  const { data } = standIn.site
  const nowMs = (): number => standIn.site.clock()
  const listOwn = (): RegisteredWebhook[] =>
    data.webhooks.filter(webhook => webhook.app !== undefined && !isOver(webhook, nowMs()))
  const webhookIds = Type.Object({ webhookIds: Type.Array(Type.Integer(), { minItems: 1 }) })

  app.post(
    PATH,
    {
      schema: {
        body: Type.Object({
          url: Type.String({ minLength: 1 }),
          webhooks: Type.Array(
            Type.Object({ events: Type.Array(Type.String(), { minItems: 1 }), jqlFilter: Type.String() }),
          ),
        }),
      },
    },
    request => {
      requireApp(standIn, request)
      const { url, webhooks } = request.body
      if (listOwn().some(each => each.url !== url)) throw new JiraError(400, ['Only a single URL per app is allowed.'])
      return {
        webhookRegistrationResult: webhooks.map(({ events, jqlFilter }) => {
          const errors = listErrors(standIn, events, jqlFilter)
          if (listOwn().length >= MOST) errors.push(`An app may register ${MOST} webhooks at most.`)
          if (errors.length > 0) return { errors }
          const id = ++data.counters.webhook
          const { url: where } = request.body
          data.webhooks.push({
            id,
            name: '',
            url: where,
            events,
            jqlFilter,
            excludeBody: false,
            secret: null,
            enabled: true,
            createdMs: nowMs(),
            app: { expiresMs: nowMs() + LIFE_MS },
          })
          return { createdWebhookId: id }
        }),
      }
    },
  )

  app.get(PATH, { schema: { querystring: Type.Object(pageQuery) } }, request => {
    requireApp(standIn, request)
    return cutPage(listOwn(), request.query, { usual: 100, most: 100 }, ({ id, url, events, jqlFilter, app: own }) => ({
      id,
      url,
      events,
      jqlFilter,
      expirationDate: writeInstant(own?.expiresMs ?? 0),
    }))
  })

  app.put(`${PATH}/refresh`, { schema: { body: webhookIds } }, request => {
    requireApp(standIn, request)
    const expiresMs = nowMs() + LIFE_MS
    for (const webhook of listOwn()) if (request.body.webhookIds.includes(webhook.id)) webhook.app = { expiresMs }
    return { expirationDate: writeInstant(expiresMs) }
  })

  app.delete(PATH, { schema: { body: webhookIds } }, async (request, reply) => {
    requireApp(standIn, request)
    for (const webhook of listOwn())
      if (request.body.webhookIds.includes(webhook.id)) removeFrom(data.webhooks, webhook)
    return reply.status(202).send()
  })
}

const writeInstant = (ms: number): string => new Date(ms).toISOString().replace('Z', '+0000')

function requireApp(standIn: StandIn, request: FastifyRequest): void {
  requireCaller(standIn, request)
  if (!standIn.isApp(request)) throw new JiraError(403, ['Only apps can access this resource.'])
  if (!standIn.webhooks.appMayRegister) throw new JiraError(403, ['The app lacks the scope manage:jira-webhook.'])
}

/** Few clauses are taken, and none but these: some are refused in words, in an answer with status 200. */
function listErrors(standIn: StandIn, events: readonly string[], jqlFilter: string): string[] {
  if (jqlFilter.trim() === '') return ['The JQL filter is required.']
  const { clauses } = parseJql(jqlFilter)
  const unsupported = clauses.filter(
    ({ field, operator }) =>
      !['project', 'issuetype', 'issuekey'].includes(field) || !['=', '!=', 'in', 'not in'].includes(operator),
  )
  const unknown = standIn.webhooks.tellsAppsOfIssuesOnly ? events.filter(event => !DOCUMENTED.test(event)) : []
  return [
    ...unsupported.map(({ field }) => `The clause ${field} is unsupported`),
    ...unknown.map(event => `The event ${event} is not supported for apps`),
  ]
}
