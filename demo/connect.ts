import type { ApiClient } from './api-client.ts'
import type { KeptConnection } from './kept-state.ts'
import { DEMO_PERSONAL_ACCESS_TOKEN, type Trackers } from './trackers.ts'

export interface Connected {
  readonly kind: 'jira' | 'azure-devops'
  readonly name: string
  readonly kept: KeptConnection
}

interface Created {
  readonly id: string
  readonly webhook: { readonly url: string; readonly secret: string }
}

interface Checked {
  readonly ok: boolean
  readonly identity: string | null
  readonly problems: readonly string[]
}

/** Creates both connections through the public API, or points those of the run before at the trackers' new addresses. */
export async function connectTrackers(
  api: ApiClient,
  { jira, azureDevOps }: Trackers,
  before: { readonly jira: KeptConnection | null; readonly azureDevOps: KeptConnection | null },
): Promise<readonly Connected[]> {
  return [
    {
      kind: 'jira',
      name: 'Jira',
      kept: await connect(api, before.jira, {
        name: 'Jira',
        kind: 'jira',
        settings: { baseUrl: jira.url },
        credentials: jira.login,
      }),
    },
    {
      kind: 'azure-devops',
      name: 'Azure DevOps',
      kept: await connect(api, before.azureDevOps, {
        name: 'Azure DevOps',
        kind: 'azure-devops',
        settings: { baseUrl: azureDevOps.url },
        credentials: { type: 'personal-access-token', token: DEMO_PERSONAL_ACCESS_TOKEN },
      }),
    },
  ]
}

async function connect(
  api: ApiClient,
  before: KeptConnection | null,
  wanted: { readonly name: string; readonly kind: string; readonly settings: object; readonly credentials: object },
): Promise<KeptConnection> {
  if (before !== null) {
    await api.patch(`/connections/${before.id}`, { settings: wanted.settings })
    return before
  }
  const { id, webhook } = await api.post<Created>('/connections', wanted)
  return { id, webhookUrl: webhook.url, webhookSecret: webhook.secret }
}

/** Proves the stored credentials; returns who we are at the tracker. */
export async function proveConnection(api: ApiClient, { kept, name }: Connected): Promise<string> {
  const { ok, identity, problems } = await api.post<Checked>(`/connections/${kept.id}/check`)
  if (!ok) throw new Error(`${name}: ${problems.join(' ')}`)
  return identity ?? 'an account without a name'
}

/** Registers the webhooks at the trackers, as an administrator would with what the service showed. */
export async function registerWebhooks(
  serviceUrl: string,
  connected: readonly Connected[],
  { jira, azureDevOps }: Trackers,
): Promise<void> {
  for (const { kind, kept } of connected) {
    const url = `${serviceUrl}/api/v1/webhooks/${kept.id}`
    if (kind === 'jira') await registerJiraWebhook(jira.url, writeAuthorization(jira.login), url, kept.webhookSecret)
    else
      for (const { id } of azureDevOps.organization.state.projects)
        await subscribe(azureDevOps.url, id, url, kept.webhookSecret)
  }
}

const JIRA_EVENTS = [
  'jira:issue_created',
  'jira:issue_updated',
  'jira:issue_deleted',
  'issuelink_created',
  'issuelink_deleted',
  'worklog_created',
  'worklog_updated',
  'worklog_deleted',
  'sprint_created',
  'sprint_updated',
  'sprint_started',
  'sprint_closed',
  'sprint_deleted',
  'jira:version_created',
  'jira:version_updated',
  'jira:version_released',
  'jira:version_unreleased',
  'jira:version_deleted',
]
const AZURE_DEVOPS_EVENTS = ['workitem.created', 'workitem.updated', 'workitem.deleted', 'workitem.restored']

async function registerJiraWebhook(siteUrl: string, authorization: string, url: string, secret: string): Promise<void> {
  await post(`${siteUrl}/rest/webhooks/1.0/webhook`, authorization, {
    name: 'Milepost',
    url,
    events: JIRA_EVENTS,
    filters: {},
    excludeBody: false,
    secret,
  })
}

async function subscribe(organizationUrl: string, projectId: string, url: string, secret: string): Promise<void> {
  for (const eventType of AZURE_DEVOPS_EVENTS) {
    await post(
      `${organizationUrl}/_apis/hooks/subscriptions?api-version=7.1`,
      encodeBasic('', DEMO_PERSONAL_ACCESS_TOKEN),
      {
        publisherId: 'tfs',
        eventType,
        resourceVersion: '1.0',
        consumerId: 'webHooks',
        consumerActionId: 'httpRequest',
        publisherInputs: { projectId },
        consumerInputs: { url, basicAuthUsername: 'milepost', basicAuthPassword: secret },
      },
    )
  }
}

const encodeBasic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

const writeAuthorization = (login: Trackers['jira']['login']): string =>
  login.type === 'api-token' ? encodeBasic(login.email, login.apiToken) : `Bearer ${login.token}`

async function post(url: string, authorization: string, body: object): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization,
    },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`The tracker refused the webhook (${response.status}): ${await response.text()}`)
}
