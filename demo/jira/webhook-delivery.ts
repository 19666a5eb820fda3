import { createHmac, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { requestSignal } from '../../connectors/http.ts'
import { parseJql } from './jql.ts'
import { compileQuery } from './jql-match.ts'
import type { Rendering } from './render-site.ts'
import type { SiteEvent } from './site-events.ts'
import type { RegisteredWebhook } from './site-records.ts'
import { renderEvent } from './webhook-payloads.ts'

export interface Delivery {
  readonly identifier: string
  readonly webhookId: number
  readonly event: string
  /** Status of each attempt; 0 when no answer came. */
  readonly attempts: readonly number[]
  readonly state: 'waiting' | 'delivered' | 'given_up'
}

export interface WebhookSender {
  readonly deliver: (event: SiteEvent) => void
  readonly deliveries: readonly Delivery[]
  /** Waits until nothing is on its way any more. */
  readonly settle: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Jira waits 5 to 15 minutes between its attempts; a stand-in has no time for that. */
export const DEFAULT_RETRY_DELAYS_MS = [100, 200, 400, 800, 1600]
const RESPONSE_TIMEOUT_MS = 20_000
const retried = [408, 409, 425, 429]

/** Who signs: the app its own webhooks, Jira those of administrators, unless it is too old to. */
export interface Signing {
  readonly clientId: string
  readonly clientSecret: string
  readonly signs: boolean
}

export function createWebhookSender(
  rendering: () => Rendering,
  retryDelaysMs: readonly number[],
  signing: Signing,
): WebhookSender {
  const agent = new Agent({ keepAliveTimeout: 1000 })
  const stopping = new AbortController()
  const underWay = new Set<Promise<void>>()
  const deliveries: Delivery[] = []

  const deliverTo = async (webhook: RegisteredWebhook, event: SiteEvent): Promise<void> => {
    const told = renderEvent(rendering(), event)
    const named = webhook.app === undefined ? told : { ...told, matchedWebhookIds: [webhook.id] }
    const body = webhook.excludeBody ? '' : JSON.stringify(named)
    const at = deliveries.length
    let delivery: Delivery = {
      identifier: randomUUID(),
      webhookId: webhook.id,
      event: event.name,
      attempts: [],
      state: 'waiting',
    }
    deliveries.push(delivery)
    for (const [retry, delayMs] of [0, ...retryDelaysMs].entries()) {
      if (retry > 0) await sleep(delayMs, undefined, { signal: stopping.signal })
      const status = await post(webhook, body, {
        identifier: delivery.identifier,
        retry,
        flow: event.type === 'link' ? event.flow : 'Primary',
      })
      const isDelivered = status >= 200 && status < 300
      const isOver =
        isDelivered || !(status === 0 || status >= 500 || retried.includes(status)) || retry === retryDelaysMs.length
      delivery = {
        ...delivery,
        attempts: [...delivery.attempts, status],
        state: isDelivered ? 'delivered' : isOver ? 'given_up' : 'waiting',
      }
      deliveries[at] = delivery
      if (isOver) return
    }
  }

  const post = async (
    webhook: RegisteredWebhook,
    body: string,
    about: { identifier: string; retry: number; flow: string },
  ): Promise<number> => {
    const headers: Record<string, string> = {
      'content-type': 'application/json; charset=UTF-8',
      'user-agent': 'Atlassian Webhook HTTP Client',
      'x-atlassian-webhook-identifier': about.identifier,
      'x-atlassian-webhook-flow': about.flow,
      'x-atlassian-webhook-trace': about.identifier.slice(0, 16),
    }
    if (about.retry > 0) headers['x-atlassian-webhook-retry'] = String(about.retry)
    if (webhook.app !== undefined) headers.authorization = `Bearer ${signToken(signing)}`
    else if (webhook.secret !== null && signing.signs)
      headers['x-hub-signature'] = `sha256=${signBody(webhook.secret, body)}`
    try {
      const signal = requestSignal(stopping.signal, RESPONSE_TIMEOUT_MS)
      const answer = await request(webhook.app === undefined ? webhook.url : withoutQuery(webhook.url), {
        method: 'POST',
        headers,
        body,
        dispatcher: agent,
        signal,
      })
      await answer.body.dump()
      return answer.statusCode
    } catch {
      return 0
    }
  }

  return {
    deliveries,
    deliver: event => {
      for (const webhook of rendering().site.data.webhooks) {
        if (
          isOver(webhook, rendering().site.clock()) ||
          !webhook.enabled ||
          !webhook.events.includes(event.name) ||
          !passesFilter(rendering(), webhook, event)
        )
          continue
        // A delivery interrupted by close is the only rejection, and nobody is left to hear of it.
        const delivered = deliverTo(webhook, event).catch(() => undefined)
        underWay.add(delivered)
        void delivered.finally(() => underWay.delete(delivered))
      }
    },
    settle: async () => {
      while (underWay.size > 0) await Promise.all(underWay)
    },
    close: async () => {
      stopping.abort()
      await Promise.all(underWay)
      await agent.destroy()
    },
  }
}

/** Apps are not told the query of the address that they have registered. */
const withoutQuery = (url: string): string => url.split('?')[0] ?? url

export const isOver = ({ app }: RegisteredWebhook, nowMs: number): boolean =>
  app !== undefined && app.expiresMs <= nowMs

const TOKEN_LIFE_S = 180

function signToken({ clientId, clientSecret }: Signing): string {
  const nowS = Math.floor(Date.now() / 1000)
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
  const claims = { iss: clientId, sub: 'demo', iat: nowS, exp: nowS + TOKEN_LIFE_S, jti: randomUUID(), context: {} }
  const text = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode(claims)}`
  return `${text}.${createHmac('sha256', clientSecret).update(text).digest('base64url')}`
}

export function signBody(secret: string, body: string): string {
  return createHmac('sha256', secret).update(body).digest('hex')
}

/** The filter holds for issue events only; others ignore it. https://jira.atlassian.com/browse/JRASERVER-69135 */
function passesFilter(to: Rendering, webhook: RegisteredWebhook, event: SiteEvent): boolean {
  if (event.type !== 'issue' || webhook.jqlFilter.trim() === '') return true
  // The query was checked when it was registered; as anybody, a project that is hidden since then is no error.
  return compileQuery(parseJql(webhook.jqlFilter), {
    site: to.site,
    clock: to.clock,
    isAnonymous: true,
    product: to.product,
  })(event.issue)
}
