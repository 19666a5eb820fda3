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
}

interface Checked {
  readonly ok: boolean
  readonly identity: string | null
  readonly problems: readonly string[]
}

interface Registered {
  readonly byHand: { readonly why: string } | null
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
  const { id } = await api.post<Created>('/connections', wanted)
  return { id }
}

/** Proves the stored credentials; returns who we are at the tracker. */
export async function proveConnection(api: ApiClient, { kept, name }: Connected): Promise<string> {
  const { ok, identity, problems } = await api.post<Checked>(`/connections/${kept.id}/check`)
  if (!ok) throw new Error(`${name}: ${problems.join(' ')}`)
  return identity ?? 'an account without a name'
}

/** Lets the service register its webhooks at the trackers. */
export async function registerWebhooks(api: ApiClient, connected: readonly Connected[]): Promise<void> {
  for (const { name, kept } of connected) {
    const { byHand } = await api.post<Registered>(`/connections/${kept.id}/webhooks`)
    if (byHand !== null) throw new Error(`${name}: ${byHand.why}`)
  }
}
