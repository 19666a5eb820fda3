import type { KeptWebhook, WebhookState } from '../../src/work/kept-webhook.ts'
import type { WebhookRegistrar, WebhookWish } from '../connector.ts'
import { RejectedError } from '../errors.ts'
import { explainSubscriptions } from './hook-instructions.ts'
import type { Organization } from './organization.ts'
import type { Project } from './projects.ts'
import {
  EVENTS,
  isRefused,
  listSubscriptions,
  NEEDED,
  type Refused,
  renewSubscription,
  type Subject,
  type Subscription,
  subscribe,
  unsubscribe,
} from './subscriptions.ts'

/** As many requests as are made at once at all. */
const AT_ONCE = 4

interface Wanted extends Subject {
  readonly hook: string
  readonly name: string
}

/** Service hook subscriptions, one for each event and followed project. */
export function openRegistrar(organization: Organization): WebhookRegistrar {
  const { client } = organization
  return {
    keep: wish => keepSubscriptions(organization, wish),
    remove: async ({ url }) => {
      for (const { id } of await listSubscriptions(client, url)) {
        if (!(await unsubscribe(client, id)))
          throw new RejectedError('permission', `The account may not remove service hooks: it needs ${NEEDED}.`)
      }
    },
    explain: async receiver =>
      explainSubscriptions(organization.url, await organization.listFollowedProjects(), receiver),
  }
}

async function keepSubscriptions(organization: Organization, wish: WebhookWish): Promise<readonly KeptWebhook[]> {
  const { client } = organization
  const projects = await organization.listFollowedProjects()
  const left = [...(await listSubscriptions(client, wish.url))]
  const wanted = projects.flatMap(listWanted)
  const tasks = wanted.map(subject => ({ subject, present: takeFitting(left, subject) }))
  const kept: KeptWebhook[] = []
  for (let at = 0; at < tasks.length; at += AT_ONCE) {
    const some = tasks.slice(at, at + AT_ONCE)
    kept.push(...(await Promise.all(some.map(({ subject, present }) => keepOne(organization, subject, present, wish)))))
  }
  if (kept.length > 0 && kept.every(({ state }) => state === 'missing'))
    throw new RejectedError('permission', kept[0]?.reason ?? NEEDED)
  // Ours twice, as after an answer that was lost, or of projects that are followed no longer.
  const seen = new Set(wanted.map(({ eventType }) => String(eventType)))
  for (const extra of left) if (seen.has(extra.eventType) && isWhole(extra)) await unsubscribe(client, extra.id)
  return kept
}

const listWanted = ({ id, name }: Project): readonly Wanted[] =>
  EVENTS.map(([eventType, event]) => ({
    hook: `${eventType} ${id}`,
    name: `${event}, ${name}`,
    eventType,
    projectId: id,
  }))

/** Takes them out of the list; the one that works best goes first. */
function takeFitting(list: Subscription[], { eventType, projectId }: Subject): Subscription | null {
  const fitting = list.filter(
    each => each.eventType === eventType && each.publisherInputs?.projectId === projectId && isWhole(each),
  )
  const best = fitting.find(({ status }) => readState(status) === 'alive') ?? fitting[0] ?? null
  if (best !== null) list.splice(list.indexOf(best), 1)
  return best
}

/** Whether it tells of all of its project; somebody's own choice of some of it is left alone. */
const isWhole = ({ publisherInputs }: Subscription): boolean =>
  FILTERS.every(name => (publisherInputs?.[name] ?? '') === '')
const FILTERS = ['areaPath', 'workItemType', 'changedFields', 'commentPattern', 'tag']

async function keepOne(
  { client }: Organization,
  wanted: Wanted,
  present: Subscription | null,
  wish: WebhookWish,
): Promise<KeptWebhook> {
  if (present === null) return tell(wanted, null, await subscribe(client, wanted, wish), null)
  const state = readState(present.status)
  if (state === 'alive' && wish.holders.includes(present.id)) return tell(wanted, present, present, null)
  if (present.status === 'disabledByUser' && !wish.isAsked) return tell(wanted, present, present, null)
  const before =
    state === 'alive' ? null : `${WORDS[present.status ?? ''] ?? UNKNOWN_STATE} Milepost has enabled it again.`
  // Of somebody who is gone it cannot be enabled; a new one is ours.
  if (present.status === 'disabledByInactiveIdentity') {
    const made = await subscribe(client, wanted, wish)
    if (!isRefused(made)) await unsubscribe(client, present.id)
    return tell(wanted, present, made, before)
  }
  const renewed = await renewSubscription(client, present.id, wanted, wish)
  const isGone = isRefused(renewed) && renewed.refusedWith === 404
  return tell(wanted, present, isGone ? await subscribe(client, wanted, wish) : renewed, before)
}

function tell(
  { hook, name }: Wanted,
  before: Subscription | null,
  now: Subscription | Refused,
  renewal: string | null,
): KeptWebhook {
  const stands = isRefused(now) ? before : now
  const seen = stands === null ? 'missing' : readState(stands.status)
  // It may hold another secret than ours: whether it is heard is not known.
  const state: WebhookState = isRefused(now) && seen === 'alive' ? 'unknown' : seen
  const trackerState = stands?.status ?? null
  const wrong = seen === 'alive' ? null : (WORDS[trackerState ?? ''] ?? UNKNOWN_STATE)
  const reason = isRefused(now)
    ? [stands === null ? null : wrong, explainRefusal(now)].filter(Boolean).join(' ')
    : (wrong ?? renewal)
  return { hook, name, externalId: stands?.id ?? null, state, trackerState, reason, expiresAt: null }
}

/** Some versions say nothing about one that is enabled. */
function readState(status: string | null | undefined): WebhookState {
  if (status === 'enabled' || status === null || status === undefined) return 'alive'
  if (status === 'onProbation') return 'on_probation'
  return status.startsWith('disabled') ? 'disabled' : 'unknown'
}

/** https://learn.microsoft.com/azure/devops/service-hooks/troubleshoot */
const WORDS: Readonly<Record<string, string>> = {
  onProbation:
    'Azure DevOps could not deliver, and tries again from time to time only: look whether it can reach this address.',
  disabledByUser: 'Somebody has disabled it in Azure DevOps: enable it there, or register the webhooks again.',
  disabledBySystem: 'Azure DevOps has disabled it after deliveries had failed: look whether it can reach this address.',
  disabledByInactiveIdentity: 'Azure DevOps has disabled it because who had made it is gone, or has lost the right to.',
}
const UNKNOWN_STATE = 'Azure DevOps says of it what Milepost does not know: look at it there.'

const explainRefusal = ({ refusedWith: status }: Refused): string =>
  status === 400
    ? 'Azure DevOps does not take this service hook (400): it knows the event not yet, or may not call this address. Services call public addresses only.'
    : `The account may not register service hooks here (${status}): it needs ${NEEDED}.`
