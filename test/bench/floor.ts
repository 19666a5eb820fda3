import { readWholeOrganization } from './azure-devops-floor.ts'
import { answerQuestions } from './child.ts'
import { openFloorReader } from './floor-reader.ts'
import { readRowSources } from './floor-rows.ts'
import { writeRows } from './floor-writer.ts'
import { readWholeSite } from './jira-floor.ts'
import type { TableRows } from './rows.ts'
import type { TrackerAddress, TrackerKind } from './synthetic-tracker.ts'
import { measureUsage, type Usage } from './usage.ts'

export interface FloorTask {
  readonly kind: TrackerKind
  readonly address: TrackerAddress
  /** What the connector asks of each work item. */
  readonly fields: readonly string[]
  /** The database whose rows are written again, and the empty one they are written to; null for reading alone. */
  readonly write: { readonly fromUrl: string; readonly toUrl: string; readonly rows: readonly TableRows[] } | null
  /** How many answers a whole reading takes; null for writing alone. */
  readonly expected: number | null
}

export interface FloorResult extends Usage {
  readonly wallSeconds: number
  readonly requests: number
}

/** The process that does the least that must be done: the requests, and the rows. */
answerQuestions({ run: runFloor }, async () => {})

async function runFloor({ kind, address, fields, write, expected }: FloorTask): Promise<FloorResult> {
  const sources = write === null ? [] : await readRowSources(write.fromUrl, write.rows)
  let requests = 0
  let wake: (() => void)[] = []
  const wakeAll = (): void => {
    for (const each of wake.splice(0)) each()
  }
  const reader = openFloorReader(address, () => {
    requests += 1
    wakeAll()
  })
  const before = measureUsage()
  const startedMs = performance.now()
  let isRead = expected === null
  const reading = async (): Promise<void> => {
    if (expected === null) return
    await READINGS[kind](reader, fields)
    isRead = true
    wakeAll()
  }
  const writing = async (): Promise<void> => {
    if (write === null) return
    await writeRows(write.toUrl, sources, {
      share: () => (isRead ? 1 : requests / Math.max(1, (expected ?? 0) + 1)),
      advanced: () => new Promise(resolve => wake.push(resolve)),
    })
  }
  await Promise.all([reading(), writing()])
  wake = []
  const after = measureUsage()
  return {
    wallSeconds: (performance.now() - startedMs) / 1000,
    cpuSeconds: after.cpuSeconds - before.cpuSeconds,
    peakMb: after.peakMb,
    requests,
  }
}

const READINGS: Readonly<
  Record<TrackerKind, (reader: Parameters<typeof readWholeSite>[0], fields: readonly string[]) => Promise<void>>
> = {
  jira: readWholeSite,
  'azure-devops': readWholeOrganization,
}
