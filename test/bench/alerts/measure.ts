import { createHmac, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type Child, startChild } from '../child.ts'
import { percentile } from '../rollup/readers.ts'
import { TRACKER_KINDS, type TrackerKind } from '../synthetic-tracker.ts'
import type { FloorSetting } from './floor.ts'
import { type BenchMilestone, type Installation, type Surroundings, waitUntilQuiet } from './installation.ts'

export interface Spread {
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

export interface Latencies extends Spread {
  /** Moves that nobody was told of in time. */
  readonly lost: number
}

export interface Load {
  /** What the machine has managed. */
  readonly perSecond: number
  readonly alerts: Readonly<Record<TrackerKind, Latencies>>
  readonly ack: Spread
  /** Deliveries that were answered by anything but 202. */
  readonly refused: number
}

export interface Bulk {
  readonly kind: TrackerKind
  readonly items: number
  /** Until the last of them was stored. */
  readonly seconds: number
  readonly requests: number
  readonly byEndpoint: Readonly<Record<string, number>>
  readonly ack: Spread
}

export interface Floor {
  readonly ack: Spread
  readonly alert: Spread
}

const MOVED_BY_DAYS = 20
const TOLD_WITHIN_MS = 60_000

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): number => Math.round(percentile(sorted, share) * 100) / 100
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

function latenciesOf(values: readonly (number | null | undefined)[]): Latencies {
  const moved = values.filter(value => value !== undefined)
  const told = moved.filter(value => value !== null)
  return { ...spreadOf(told), lost: moved.length - told.length }
}

/**
 * Moves milestones away from their day and back, and says for each how long it took until somebody was told: null for never.
 * One that nobody was told of yet is not moved again, since nothing would be told of what was taken back at once; while
 * all wait, it says `undefined`.
 */
export function openMover(
  { milestones }: Pick<Installation, 'milestones'>,
  trackers: Child,
  { receiver }: Pick<Surroundings, 'receiver'>,
) {
  // How often each was moved; the one that was moved longest ago comes first. Always later: every move makes it worse, and is told.
  const free = new Map<BenchMilestone, number>(milestones.map(each => [each, 0]))
  return async (kind: TrackerKind): Promise<number | null | undefined> => {
    const [milestone, moves] = [...free].find(([each]) => each.kind === kind) ?? []
    if (milestone === undefined || moves === undefined) return undefined
    free.delete(milestone)
    const told = receiver.wait(milestone.id, TOLD_WITHIN_MS)
    const byDays = (moves + 1) * MOVED_BY_DAYS
    const atMs = await trackers.ask<number>('move', { ...milestone, byDays })
    const toldAt = await told
    free.set(milestone, moves + 1)
    return toldAt === null ? null : toldAt - atMs
  }
}

export type Mover = ReturnType<typeof openMover>

/** One move after the other, while nothing else happens. */
export async function measureIdle(move: Mover, moves: number): Promise<Readonly<Record<TrackerKind, Latencies>>> {
  const took: Record<TrackerKind, (number | null | undefined)[]> = { jira: [], 'azure-devops': [] }
  for (let nth = 0; nth < moves; nth += 1) {
    for (const kind of TRACKER_KINDS) {
      took[kind].push(await move(kind))
      await pause(100 + Math.random() * 200)
    }
  }
  return { jira: latenciesOf(took.jira), 'azure-devops': latenciesOf(took['azure-devops']) }
}

const MOVE_EACH_MS = 500

/** Moves go on while people edit items of both trackers. */
export async function measureLoad(
  move: Mover,
  trackers: Child,
  { relay }: Pick<Surroundings, 'relay'>,
  load: { readonly perSecond: number; readonly seconds: number },
): Promise<Load> {
  relay.drain()
  const moves: Promise<readonly [TrackerKind, number | null | undefined]>[] = []
  let isOver = false
  const loaded = trackers.ask<number>('load', load).finally(() => {
    isOver = true
  })
  for (let nth = 0; !isOver; nth += 1) {
    const kind = TRACKER_KINDS[nth % TRACKER_KINDS.length] ?? 'jira'
    moves.push(move(kind).then(took => [kind, took] as const))
    await pause(MOVE_EACH_MS * (0.5 + Math.random()))
  }
  const perSecond = await loaded
  const told = await Promise.all(moves)
  const of = (kind: TrackerKind) => latenciesOf(told.filter(([each]) => each === kind).map(([, took]) => took))
  const { tookMs, refused } = relay.drain()
  const alerts = { jira: of('jira'), 'azure-devops': of('azure-devops') }
  return { perSecond: Math.round(perSecond), alerts, ack: spreadOf(tookMs), refused }
}

