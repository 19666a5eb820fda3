import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { type ApiClient, listAll, openApi } from '../../../demo/api-client.ts'
import { alertRules } from '../../../src/store/alert/alert-rules.ts'
import { openDatabase } from '../../../src/store/database.ts'
import { masterKey } from '../../flows/connections.ts'
import { type Child, startChild } from '../child.ts'
import { TRACKER_KINDS, type TrackerAddress, type TrackerKind } from '../synthetic-tracker.ts'
import type { AlertReceiver } from './receiver.ts'
import type { Relay } from './relay.ts'

/** A milestone of a tracker, as both sides name it. */
export interface BenchMilestone {
  readonly id: string
  readonly kind: TrackerKind
  readonly externalId: string
}

/** A server and a worker, each a process of its own, that have read both trackers and know their milestones. */
export interface Installation {
  readonly url: string
  readonly db: pg.Client
  readonly server: Child
  readonly worker: Child
  readonly connectionIds: Readonly<Record<TrackerKind, string>>
  readonly milestones: readonly BenchMilestone[]
  close(): Promise<void>
}

export interface Surroundings {
  readonly databaseUrl: string
  readonly redisUrl: string | null
  readonly addresses: Readonly<Record<TrackerKind, TrackerAddress>>
  readonly relay: Relay
  readonly receiver: AlertReceiver
}

const SYNC_EVERY_SECONDS = 86_400
const READY_WITHIN_MS = 3_600_000

export async function openInstallation(around: Surroundings): Promise<Installation> {
  const { databaseUrl, redisUrl, addresses, relay, receiver } = around
  const token = randomBytes(16).toString('hex')
  const environment = {
    DATABASE_URL: databaseUrl,
    MASTER_KEY: masterKey,
    ADMIN_TOKEN: token,
    PRIVATE_HOSTS: '127.0.0.1',
    PUBLIC_URL: relay.url,
    ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
  }
  const server = await startChild('./rollup/api.ts', { isMeasured: true })
  const worker = await startChild('./worker.ts', { isMeasured: true })
  const db = new pg.Client(databaseUrl)
  await db.connect()
  const url = await server.ask<string>('start', environment)
  relay.lead(url)
  await worker.ask('start', environment)
  const api = openApi(url, token)
  const connect = async (kind: TrackerKind): Promise<string> => {
    const { settings, credentials } = addresses[kind]
    const body = { name: kind, kind, settings, credentials, syncEverySeconds: SYNC_EVERY_SECONDS }
    return (await api.post<{ readonly id: string }>('/connections', body)).id
  }
  const connectionIds = { jira: await connect('jira'), 'azure-devops': await connect('azure-devops') }
  await waitUntilQuiet(db, READY_WITHIN_MS)
  await api.post('/channels', { name: 'The bench', kind: 'http', settings: { url: receiver.url } })
  await setUpPortfolio(api, databaseUrl, connectionIds)
  for (const kind of TRACKER_KINDS) {
    const path = `/connections/${connectionIds[kind]}/webhooks`
    const { byHand } = await api.post<{ readonly byHand: { readonly why: string } | null }>(path)
    if (byHand !== null) throw new Error(byHand.why)
  }
  await waitUntilQuiet(db, READY_WITHIN_MS)
  return {
    ...{ url, db, server, worker, connectionIds },
    milestones: await listMilestones(db),
    close: async () => {
      await worker.stop()
      await server.stop()
      await db.end()
    },
  }
}

/** The nth project of one tracker and the nth of the other are one initiative. */
async function setUpPortfolio(
  api: ApiClient,
  databaseUrl: string,
  connectionIds: Readonly<Record<TrackerKind, string>>,
): Promise<void> {
  const portfolio = await api.post<{ readonly id: string }>('/portfolios', { name: 'The bench' })
  const { db, close } = openDatabase(databaseUrl, { applicationName: 'milepost bench', connections: 1 })
  try {
    const from = { by: 'the bench', at: new Date().toISOString() }
    await alertRules.save(db, portfolio.id, { kinds: ['milestone_slipped'] }, from)
  } finally {
    await close()
  }
  const scopes = await Promise.all(
    TRACKER_KINDS.map(async kind => {
      const connectionId = connectionIds[kind]
      const path = `/projects?connection=${connectionId}`
      const projects = await listAll<{ readonly key: string | null; readonly name: string }>(api, path)
      return projects.map(({ key, name }) => ({
        effect: 'include',
        connectionId,
        selector: 'project',
        value: key ?? name,
      }))
    }),
  )
  const most = Math.max(...scopes.map(({ length }) => length))
  for (let nth = 0; nth < most; nth += 1) {
    const scope = scopes.flatMap(of => of[nth] ?? [])
    await api.post('/initiatives', { name: `Initiative ${nth + 1}`, parentId: portfolio.id, scope })
  }
}

async function listMilestones(db: pg.Client): Promise<readonly BenchMilestone[]> {
  const { rows } = await db.query<BenchMilestone>(
    `select m.id, c.kind, coalesce(r.external_id, w.external_id) as "externalId" from milestone m
     join connection c on c.id = m.connection_id
     left join release r on r.id = m.subject_id left join work_item w on w.id = m.subject_id
     where m.retired_at is null and (m.source = 'release' or w.type_external_id like '%Epic') order by m.id`,
  )
  return rows
}

/** Nothing is under way, due or untold. */
export async function waitUntilQuiet(db: pg.Client, deadlineMs: number): Promise<void> {
  const deadline = performance.now() + deadlineMs
  for (;;) {
    const { rows } = await db.query<Readonly<Record<string, number>>>(
      `select (select count(*)::int from webhook_delivery where processed_at is null) as notices,
         (select count(*)::int from assessment_due) as assessments,
         (select count(*)::int from delivery where sent_at is null) as messages,
         (select count(*)::int from sync_run where state not in ('complete', 'partial', 'failed')) as runs,
         (select count(*)::int from connection c where not exists (select from sync_run s where s.connection_id = c.id)) as waiting`,
    )
    if (Object.values(rows[0] ?? { none: 1 }).every(count => count === 0)) return
    if (performance.now() > deadline) throw new Error(`not everything is done in time: ${JSON.stringify(rows[0])}`)
    await pause(100)
  }
}
