import { join } from 'node:path'
import { Value } from 'typebox/value'
import type { Logger } from 'pino'
import { loadConnectors } from '../connectors/load.ts'
import { jobList } from '../jobs/job-list.ts'
import { openQueue, type Queue } from '../jobs/queue.ts'
import { SWEEP_EVERY_MS } from '../jobs/sweep.ts'
import { startWorkers } from '../jobs/workers.ts'
import { buildApp } from './api/app.ts'
import type { Config } from './config.ts'
import { HttpChannelSettings, openHttpChannel } from './delivery/http.ts'
import { openConnection } from './open-connection.ts'
import { openPost } from './outgoing-http.ts'
import { openChannelSettings } from './store/channels.ts'
import { migrateDatabase, openDatabase } from './store/database.ts'
import type { DueDelivery } from './store/deliveries.ts'
import { startEmbeddedPostgres } from './store/embedded-postgres.ts'
import { keepSecret } from './store/kept-secret.ts'
import { type Sealer, sealer } from './store/sealed.ts'
import { createToken, hasTokens, saveToken } from './store/tokens.ts'

export interface ServiceOptions {
  readonly config: Config
  readonly log: Logger
  /** Which halves run in this process. */
  readonly roles: { readonly api: boolean; readonly worker: boolean }
}

export interface Service {
  /** Where the API listens; null without that half. */
  readonly url: string | null
  /** Made at this start because there was none; shown to a person once and stored as a hash only. */
  readonly newToken: string | null
  readonly databaseUrl: string
  readonly queue: Queue
  /** Takes nothing new, ends or hands back what runs, and closes in the reverse order of opening. */
  readonly close: () => Promise<void>
}

const JOBS_AT_ONCE = 4
const QUEUE_PREFIX = 'milepost'

/** Puts the pieces of one process together. What was opened is closed again when a later step fails. */
export async function startService({ config, log, roles }: ServiceOptions): Promise<Service> {
  const closing: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step()
  }
  try {
    const databaseUrl = config.databaseUrl ?? (await startDatabase(config, log, closing))
    await migrateDatabase(databaseUrl)
    const { db, close: closeDatabase } = openDatabase(databaseUrl, { applicationName: 'milepost' })
    closing.push(closeDatabase)
    const seal = sealer(config.masterKey?.toString('hex') ?? (await keepSecret(join(config.dataDir, 'master-key'))))
    const connectors = await loadConnectors()
    const outgoing = openPost(config.privateHosts)
    closing.push(outgoing.close)
    const now = () => new Date()
    const open = (connectionId: string, signal: AbortSignal) =>
      openConnection({ db, connectors, sealer: seal, privateHosts: config.privateHosts, now }, connectionId, signal)

    const connection = { databaseUrl, redisUrl: config.redisUrl, prefix: QUEUE_PREFIX }
    const queue = await openQueue({ ...connection, names: jobList.map(({ name }) => name), log })
    closing.push(() => queue.close())

    if (roles.worker) {
      const send = (delivery: DueDelivery) => sendThroughChannel(delivery, seal, outgoing.post)
      const services = { db, now, open, enqueue: queue.enqueue, schedules: queue, send }
      const workers = await startWorkers({ connection, jobs: jobList, services, log, concurrency: JOBS_AT_ONCE })
      closing.push(() => workers.stop())
      await queue.upsertScheduler('sweep', SWEEP_EVERY_MS, 'sweep', {})
    }
    if (!roles.api) return { url: null, newToken: null, databaseUrl, queue, close }

    if (config.adminToken !== null) await saveToken(db, 'ADMIN_TOKEN', config.adminToken)
    const newToken = (await hasTokens(db)) ? null : (await createToken(db, 'made at the first start')).token
    const app = await buildApp({
      db,
      connectors,
      sealer: seal,
      ring: queue.enqueue,
      openSource: async id => (await open(id, AbortSignal.timeout(60_000))).source,
      privateHosts: config.privateHosts,
      publicUrl: config.publicUrl ?? `http://${config.host}:${config.port}`,
      now,
      log,
      queueReady: queue.check,
    })
    closing.push(() => app.close())
    const url = await app.listen({ host: config.host, port: config.port })
    return { url, newToken, databaseUrl, queue, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function startDatabase({ dataDir }: Config, log: Logger, closing: (() => Promise<void>)[]): Promise<string> {
  const embedded = await startEmbeddedPostgres({ dataDir, log })
  closing.push(embedded.stop)
  return embedded.url
}

async function sendThroughChannel(delivery: DueDelivery, seal: Sealer, post: Parameters<typeof openHttpChannel>[1]): Promise<void> {
  const { id, change, at, alertId, kind, severity, details, initiativeName, personName, trackerName } = delivery
  const settings = openChannelSettings(seal, delivery.channel)
  if (delivery.channel.kind !== 'http' || !Value.Check(HttpChannelSettings, settings)) {
    throw new Error(`channel ${delivery.channel.name} has settings this version cannot use; enter them again`)
  }
  await openHttpChannel(settings, post).send({
    id, change, at, alertId, kind, severity, details,
    initiative: initiativeName, milestone: details.milestoneName, tracker: trackerName, by: personName,
  })
}
