import type { KeptWebhook } from '../../src/work/kept-webhook.ts'
import type { WebhookReceiver, WebhookRegistrar, WebhookWish } from '../connector.ts'
import { RejectedError } from '../errors.ts'
import { leadsTo } from '../leads-to.ts'
import {
  type AdminApi,
  createWebhook,
  findAdminApi,
  idOf,
  listWebhooks,
  NEEDED,
  type RegisteredWebhook,
  removeWebhook,
  writeReceiver,
} from './admin-api.ts'
import { writeJql } from './jql.ts'
import { permissionsSchema } from './payloads.ts'
import type { SiteClient } from './product.ts'
import { listFollowedProjects } from './projects.ts'
import type { Settings } from './settings.ts'
import { ISSUE_EVENTS, isSameSet, PLANNING_EVENTS } from './webhook-events.ts'

const EVENTS = [...ISSUE_EVENTS, ...PLANNING_EVENTS]
const FILTER = 'issue-related-events-section'
const SUBJECT = {
  hook: 'site',
  name: 'Issues, comments, links, worklogs, sprints and versions',
  expiresAt: null,
} as const

/** One webhook of the site, as an administrator registers it. It never ends. */
export function openAdminHooks(site: SiteClient, settings: Settings): Pick<WebhookRegistrar, 'keep' | 'remove'> {
  return {
    keep: async wish => {
      await requireAdministrator(site)
      return [await keepWebhook(site, settings, wish)]
    },
    remove: async ({ url }) => {
      await requireAdministrator(site)
      const api = await findAdminApi(site)
      for (const each of await listOurs(site, api, url)) await removeWebhook(site, api, idOf(each))
    },
  }
}

/** Asked first: without it the answers of these interfaces look as if the credentials were wrong. */
async function requireAdministrator(site: SiteClient): Promise<void> {
  const { permissions } = await site.ask({
    path: `${site.product.api}/mypermissions`,
    query: [['permissions', 'ADMINISTER']],
    endpointClass: 'my_permissions',
    where: 'asking Jira what the account may do',
    schema: permissionsSchema,
  })
  if (permissions.ADMINISTER?.havePermission === true) return
  throw new RejectedError('permission', `The account may not register webhooks in Jira: it needs ${NEEDED}.`)
}

const listOurs = async (site: SiteClient, api: AdminApi, url: string): Promise<readonly RegisteredWebhook[]> =>
  (await listWebhooks(site, api)).filter(each => leadsTo(each.url, url))

async function keepWebhook(site: SiteClient, settings: Settings, wish: WebhookWish): Promise<KeptWebhook> {
  const api = await findAdminApi(site)
  const jql = await writeFilter(site, settings)
  const ours = await listOurs(site, api, wish.url)
  const fits = (each: RegisteredWebhook): boolean =>
    each.url === writeReceiver(api, wish) &&
    isSameSet(each.events ?? [], EVENTS) &&
    (each.filters === null || each.filters === undefined || (each.filters[FILTER] ?? '') === jql) &&
    wish.holders.includes(idOf(each))
  const disabled = ours.find(each => !isEnabled(each))
  if (disabled !== undefined && !wish.isAsked && !ours.some(isEnabled))
    return { ...SUBJECT, externalId: idOf(disabled), state: 'disabled', trackerState: 'disabled', reason: DISABLED }
  const standing = ours.find(each => isEnabled(each) && fits(each))
  // The new one first, so that no event falls between the two.
  const id = standing === undefined ? await createWebhook(site, api, describe(api, jql, wish)) : idOf(standing)
  for (const each of ours) if (idOf(each) !== id) await removeWebhook(site, api, idOf(each))
  return { ...SUBJECT, externalId: id, state: 'alive', trackerState: 'enabled', reason: null }
}

const isEnabled = ({ enabled, active }: RegisteredWebhook): boolean => enabled !== false && active !== false
const DISABLED = 'Somebody has disabled it in Jira: enable it there, or register the webhooks again.'

/** Holds for issues only; of sprints, versions and worklogs Jira tells of all. https://jira.atlassian.com/browse/JRASERVER-69135 */
export async function writeFilter(site: SiteClient, settings: Settings): Promise<string> {
  if (settings.projects === undefined) return ''
  const ids = (await listFollowedProjects(site, settings)).map(({ id }) => id)
  return writeJql([{ type: 'projects', ids }], [])
}

const describe = (api: AdminApi, jql: string, receiver: WebhookReceiver) => ({
  name: 'Milepost',
  url: writeReceiver(api, receiver),
  events: EVENTS,
  ...(api.path === '/rest/jira-webhook/1.0/webhooks'
    ? {
        ...(jql === '' ? {} : { filters: { [FILTER]: jql } }),
        // A secret beside these is ignored there, and the deliveries would come unsigned.
        configuration: { EXCLUDE_BODY: 'false', SECRET: receiver.secret },
        active: true,
        scopeType: 'global',
        sslVerificationRequired: true,
      }
    : {
        filters: { [FILTER]: jql },
        excludeBody: false,
        ...(api.signs ? { secret: receiver.secret } : {}),
      }),
})
