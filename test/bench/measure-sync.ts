import { masterKey } from '../flows/connections.ts'
import { createBenchConnection, rehearse } from './bench-connection.ts'
import type { BenchDatabases } from './bench-database.ts'
import { type Child, startChild } from './child.ts'
import type { FloorResult, FloorTask } from './floor.ts'
import type { BenchOptions, Phase } from './options.ts'
import { countRows, type TableRows } from './rows.ts'
import { type PhaseResult, runPhase } from './sync-phase.ts'
import type { TrackerAddress, TrackerKind, Truth } from './synthetic-tracker.ts'
import { verifyStored } from './verify.ts'

export interface MeasuredPhase extends PhaseResult {
  readonly phase: Phase
  /** Work items that the phase brought. */
  readonly items: number
  readonly rows: readonly TableRows[]
}

export interface Floor {
  readonly read: FloorResult
  readonly write: FloorResult
  readonly both: FloorResult
}

export interface Round {
  readonly kind: TrackerKind
  readonly latencyMs: number
  readonly phases: readonly MeasuredPhase[]
  readonly floor: Floor
}

/** The largest item takes this long, with room to spare. */
const MS_PER_ITEM = 50
const LEAST_DEADLINE_MS = 60_000

export interface OpenTracker {
  readonly kind: TrackerKind
  readonly child: Child
  readonly address: TrackerAddress
  /** What the connector asks of each work item. */
  readonly fields: readonly string[]
}

/** Starts the tracker and has it make ready what it will be asked for. */
export async function openTracker(kind: TrackerKind, items: number, databases: BenchDatabases): Promise<OpenTracker> {
  const child = await startChild('./tracker.ts', { execArgv: ['--max-old-space-size=16000'] })
  const address = await child.ask<TrackerAddress>('open', { kind, items })
  const databaseUrl = await databases.create()
  await rehearse(databaseUrl, await createBenchConnection(databaseUrl, kind, address))
  await databases.drop(databaseUrl)
  const { bodies } = await child.ask<{ bodies: Record<string, { fields?: readonly string[] } | null> }>('requests')
  const fields = Object.values(bodies).find(body => body?.fields !== undefined)?.fields
  if (fields === undefined) throw new Error(`the ${kind} connector names no fields of work items`)
  await child.ask('prepare')
  return { kind, child, address, fields }
}

/** First sync, changes, and the floor of the same work, in a database of their own. */
export async function measureRound(
  tracker: OpenTracker,
  latencyMs: number,
  databases: BenchDatabases,
  { items, phases: wanted, profileDir }: BenchOptions,
): Promise<Round> {
  const { kind, child, address } = tracker
  await child.ask('delay', { latencyMs })
  const databaseUrl = await databases.create()
  const connectionId = await createBenchConnection(databaseUrl, kind, address)
  const phases: MeasuredPhase[] = []
  let written: readonly TableRows[] = []
  let floor: Floor | null = null
  for (const phase of wanted) {
    const changed = phase === 'incremental' ? await child.ask<number>('change') : 0
    const result = await runPhase({
      databaseUrl,
      connectionId,
      environment: { DATABASE_URL: databaseUrl, MASTER_KEY: masterKey },
      tracker: child,
      profileDir,
      deadlineMs: Math.max(LEAST_DEADLINE_MS, items * MS_PER_ITEM),
    })
    await verifyStored(databaseUrl, connectionId, await child.ask<Truth>('truth'))
    const rows = await countRows(databaseUrl, written)
    written = await countRows(databaseUrl)
    phases.push({ phase, items: phase === 'first' ? items : changed, ...result, rows })
    if (phase === 'first') floor = await measureFloor(tracker, databaseUrl, connectionId, rows, databases)
  }
  await databases.drop(databaseUrl)
  if (floor === null) throw new Error('there was no first sync')
  return { kind, latencyMs, phases, floor }
}

async function measureFloor(
  { kind, address, fields, child }: OpenTracker,
  fromUrl: string,
  connectionId: string,
  rows: readonly TableRows[],
  databases: BenchDatabases,
): Promise<Floor> {
  const run = async (task: Pick<FloorTask, 'expected'>, isWritten: boolean): Promise<FloorResult> => {
    const toUrl = isWritten ? await databases.create() : null
    if (toUrl !== null) await createBenchConnection(toUrl, kind, address, connectionId)
    const process = await startChild('./floor.ts', { isMeasured: true })
    try {
      const write = toUrl === null ? null : { fromUrl, toUrl, rows }
      return await process.ask<FloorResult>('run', { kind, address, fields, write, ...task } satisfies FloorTask)
    } finally {
      await process.stop()
      if (toUrl !== null) await databases.drop(toUrl)
    }
  }
  const read = await run({ expected: 0 }, false)
  const write = await run({ expected: null }, true)
  const both = await run({ expected: read.requests }, true)
  await child.ask('requests')
  return { read, write, both }
}
