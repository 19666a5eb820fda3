import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { openApi } from '../../../demo/api-client.ts'
import { seededRandom } from '../../../demo/random.ts'
import { queryRows } from '../../../src/store/database.ts'
import { startReceiver } from '../../delivery/receiver.ts'
import { masterKey } from '../../flows/connections.ts'
import { dumpState } from '../../flows/dump.ts'
import { useProcesses } from '../../flows/process-under-test.ts'
import type { BackendKind } from '../../jobs/workplace.ts'
import { startTestRedis } from '../../redis.ts'
import { compareWithTruth, describeDifferences } from '../compare-truth.ts'
import { startKilledPostgres } from '../killed-postgres.ts'
import { prepareAzureDevOps } from '../modelled-azure-devops.ts'
import { prepareJira } from '../modelled-jira.ts'
import { expectToldOnce } from '../told-once.ts'
import { type Connected, connect, openChannelTo, setUpPortfolio } from './installation.ts'
import { openPostOffice } from './post-office.ts'
import { expectReleasesTold, expectRightAlerts, waitUntilQuiet } from './settled.ts'
import { countTrue, deliverAll, editUntil, mix, planKills, stayAway } from './storm.ts'
import { supervise } from './supervised.ts'

export interface DeliveryStorm {
  readonly backend: BackendKind
  /** True ones, duplicates and forgeries together. */
  readonly deliveries: number
  /** After so many of them all that was taken has to be done. */
  readonly roundsOf: number
  /** In each round. */
  readonly kills: number
  readonly seed: number
}

const ITEMS = 60
const GENERATED_UNTIL = new Date('2026-11-02T09:00:00.000Z')
/** Not by chance: after a failure a channel waits for seconds, after the second one in a row for a minute. */
const FAILS_EACH = 25
/** What a killed worker held is free after a minute; three of them may follow each other. */
const QUIET_WITHIN_MS = 240_000

/** DELIVERIES and DELIVERIES_SEED, to run a part of it, or one again. */
const { DELIVERIES, DELIVERIES_SEED } = process.env

/**
 * Real deliveries of both trackers, twice, in no order and with forgeries among them, while workers, server and Postgres are
 * killed. Nothing is read but what they name: after each round the store says what the trackers know, and in the end each
 * alert that has to stand stands once, and was told once.
 */
