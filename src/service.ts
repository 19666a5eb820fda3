import { join } from 'node:path'
import type { Logger } from 'pino'
import { loadConnectors } from '../connectors/load.ts'
import { heavyJobs } from '../jobs/heavy-jobs.ts'
import type { JobServices } from '../jobs/job.ts'
import { jobList } from '../jobs/job-list.ts'
import { keepSweeping } from '../jobs/keep-sweeping.ts'
import { openQueue, type Queue } from '../jobs/queue.ts'
import { createRateShares } from '../jobs/rate/rate-share.ts'
import { openJobThread } from '../jobs/thread/job-thread.ts'
import { watchClock } from '../jobs/watch-clock.ts'
import { watchQueue } from '../jobs/watch-queue.ts'
import { startWorkers } from '../jobs/workers.ts'
import { buildApp } from './api/app.ts'
import type { Config } from './config.ts'
import { channelKinds } from './delivery/kinds.ts'
import { describeError, naming } from './describe-error.ts'
import { openChannels } from './open-channels.ts'
import { openConnection, openTrial } from './open-connection.ts'
import { openOutgoing } from './outgoing.ts'
import { isWildcard, readOwnUrl } from './own-url.ts'
import { replaceKeys } from './replace-keys.ts'
import { requireSameKey } from './require-same-key.ts'
import { startHeavyThread } from './start-heavy-thread.ts'
import { sealer } from './store/access/sealed.ts'
import { createToken, hasTokens, saveToken } from './store/access/tokens.ts'
import { migrateDatabase, openDatabase } from './store/database.ts'
import { startEmbeddedPostgres } from './store/postgres/embedded-postgres.ts'
import { keepSecret } from './store/postgres/kept-secret.ts'
import { watchDatabase } from './store/postgres/watch-database.ts'
import { RATE_NEWS } from './store/sync/rate-shares.ts'
import { findWebFolder } from './web-folder.ts'

