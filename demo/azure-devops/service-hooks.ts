import { setTimeout as wait } from 'node:timers/promises'
import { requestSignal } from '../../connectors/http.ts'
import type { Subscription } from './organization-state.ts'
import { renderDelivery, wants } from './service-hook-delivery.ts'
import type { View } from './view.ts'
import type { WorkItemEvent } from './work-item-event.ts'

export interface ServiceHooks {
  /** Resolves when no delivery is under way or waiting. */
  readonly settle: () => Promise<void>
  readonly stop: () => Promise<void>
}

export interface HookDelays {
  /** After 408, 502, 503 and 504. */
  readonly retryDelaysMs: readonly number[]
  /** After any other failure, or when the retries are used up: the subscription is on probation. */
  readonly probationDelaysMs: readonly number[]
}

/** The service's own delays: https://learn.microsoft.com/azure/devops/service-hooks/troubleshoot */
export const SERVICE_HOOK_DELAYS: HookDelays = {
  retryDelaysMs: [1, 2, 4, 8, 16, 32, 60, 60].map(seconds => seconds * 1_000),
  probationDelaysMs: [20, 40, 80, 160, 320, 640, 900].map(minutes => minutes * 60_000),
}

type Outcome = 'delivered' | 'gone' | 'transient' | 'enduring'
const TRANSIENT = [408, 502, 503, 504]
const DELIVERY_TIMEOUT_MS = 10_000

/** Tells every edit of the organisation to the subscriptions that want it. Nothing keeps deliveries in order. */
export function startServiceHooks(view: View, delays: HookDelays): ServiceHooks {
  const stopping = new AbortController()
  const underWay = new Set<Promise<void>>()
  let lastNotificationId = 0

  const listen = (event: WorkItemEvent): void => {
    for (const subscription of view.organization.state.subscriptions) {
      // What happens during probation is not told later.
      if (subscription.status !== 'enabled' || !wants(view, subscription, event)) continue
      lastNotificationId += 1
      const body = JSON.stringify(renderDelivery(view, subscription, event, lastNotificationId))
      const delivery = deliver(subscription, body, delays, stopping.signal)
        // Only the end of the server interrupts a delivery.
        .catch((error: unknown) => {
          if (!stopping.signal.aborted) throw error
        })
        .finally(() => underWay.delete(delivery))
      underWay.add(delivery)
    }
  }
  view.organization.listeners.add(listen)
  const settle = async (): Promise<void> => {
    while (underWay.size > 0) await Promise.all(underWay)
  }
  return {
    settle,
    stop: async () => {
      view.organization.listeners.delete(listen)
      stopping.abort()
      await settle()
    },
  }
}

async function deliver(
  subscription: Subscription,
  body: string,
  delays: HookDelays,
  signal: AbortSignal,
): Promise<void> {
  let outcome = await post(subscription, body, signal)
  for (const delayMs of delays.retryDelaysMs) {
    if (outcome !== 'transient') break
    await wait(delayMs, undefined, { signal })
    outcome = await post(subscription, body, signal)
  }
  if (outcome === 'transient' || outcome === 'enduring') {
    setStatus(subscription, 'onProbation')
    for (const delayMs of delays.probationDelaysMs) {
      await wait(delayMs, undefined, { signal })
      // Somebody has enabled it again, or disabled it.
      if (subscription.status !== 'onProbation') return
      outcome = await post(subscription, body, signal)
      if (outcome === 'delivered' || outcome === 'gone') break
    }
  }
  setStatus(subscription, outcome === 'delivered' ? 'enabled' : 'disabledBySystem')
}

function setStatus(subscription: Subscription, status: Subscription['status']): void {
  if (subscription.status === status) return
  subscription.status = status
  subscription.modifiedDate = new Date().toISOString()
}

async function post(subscription: Subscription, body: string, signal: AbortSignal): Promise<Outcome> {
  const { url = '', basicAuthUsername = '', basicAuthPassword, httpHeaders = '' } = subscription.consumerInputs
  const headers = new Headers({ 'content-type': 'application/json; charset=utf-8' })
  if (basicAuthPassword !== undefined) {
    headers.set('authorization', `Basic ${Buffer.from(`${basicAuthUsername}:${basicAuthPassword}`).toString('base64')}`)
  }
  for (const line of httpHeaders.split('\n').filter(text => text.includes(':'))) {
    headers.set(line.slice(0, line.indexOf(':')).trim(), line.slice(line.indexOf(':') + 1).trim())
  }
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: requestSignal(signal, DELIVERY_TIMEOUT_MS),
    })
    await response.arrayBuffer()
    if (response.ok) return 'delivered'
    if (response.status === 410) return 'gone'
    return TRANSIENT.includes(response.status) ? 'transient' : 'enduring'
  } catch (error) {
    if (signal.aborted) throw error
    return 'enduring'
  }
}