const BULK_WITHIN_MS = 3_600_000

/** Somebody edits all items of a tracker at once. */
export async function measureBulk(
  kind: TrackerKind,
  { db, connectionIds }: Installation,
  trackers: Child,
  { relay }: Pick<Surroundings, 'relay'>,
): Promise<Bulk> {
  await waitUntilQuiet(db, BULK_WITHIN_MS)
  await trackers.ask('requests', { kind })
  relay.drain()
  const title = `All at once ${randomUUID()}`
  const startedMs = performance.now()
  const items = await trackers.ask<number>('bulk', { kind, title })
  const { tookMs } = relay.drain()
  await waitUntilQuiet(db, BULK_WITHIN_MS)
  const seconds = (performance.now() - startedMs) / 1000
  const { rows } = await db.query<{ stale: number }>(
    `select count(*)::int as stale from work_item where connection_id = $1 and visibility = 'visible' and title <> $2`,
    [connectionIds[kind], title],
  )
  if (rows[0]?.stale !== 0) throw new Error(`after the bulk edit of ${kind} ${rows[0]?.stale} items are stale`)
  const asked = await trackers.ask<readonly string[]>('requests', { kind })
  const byEndpoint: Record<string, number> = {}
  for (const each of asked) {
    const endpoint = each.replaceAll(/\/[0-9a-f]{8}-[0-9a-f-]{27}/gi, '/{id}').replaceAll(/\/\d{2,}/g, '/{id}')
    byEndpoint[endpoint] = (byEndpoint[endpoint] ?? 0) + 1
  }
  return { kind, items, seconds, requests: asked.length, byEndpoint, ack: spreadOf(tookMs) }
}

/** The same deliveries to a route that does nothing but prove and keep them, at the same pace; and the bare hops of an alert. */
export async function measureFloor(
  setting: Omit<FloorSetting, 'receiverUrl' | 'secret'>,
  { relay, receiver }: Pick<Surroundings, 'relay' | 'receiver'>,
  load: { readonly perSecond: number; readonly seconds: number },
): Promise<Floor> {
  const child = await startChild('./alerts/floor.ts', { isMeasured: true })
  try {
    const secret = randomUUID()
    const whole: FloorSetting = { ...setting, secret, receiverUrl: receiver.url }
    const url = await child.ask<string>('start', whole)
    const letters = relay.kept.map(({ headers, body }) => ({
      body,
      headers: { ...headers, 'x-floor-signature': createHmac('sha256', secret).update(body).digest('hex') },
    }))
    const sent: Promise<{ readonly status: number; readonly tookMs: number }>[] = []
    const startedMs = performance.now()
    for (let nth = 0; nth < load.perSecond * load.seconds; nth += 1) {
      const aheadMs = (nth / load.perSecond) * 1000 - (performance.now() - startedMs)
      if (aheadMs > 5) await pause(aheadMs)
      const letter = letters[nth % letters.length]
      if (letter !== undefined) sent.push(relay.send(url, { path: '/hook', ...letter }))
    }
    const answers = await Promise.all(sent)
    if (answers.some(({ status }) => status !== 202)) throw new Error('the floor refuses deliveries')
    const hops: number[] = []
    for (let nth = 0; nth < 30; nth += 1) {
      const id = randomUUID()
      const told = receiver.wait(id, TOLD_WITHIN_MS)
      const atMs = Date.now()
      const letter = letters[nth % letters.length]
      if (letter !== undefined) await relay.send(url, { path: `/hook?id=${id}`, ...letter })
      hops.push(((await told) ?? Number.NaN) - atMs)
      await pause(50)
    }
    return { ack: spreadOf(answers.map(({ tookMs }) => tookMs)), alert: spreadOf(hops) }
  } finally {
    await child.stop()
  }
}
