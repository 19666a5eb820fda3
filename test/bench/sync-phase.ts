import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { type Child, startChild } from './child.ts'
import type { RequestCount } from './request-class.ts'
import type { Usage } from './usage.ts'

export interface PhaseResult {
  readonly wallSeconds: number
  readonly cpuSeconds: number
  /** The largest resident size of the worker from its start to the end of the phase. */
  readonly peakMb: number
  readonly requests: readonly RequestCount[]
}

export interface PhaseOptions {
  readonly databaseUrl: string
  readonly connectionId: string
  readonly environment: Readonly<Record<string, string>>
  readonly tracker: Child
  /** Where V8 leaves the profile of the worker's CPU time; null for none. */
  readonly profileDir: string | null
  /** A sync that takes longer hangs. */
  readonly deadlineMs: number
}

const LOOK_EVERY_MS = 20

/** One pass of a connection by a worker process of its own, from the ring of the bell until nothing is left to do. */
export async function runPhase(options: PhaseOptions): Promise<PhaseResult> {
  const { databaseUrl, connectionId, environment, tracker, profileDir } = options
  const execArgv = profileDir === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`]
  const worker = await startChild('./worker.ts', { execArgv, isMeasured: true })
  const watcher = new pg.Client(databaseUrl)
  try {
    await watcher.connect()
    await worker.ask('start', environment)
    await tracker.ask('requests')
    const before = await worker.ask<Usage>('usage')
    const startedMs = performance.now()
    const since = await readClock(watcher)
    await worker.ask('sync', { connectionId })
    await waitUntilSynced(watcher, connectionId, since, options.deadlineMs)
    const wallSeconds = (performance.now() - startedMs) / 1000
    const after = await worker.ask<Usage>('usage')
    const { counts } = await tracker.ask<{ counts: readonly RequestCount[] }>('requests')
    return { wallSeconds, cpuSeconds: after.cpuSeconds - before.cpuSeconds, peakMb: after.peakMb, requests: counts }
  } finally {
    await watcher.end()
    await worker.stop()
  }
}

const readClock = async (watcher: pg.Client): Promise<string> =>
  String((await watcher.query('select clock_timestamp()::text as now')).rows[0]?.now)

/** Until a run that was queued since then is complete and none is open: a replay that the pass asked for counts with it. */
async function waitUntilSynced(
  watcher: pg.Client,
  connectionId: string,
  since: string,
  deadlineMs: number,
): Promise<void> {
  const deadline = performance.now() + deadlineMs
  for (;;) {
    const { rows } = await watcher.query(
      'select mode, state, reason_text from sync_run where connection_id = $1 and queued_at >= $2::timestamptz',
      [connectionId, since],
    )
    const bad = rows.find(({ state }) => state === 'failed' || state === 'partial')
    if (bad !== undefined) throw new Error(`the ${bad.mode} pass ended ${bad.state}: ${bad.reason_text}`)
    if (rows.length > 0 && rows.every(({ state }) => state === 'complete')) return
    if (performance.now() > deadline)
      throw new Error(`the pass is not complete after ${deadlineMs / 1000} s: ${JSON.stringify(rows)}`)
    await pause(LOOK_EVERY_MS)
  }
}
