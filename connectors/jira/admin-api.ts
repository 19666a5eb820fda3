import { type Static, Type } from 'typebox'
import { RejectedError } from '../errors.ts'
import { registeredWebhookSchema, versionNumbersSchema } from './payloads.ts'
import type { SiteClient } from './product.ts'

/** Which of the interfaces of administrators a site has, and what of it differs. */
export interface AdminApi {
  readonly path: '/rest/webhooks/1.0/webhook' | '/rest/jira-webhook/1.0/webhooks'
  /** Whether it signs what it delivers. One that does not carries the secret in the address. */
  readonly signs: boolean
}

/** Data Center 10 has moved the interface (https://confluence.atlassian.com/adminjiraserver/managing-webhooks-938846912.html). */
const FIRST_MOVED = 10
const SECRET_PARAMETER = 'secret'

export async function findAdminApi(site: SiteClient): Promise<AdminApi> {
  if (site.product.api === '/rest/api/3') return { path: '/rest/webhooks/1.0/webhook', signs: true }
  const { versionNumbers } = await site.ask({
    path: '/rest/api/2/serverInfo',
    endpointClass: 'server_info',
    where: 'asking Jira how old it is',
    schema: versionNumbersSchema,
  })
  const isMoved = (versionNumbers?.[0] ?? 0) >= FIRST_MOVED
  return isMoved
    ? { path: '/rest/jira-webhook/1.0/webhooks', signs: true }
    : { path: '/rest/webhooks/1.0/webhook', signs: false }
}

/** Where deliveries are to go. */
export function writeReceiver(
  { signs }: AdminApi,
  { url, secret }: { readonly url: string; readonly secret: string },
): string {
  return signs ? url : `${url}?${new URLSearchParams([[SECRET_PARAMETER, secret]])}`
}

/** What `writeReceiver` has put there; null where nothing was. */
export const readSecretOfUrl = (url: string | undefined): string | null =>
  url !== undefined && URL.canParse(url) ? new URL(url).searchParams.get(SECRET_PARAMETER) : null

export type RegisteredWebhook = Static<typeof registeredWebhookSchema>

const PAGE_SIZE = 100
/** The right is missing, a token with scopes is not taken, or the interface is closed. */
const REFUSED = [401, 403, 404, 405]

export const NEEDED = 'the global permission "Administer Jira", and of a token in Jira Cloud that it has no scopes'

export async function listWebhooks(site: SiteClient, { path }: AdminApi): Promise<readonly RegisteredWebhook[]> {
  const found = new Map<string, RegisteredWebhook>()
  for (;;) {
    const isPaged = path === '/rest/jira-webhook/1.0/webhooks'
    const page = await site.askUnless(
      {
        path,
        ...(isPaged
          ? {
              query: [
                ['start', String(found.size)],
                ['limit', String(PAGE_SIZE)],
              ] as const,
            }
          : {}),
        endpointClass: 'webhooks',
        where: 'reading the webhooks of Jira',
        schema: Type.Array(registeredWebhookSchema),
      },
      REFUSED,
    )
    if (page.value === null) throw refuse(page.status)
    const sizeBefore = found.size
    for (const each of page.value) found.set(idOf(each), each)
    // The size of a page may be cut by the server: only one without news is the last.
    if (!isPaged || found.size === sizeBefore) return [...found.values()]
  }
}

export const idOf = ({ id, self }: RegisteredWebhook): string =>
  id === null || id === undefined ? (self?.split('/').at(-1) ?? '') : String(id)

export async function createWebhook(
  site: SiteClient,
  { path }: AdminApi,
  body: { readonly [key: string]: JsonValue },
): Promise<string> {
  const made = await site.askUnless(
    {
      path,
      write: 'POST',
      body,
      endpointClass: 'webhooks',
      where: 'registering a webhook in Jira',
      schema: registeredWebhookSchema,
    },
    REFUSED,
  )
  if (made.value === null) throw refuse(made.status)
  return idOf(made.value)
}
type JsonValue = string | boolean | readonly string[] | { readonly [key: string]: string }

/** One that is gone already is removed. */
export async function removeWebhook(site: SiteClient, { path }: AdminApi, id: string): Promise<void> {
  const { value, status } = await site.askUnless(
    {
      path: `${path}/${encodeURIComponent(id)}`,
      write: 'DELETE',
      endpointClass: 'webhooks',
      where: 'removing a webhook in Jira',
      schema: Type.Object({}),
    },
    REFUSED,
  )
  if (value === null && status !== 404) throw refuse(status)
}

const refuse = (status: number): RejectedError =>
  new RejectedError('permission', `Jira does not let this account register webhooks (${status}): it needs ${NEEDED}.`)
