import type { Static } from 'typebox'
import { Type } from 'typebox'
import type { KeptWebhook } from '../../src/work/kept-webhook.ts'
import type { WebhookRegistrar } from '../connector.ts'
import { RejectedError } from '../errors.ts'
import { leadsTo } from '../leads-to.ts'
import { readInstant } from './instants.ts'
import { writeJql } from './jql.ts'
import { dynamicWebhookPageSchema, registrationResultSchema } from './payloads.ts'
import type { SiteClient } from './product.ts'
import { listFollowedProjects } from './projects.ts'
import type { Settings } from './settings.ts'
import { ISSUE_EVENTS, isSameSet, PLANNING_EVENTS } from './webhook-events.ts'

const PATH = '/rest/api/3/webhook'
const PAGE_SIZE = 100
/** They live for 30 days; that of which so much is left is renewed. */
const RENEW_BELOW_MS = 20 * 86_400_000
const MOST_ERROR_TEXT = 300

type Found = Static<typeof dynamicWebhookPageSchema>['values'][number]

interface Wanted {
  readonly hook: string
  readonly name: string
  readonly events: readonly string[]
}

/** Jira documents issues and comments for apps; it was seen to tell them of the others as well, and may refuse that. */
const WANTED: readonly Wanted[] = [
  { hook: 'issues', name: 'Issues and comments', events: ISSUE_EVENTS },
  { hook: 'planning', name: 'Links, worklogs, sprints and versions', events: PLANNING_EVENTS },
]

/**
 * Webhooks that an app registers for itself (https://developer.atlassian.com/cloud/jira/platform/webhooks/). Deliveries are
 * signed with the app's own secret, and they end after 30 days unless they are renewed.
 */
export function openDynamicHooks(
  site: SiteClient,
  settings: Settings,
  now: () => Date,
): Pick<WebhookRegistrar, 'keep' | 'remove'> {
  async function keep(url: string): Promise<readonly KeptWebhook[]> {
    // Without a filter none is taken, and few clauses are; the projects of today are looked at again each day.
    const ids = (await listFollowedProjects(site, settings, { fresh: true })).map(({ id }) => id)
    const jqlFilter = writeJql([{ type: 'projects', ids }], [])
    const before = await listOurs(site, url)
    const fits =
      ({ events }: Wanted) =>
      (each: Found) =>
        each.jqlFilter === jqlFilter && isSameSet(each.events ?? [], events) && !isOver(each, now())
    const stays = WANTED.flatMap(wanted => before.find(fits(wanted)) ?? [])
    const refusals = new Map<string, string>()
    for (const wanted of WANTED) {
      if (before.some(fits(wanted))) continue
      const refusal = await register(site, url, { events: wanted.events, jqlFilter })
      if (refusal !== null) refusals.set(wanted.hook, refusal)
    }
    await remove(
      site,
      before.filter(each => !stays.includes(each)),
    )
    await renew(
      site,
      stays.filter(each => leftMs(each, now()) < RENEW_BELOW_MS),
    )
    // Unknown ids are not refused when they are renewed, and new ones do not tell when they end: what stands now is the truth.
    const after = await listOurs(site, url)
    return WANTED.map(wanted => tell(wanted, after.find(fits(wanted)), refusals.get(wanted.hook) ?? null))
  }

  return {
    keep: wish => keep(wish.url),
    remove: async ({ url }) => remove(site, await listOurs(site, url)),
  }
}

function tell({ hook, name }: Wanted, found: Found | undefined, refusal: string | null): KeptWebhook {
  const told = { hook, name, trackerState: null }
  if (found !== undefined)
    return {
      ...told,
      externalId: String(found.id),
      state: 'alive',
      reason: null,
      expiresAt: readInstant(found.expirationDate),
    }
  if (refusal !== null && hook !== 'issues')
    return { ...told, externalId: null, state: 'not_offered', reason: `${NOT_OFFERED} ${refusal}`, expiresAt: null }
  const reason = refusal ?? 'Jira has taken it, and does not list it: ask again.'
  return { ...told, externalId: null, state: 'missing', reason, expiresAt: null }
}

const NOT_OFFERED = 'Jira does not tell apps of these; such changes come with the next sync.'

const leftMs = ({ expirationDate }: Found, now: Date): number => {
  const at = readInstant(expirationDate)
  return at === null ? 0 : Date.parse(at) - now.getTime()
}
const isOver = (each: Found, now: Date): boolean => each.expirationDate != null && leftMs(each, now) <= 0

async function listOurs(site: SiteClient, url: string): Promise<readonly Found[]> {
  const found: Found[] = []
  for (;;) {
    const page = await site.askUnless(
      {
        path: PATH,
        query: [
          ['startAt', String(found.length)],
          ['maxResults', String(PAGE_SIZE)],
        ],
        endpointClass: 'webhooks',
        where: "reading the app's webhooks in Jira",
        schema: dynamicWebhookPageSchema,
      },
      [403],
    )
    if (page.value === null) throw refuse()
    found.push(...page.value.values)
    if (page.value.isLast !== false || page.value.values.length === 0)
      return found.filter(each => leadsTo(each.url, url))
  }
}

/** Null when it was taken; else why it was not. */
async function register(
  site: SiteClient,
  url: string,
  webhook: { readonly events: readonly string[]; readonly jqlFilter: string },
): Promise<string | null> {
  const made = await site.askUnless(
    {
      path: PATH,
      write: 'POST',
      body: { url, webhooks: [webhook] },
      endpointClass: 'webhooks',
      where: "registering the app's webhooks in Jira",
      schema: registrationResultSchema,
    },
    [400, 403],
  )
  if (made.status === 403) throw refuse()
  const errors = made.value?.webhookRegistrationResult.flatMap(each => each.errors ?? []) ?? [`status ${made.status}`]
  // 200 comes with errors, too.
  return errors.length === 0 ? null : `Jira has refused it: ${errors.join(' ').slice(0, MOST_ERROR_TEXT)}`
}

async function renew(site: SiteClient, webhooks: readonly Found[]): Promise<void> {
  if (webhooks.length === 0) return
  await site.ask({
    path: `${PATH}/refresh`,
    write: 'PUT',
    body: { webhookIds: webhooks.map(({ id }) => id) },
    endpointClass: 'webhooks',
    where: "renewing the app's webhooks in Jira",
    schema: Type.Object({}),
  })
}

async function remove(site: SiteClient, webhooks: readonly Found[]): Promise<void> {
  if (webhooks.length === 0) return
  await site.ask({
    path: PATH,
    write: 'DELETE',
    body: { webhookIds: webhooks.map(({ id }) => id) },
    endpointClass: 'webhooks',
    where: "removing the app's webhooks in Jira",
    schema: Type.Object({}),
  })
}

const refuse = (): RejectedError =>
  new RejectedError(
    'permission',
    'Jira does not let this app register webhooks (403): add the scope "manage:jira-webhook" to the app, let an ' +
      'administrator consent to it again, and enter the new refresh token.',
  )
