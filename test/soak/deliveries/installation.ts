import { type ApiClient, listAll } from '../../../demo/api-client.ts'
import { alertRules } from '../../../src/store/alert/alert-rules.ts'
import type { Queryable } from '../../../src/store/database.ts'
import { listRuns } from '../../../src/store/sync/sync-runs.ts'
import { waitUntil } from '../../jobs/workplace.ts'
import type { ModelledTracker } from '../modelled-tracker.ts'
import type { Receiver } from './forge.ts'

/** A tracker that is edited, and two connections to it. */
export interface Connected {
  readonly tracker: ModelledTracker
  /** Hears the tracker's webhooks. */
  readonly id: string
  readonly receiver: Receiver
  /** Hears nothing that is true: what forgeries do is seen in it. */
  readonly deafId: string
  readonly deafReceiver: Receiver
}

/** Longer than any run: nothing is read but what deliveries name. */
const SYNC_EVERY_SECONDS = 86_400
const FIRST_SYNC_MS = 120_000

/** Connects a tracker twice and reads it; webhooks are registered by the first. */
export async function connect(api: ApiClient, db: Queryable, tracker: ModelledTracker): Promise<Connected> {
  const { kind, settings, credentials } = tracker
  const create = async (name: string) => {
    const made = await api.post<{ readonly id: string; readonly webhook: { readonly secret: string } }>(
      '/connections',
      {
        ...{ name, kind, settings, credentials },
        syncEverySeconds: SYNC_EVERY_SECONDS,
      },
    )
    const { id, webhook } = made
    return { id, receiver: { kind, path: `/api/v1/webhooks/${id}`, secret: webhook.secret } }
  }
  const { id, receiver } = await create(kind)
  const deaf = await create(`${kind}, deaf`)
  await waitUntil(
    `the first readings of ${kind}`,
    async () => {
      const runs = await listRuns(db, { limit: 100 })
      const of = runs.filter(({ connectionId }) => connectionId === id || connectionId === deaf.id)
      return of.length >= 2 && of.every(({ state }) => state === 'complete')
    },
    FIRST_SYNC_MS,
  )
  const { byHand } = await api.post<{ readonly byHand: { readonly why: string } | null }>(`/connections/${id}/webhooks`)
  if (byHand !== null) throw new Error(byHand.why)
  return { tracker, id, receiver, deafId: deaf.id, deafReceiver: deaf.receiver }
}

/** A portfolio that is told of slips, with an initiative for each project; its initiatives. */
export async function setUpPortfolio(
  api: ApiClient,
  db: Queryable,
  connected: readonly Connected[],
): Promise<readonly string[]> {
  const portfolio = await api.post<{ readonly id: string }>('/portfolios', { name: 'Growth' })
  const from = { by: 'test', at: new Date().toISOString() }
  await alertRules.save(db, portfolio.id, { kinds: ['milestone_slipped'] }, from)
  const initiatives: string[] = []
  for (const { id } of connected) {
    for (const { key, name } of await listAll<{ readonly key: string | null; readonly name: string }>(
      api,
      `/projects?connection=${id}`,
    )) {
      const made = await api.post<{ readonly id: string }>('/initiatives', {
        name: `${name} of ${id}`,
        parentId: portfolio.id,
        scope: [{ effect: 'include', connectionId: id, selector: 'project', value: key ?? name }],
      })
      initiatives.push(made.id)
    }
  }
  return initiatives
}

/** Everybody who takes this URL is told everything. */
export async function openChannelTo(api: ApiClient, url: string): Promise<string> {
  const made = await api.post<{ readonly id: string }>('/channels', { name: 'PMO', kind: 'http', settings: { url } })
  return made.id
}