export interface ServiceOptions {
  readonly config: Config
  readonly log: Logger
  /** Which halves run in this process. */
  readonly roles: { readonly api: boolean; readonly worker: boolean }
  /** The database is gone or silent, says the sentence: nothing can go on, and the next start connects anew. */
  readonly onDatabaseLost?: (happened: string) => void
  /** This process gets no work from the queue, or takes that of others, says the sentence: only a new start helps. */
  readonly onQueueStuck?: (happened: string, toDo: string) => void
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
export async function startService({
  config,
  log,
  roles,
  onDatabaseLost = () => {},
  onQueueStuck = () => {},
}: ServiceOptions): Promise<Service> {
  const closing: (() => Promise<void>)[] = []
  // A step that fails must not leave the later ones open, least of all the embedded database.
  const close = async (): Promise<void> => {
    const failures: unknown[] = []
    for (const step of closing.splice(0).reverse()) await step().catch((error: unknown) => failures.push(error))
    if (failures.length > 0) throw failures[0]
  }
  try {
    const databaseUrl = config.databaseUrl ?? (await startDatabase(config, log, closing, onDatabaseLost))
    await naming('The database (DATABASE_URL)', migrateDatabase(databaseUrl))
    const { db, listen: listenTo, close: closeDatabase } = openDatabase(databaseUrl, { applicationName: 'milepost' })
    closing.push(closeDatabase)
    const silence = `The database has answered nothing for ${config.databaseTimeoutSeconds} s, not even with a refusal.`
    const stopWatching = watchDatabase(db, config.databaseTimeoutSeconds * 1000, () => onDatabaseLost(silence))
    closing.push(async () => stopWatching())
    const keys = config.masterKeys?.map(key => key.toString('hex')) ?? [
      await keepSecret(join(config.dataDir, 'master-key')),
    ]
    const seal = sealer(keys.join())
    await requireSameKey(db, seal)
    if (keys.length > 1) await replaceKeys(db, seal, log)
    const connectors = await loadConnectors()
    const outgoing = openOutgoing(config.privateHosts)
    closing.push(outgoing.close)
    const kinds = new Map(channelKinds.map(kind => [kind.kind, kind]))
    const channels = openChannels(kinds, seal, outgoing)
    const now = () => new Date()
    const shares = createRateShares(db)
    await listenTo(RATE_NEWS, shares.hear)
    const opening = { db, connectors, sealer: seal, privateHosts: config.privateHosts, now, shares }
    const open: JobServices['open'] = (connectionId, signal, isUrgent = false) =>
      openConnection(opening, connectionId, signal, { isUrgent })

    const connection = { databaseUrl, redisUrl: config.redisUrl, prefix: QUEUE_PREFIX }
    const names = jobList.map(({ name }) => name)
    const queue = await naming(
      config.redisUrl === null ? 'The queue in the database' : 'Redis (REDIS_URL)',
      openQueue({ ...connection, names, log }),
    )
    closing.push(() => queue.close())

    if (roles.worker) {
      const services = { db, now, open, enqueue: queue.enqueue, schedules: queue, channels }
      const thread = openJobThread({
        start: () => startHeavyThread({ ...config, databaseUrl }),
        enqueue: queue.enqueue,
        log,
      })
      closing.push(thread.close)
      const jobs = jobList.map(job => (heavyJobs.includes(job) ? thread.move(job) : job))
      const workers = await startWorkers({ connection, jobs, services, log, concurrency: JOBS_AT_ONCE })
      closing.push(() => workers.stop())
      const stopWatchingQueue = watchQueue(queue, workers, name =>
        onQueueStuck(
          `Jobs (${name}) wait in the queue, and this process, which has time for them, does not get them.`,
          'Look at the server of the queue and the network to it.',
        ),
      )
      closing.push(async () => stopWatchingQueue())
      if (config.redisUrl === null) {
        const stopWatchingClock = watchClock(databaseUrl, happened =>
          onQueueStuck(happened, 'Look why the clock was left to itself.'),
        )
        closing.push(async () => stopWatchingClock())
      }
      const stopSweeping = await keepSweeping(queue, log)
      closing.push(async () => stopSweeping())
    }
    if (!roles.api) return { url: null, newToken: null, databaseUrl, queue, close }

    if (config.adminToken !== null) await saveToken(db, 'ADMIN_TOKEN', config.adminToken)
    const newToken = (await hasTokens(db)) ? null : (await createToken(db, 'first token')).token
    const app = buildApp({
      db,
      connectors,
      sealer: seal,
      channelKinds: kinds,
      channels,
      ring: queue.enqueue,
      openSource: async id =>
        (await openConnection(opening, id, AbortSignal.timeout(60_000), { asks: 'person' })).source,
      openTrial: (...entered) => openTrial(opening, ...entered),
      webFolder: findWebFolder(import.meta.url),
      publicUrl: () => config.publicUrl ?? readOwnUrl(app.server.address(), config),
      now,
      log,
      queueReady: queue.check,
    })
    closing.push(() => app.close())
    const url = await listen(app, config)
    if (config.publicUrl === null && isWildcard(config.host)) {
      log.warn(
        { host: config.host },
        'set PUBLIC_URL to the address at which trackers reach this service: the addresses of webhooks are guessed without it',
      )
    }
    return { url, newToken, databaseUrl, queue, close }
  } catch (error) {
    await close().catch((failure: unknown) => log.error({ error: describeError(failure) }, 'could not close cleanly'))
    throw error
  }
}

async function listen(app: Awaited<ReturnType<typeof buildApp>>, { host, port }: Config): Promise<string> {
  try {
    return await app.listen({ host, port })
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    throw isTaken ? new Error(`PORT ${port} is taken by another process; set PORT to a free one.`) : error
  }
}

async function startDatabase(
  { dataDir }: Config,
  log: Logger,
  closing: (() => Promise<void>)[],
  onDatabaseLost: (happened: string) => void,
): Promise<string> {
  const onLost = () => onDatabaseLost('The embedded Postgres has gone away.')
  const embedded = await startEmbeddedPostgres({ dataDir, log, onLost })
  closing.push(embedded.stop)
  return embedded.url
}
