import { parseArgs } from 'node:util'
import { hasRedis, startTestRedis } from '../redis.ts'
import { judgeAlerts, type MeasuredQueue } from './alerts/goals.ts'
import { openInstallation } from './alerts/installation.ts'
import {
  type Latencies,
  measureBulk,
  measureFloor,
  measureIdle,
  measureLoad,
  openMover,
  type Spread,
} from './alerts/measure.ts'
import { openReceiver } from './alerts/receiver.ts'
import { openRelay } from './alerts/relay.ts'
import { type BenchDatabases, openBenchDatabases } from './bench-database.ts'
import { buildMeasured } from './build-measured.ts'
import { startChild } from './child.ts'
import { readNumber, runBench } from './command.ts'
import { printGoals } from './print.ts'
import { TRACKER_KINDS, type TrackerAddress, type TrackerKind } from './synthetic-tracker.ts'
import type { Usage } from './usage.ts'

const USAGE = `npm run bench:alerts -- [options]

  --items N        work items of each tracker, in 20 projects; all of them are edited at once in the end (default 50000)
  --moves N        milestones of each tracker that are moved while nothing else happens (default 50)
  --rate N         edits of items a second under load (default 200)
  --seconds N      how long the load lasts (default 60)
  --queue NAME     postgres, redis or both (default both, where redis-server is installed)
  --quick          the same in small: 2000 items, 10 moves, 15 seconds
  --database URL   a Postgres server on which databases may be made (default: the embedded one)
  --json           print one JSON document on standard output, logs on standard error
  --help           this text

Exits with 1 when a goal is missed.`

interface AlertOptions {
  readonly items: number
  readonly moves: number
  readonly perSecond: number
  readonly seconds: number
  readonly queues: readonly MeasuredQueue['queue'][]
}

/** From the edit in a tracker to the message at a receiver, through processes of their own. */
async function measureQueue(
  queue: MeasuredQueue['queue'],
  options: AlertOptions,
  databases: BenchDatabases,
  say: (text: string) => void,
): Promise<MeasuredQueue> {
  const closing: (() => Promise<unknown>)[] = []
  try {
    const trackers = await startChild('./alerts/trackers.ts', { execArgv: ['--max-old-space-size=16000'] })
    closing.push(trackers.stop)
    const addresses = await trackers.ask<Readonly<Record<TrackerKind, TrackerAddress>>>('open', {
      items: options.items,
    })
    const redis = queue === 'redis' ? await startTestRedis() : null
    if (redis !== null) closing.push(redis.stop)
    const relay = await openRelay()
    const receiver = await openReceiver()
    closing.push(receiver.close, relay.close)
    const databaseUrl = await databases.create()
    closing.push(() => databases.drop(databaseUrl))
    const around = { databaseUrl, redisUrl: redis?.url ?? null, addresses, relay, receiver }
    const startedMs = performance.now()
    const installation = await openInstallation(around)
    closing.push(installation.close)
    const { milestones, server, worker } = installation
    say(
      `queue in ${queue}: ${options.items} items and ${milestones.length} milestones read in ${seconds(startedMs)} s; the rest is measured`,
    )
    const move = openMover(installation, trackers, around)
    // What is done for the first time takes longer: code is read, plans are made.
    for (const kind of TRACKER_KINDS) for (let nth = 0; nth < 3; nth += 1) await move(kind)
    const idle = await measureIdle(move, options.moves)
    for (const kind of TRACKER_KINDS) say(`  idle, ${kind}: ${print(idle[kind])}`)
    const load = await measureLoad(move, trackers, around, options)
    for (const kind of TRACKER_KINDS) say(`  ${load.perSecond} edits/s, ${kind}: ${print(load.alerts[kind])}`)
    say(`  acknowledged after: ${print(load.ack)}`)
    const floor = await measureFloor(findFloor(databaseUrl, addresses.jira), around, {
      perSecond: load.perSecond,
      seconds: Math.min(10, options.seconds),
    })
    say(`  floor: acknowledged after ${print(floor.ack)}; the bare hops of an alert take ${print(floor.alert)}`)
    const bulk = []
    for (const kind of queue === options.queues[0] ? TRACKER_KINDS : []) {
      const each = await measureBulk(kind, installation, trackers, around)
      bulk.push(each)
      say(`  bulk edit, ${kind}: ${each.items} items in ${each.seconds.toFixed(1)} s, ${each.requests} requests`)
      for (const [endpoint, count] of Object.entries(each.byEndpoint)) say(`    ${count} × ${endpoint}`)
    }
    for (const [name, child] of Object.entries({ server, worker, trackers })) {
      const { cpuSeconds, peakMb } = await child.ask<Usage>('usage')
      say(`  ${name}: ${cpuSeconds.toFixed(1)} s of CPU, at most ${peakMb.toFixed(0)} MB`)
    }
    return { queue, idle, load, floor, bulk }
  } finally {
    for (const close of closing.reverse()) await close()
  }
}

/** Any page of the tracker that holds one record. */
function findFloor(databaseUrl: string, { settings, credentials }: TrackerAddress) {
  const login = Buffer.from(`${credentials.email}:${credentials.apiToken}`).toString('base64')
  return { databaseUrl, trackerUrl: `${settings.baseUrl}/rest/api/3/myself`, authorization: `Basic ${login}` }
}

const seconds = (sinceMs: number): string => ((performance.now() - sinceMs) / 1000).toFixed(1)
const print = (spread: Spread | Latencies): string =>
  `p50 ${spread.p50} ms, p95 ${spread.p95} ms, p99 ${spread.p99} ms of ${spread.count}` +
  ('lost' in spread && spread.lost > 0 ? `, ${spread.lost} lost` : '')

async function measureAlerts(): Promise<void> {
  const { values } = parseArgs({
    options: {
      items: { type: 'string' },
      moves: { type: 'string' },
      rate: { type: 'string', default: '200' },
      seconds: { type: 'string' },
      queue: { type: 'string', default: 'both' },
      quick: { type: 'boolean', default: false },
      database: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(`${USAGE}\n`)
  const say = (text: string): void => void (values.json ? process.stderr : process.stdout).write(`${text}\n`)
  const both = hasRedis ? (['postgres', 'redis'] as const) : (['postgres'] as const)
  const options: AlertOptions = {
    items: readNumber('items', values.items ?? (values.quick ? '2000' : '50000'), 1),
    moves: readNumber('moves', values.moves ?? (values.quick ? '10' : '50'), 1),
    perSecond: readNumber('rate', values.rate, 1),
    seconds: readNumber('seconds', values.seconds ?? (values.quick ? '15' : '60'), 1),
    queues: both.filter(queue => values.queue === 'both' || values.queue === queue),
  }
  if (options.queues.length === 0) throw new Error('--queue is postgres, redis (where it is installed) or both.')
  await buildMeasured()
  const databases = await openBenchDatabases(values.database ?? null)
  try {
    const results: MeasuredQueue[] = []
    for (const queue of options.queues) results.push(await measureQueue(queue, options, databases, say))
    const goals = judgeAlerts(results)
    say(printGoals(goals))
    if (values.json) process.stdout.write(`${JSON.stringify({ options, results, goals }, null, 2)}\n`)
    if (goals.some(({ held }) => !held)) process.exitCode = 1
  } finally {
    await databases.close()
  }
}

await runBench(measureAlerts)