export function testDeliveries({ backend, deliveries: usual, roundsOf, kills, seed: usualSeed }: DeliveryStorm): void {
  const deliveries = Number(DELIVERIES ?? usual)
  const seed = Number(DELIVERIES_SEED ?? usualSeed)
  const rounds = Math.ceil(deliveries / roundsOf)
  const { start, closing } = useProcesses('SIGKILL')
  const timeout = 180_000 + rounds * (60_000 + kills * 30_000)

  test(`of ${deliveries} deliveries none is lost, none forged is taken and no alert is doubled, with the queue in ${backend} (seed ${seed})`, {
    timeout,
  }, async () => {
    const random = seededRandom(seed)
    const clock = { ms: Date.now() }
    const postgres = await startKilledPostgres()
    closing.push(postgres.close)
    const redis = backend === 'redis' ? await startTestRedis() : null
    if (redis !== null) closing.push(redis.stop)
    const post = await openPostOffice()
    closing.push(post.close)
    const receiver = await startReceiver((_, index) => ({ status: index % FAILS_EACH === 3 ? 503 : 200 }))
    closing.push(receiver.close)
    const token = randomBytes(16).toString('hex')
    const service = await supervise(start, ['server', 'worker', 'worker'], {
      DATABASE_URL: postgres.url,
      MASTER_KEY: masterKey,
      ADMIN_TOKEN: token,
      PUBLIC_URL: post.url,
      LOG_LEVEL: 'fatal',
      ...(redis === null ? {} : { REDIS_URL: redis.url }),
    })
    closing.push(service.close)
    const api = openApi(service.url, token)

    const trackers = [
      await prepareJira({ issuesOfEach: ITEMS, now: GENERATED_UNTIL, feedLagMs: 0 })(clock),
      await prepareAzureDevOps({ items: 2 * ITEMS, now: GENERATED_UNTIL })(clock),
    ]
    closing.push(...trackers.map(({ close }) => close))
    const connected: Connected[] = []
    for (const tracker of trackers) connected.push(await connect(api, postgres.db(), tracker))
    const channelId = await openChannelTo(api, receiver.url)
    const initiatives = await setUpPortfolio(api, postgres.db(), connected)
    await waitUntilQuiet(postgres.db, QUIET_WITHIN_MS)
    const listRuns = () => queryRows(postgres.db(), sql`select id from sync_run where mode <> 'replay' order by id`)
    const dumpDeaf = () => Promise.all(connected.map(({ deafId }) => dumpState(postgres.db(), deafId)))
    const before = { runs: await listRuns(), deaf: await dumpDeaf() }

    const accepted = new Set<string>()
    for (let round = 0; round < rounds; round += 1) {
      const size = Math.min(roundsOf, deliveries - round * roundsOf)
      const letters = await editUntil(connected, clock, random, { post, letters: countTrue(size) })
      const posted = mix(letters, connected, random)
      const plan = [...planKills(kills, posted.length, seed + round)]
      let killing = Promise.resolve()
      const kill = async (victim: (typeof plan)[number]['victim']): Promise<void> => {
        if (victim !== 'postgres') return service.kill(victim)
        postgres.kill()
        await stayAway(random)
        await postgres.restart()
      }
      const answers = await deliverAll(posted, service.url, post, count => {
        while (plan[0] !== undefined && plan[0].at <= count) {
          const { victim } = plan[0]
          plan.shift()
          killing = killing.then(() => kill(victim))
          killing.catch(() => {})
        }
      }).catch(async error => {
        // Why nobody answers: what was killed did not come back.
        await killing
        throw new Error(
          `${error instanceof Error ? error.message : String(error)}; last words:\n${service.lastWords()}`,
        )
      })
      await killing
      // Also while nothing comes any more.
      service.kill('worker')
      expect([...answers.true.keys()], 'what true deliveries were answered').toEqual([202])
      expect([...answers.forged.keys()].toSorted(), 'what forged deliveries were answered').toEqual(
        [400, 401].filter(status => answers.forged.has(status)),
      )
      for (const letter of letters) accepted.add(idOf(letter))
      await waitUntilQuiet(postgres.db, QUIET_WITHIN_MS)
      for (const { id, tracker } of connected) {
        const differences = describeDifferences(await compareWithTruth(postgres.db(), id, tracker.truth()))
        expect(differences, `round ${round} of seed ${seed}, ${tracker.kind}`).toBeNull()
      }
    }

    const inbox = await queryRows<{ id: string }>(
      postgres.db(),
      sql`select delivery_id as id from webhook_delivery where not starts_with(delivery_id, 'own ')`,
    )
    expect(inbox.map(({ id }) => id).toSorted()).toEqual([...accepted].toSorted())
    expect(await dumpDeaf()).toEqual(before.deaf)
    // No reading has helped.
    expect(await listRuns()).toEqual(before.runs)
    await expectRightAlerts(postgres.db(), initiatives)
    for (const { id, tracker } of connected) await expectReleasesTold(postgres.db(), id, tracker)
    const told = await expectToldOnce(postgres.db(), channelId, receiver.received)
    // Or nothing was tried.
    expect(told.length).toBeGreaterThan(10)
    expect(post.countRetries()).toBeGreaterThan(0)
    expect(service.countStarts()).toBeGreaterThan(3 + kills / 2)
  })
}

/** What a tracker calls it, wherever it says so. */
function idOf({
  headers,
  body,
}: {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}): string {
  const named = headers['x-atlassian-webhook-identifier']
  return named ?? (JSON.parse(body.toString('utf8')) as { readonly id: string }).id
}
