import { Type } from 'typebox'
import type { Queryable } from '../store/database.ts'
import { toInstant, toInstantOrNull } from '../store/instant.ts'
import { listUnderWay } from '../store/sync/sync-progress.ts'
import { RUN_STATES, type SyncRun as StoredRun, SYNC_MODES } from '../store/sync/sync-runs.ts'
import { STREAMS } from '../work/raw-record.ts'
import { foreseeRun, foreseeStreams, type RunUnderWay } from '../work/time-left.ts'
import { Id, nullable, word } from './field.ts'

const SecondsLeft = (what: string) =>
  nullable(
    Type.Integer({
      description: `${what} Records left / records read per second since it began, or since its last pause of more than two minutes; null while that is not known.`,
    }),
  )

/** One pass over a connection, as a watcher sees it. */
export const SyncRun = Type.Object({
  id: Id,
  connectionId: Id,
  mode: word(SYNC_MODES),
  state: word(RUN_STATES),
  reason: nullable(Type.String({ description: 'Stable word for why it is delayed, partial or failed.' })),
  reasonText: nullable(Type.String()),
  done: Type.Integer({ description: 'Records read.' }),
  expected: nullable(
    Type.Integer({
      description:
        'Records there will be when the streams that are read now are read; null when the tracker has not counted one of them. Streams that wait are not in it: see streams.',
    }),
  ),
  secondsLeft: SecondsLeft('Until the streams that are read now are read.'),
  streams: Type.Array(
    Type.Object({
      stream: word(STREAMS),
      state: word(['waiting', 'reading', 'ended']),
      done: Type.Integer(),
      expected: nullable(Type.Integer({ description: 'Null: the tracker does not say, or has not been asked yet.' })),
      secondsLeft: SecondsLeft('Until it is read.'),
    }),
    { description: 'In the order they are begun; empty when the run does not read, or has ended.' },
  ),
  requests: Type.Integer(),
  rateLimitedCount: Type.Integer({ description: 'Requests that the tracker refused for its limits, or held back.' }),
  waitedMs: Type.Integer({ description: 'How long requests waited for their turn, added up.' }),
  changed: Type.Integer(),
  deleted: Type.Integer(),
  unreadable: Type.Integer(),
  attempts: Type.Integer(),
  queuedAt: Type.String(),
  startedAt: nullable(Type.String()),
  resumeAt: nullable(Type.String({ description: 'When a delayed run goes on.' })),
  finishedAt: nullable(Type.String()),
})

export const Gap = Type.Object({
  scope: Type.String(),
  stream: Type.String(),
  kind: Type.String(),
  subject: Type.String(),
  detail: Type.String({ description: 'What happened and what a person can do.' }),
  openedAt: Type.String(),
  seenAt: Type.String(),
})

/** With how far each of them is. */
export async function showRuns(db: Queryable, runs: readonly StoredRun[]) {
  const underWay = await findUnderWay(db, runs)
  return runs.map(run => show(run, underWay.get(run.id)))
}

export const showRun = async (db: Queryable, run: StoredRun) => show(run, (await findUnderWay(db, [run])).get(run.id))

async function findUnderWay(db: Queryable, runs: readonly StoredRun[]): Promise<ReadonlyMap<string, RunUnderWay>> {
  const open = runs.filter(({ state }) => OPEN.has(state)).map(({ id }) => id)
  return open.length === 0 ? new Map() : await listUnderWay(db, open)
}

const OPEN: ReadonlySet<StoredRun['state']> = new Set(['running', 'delayed'])
const NOT_READING: RunUnderWay = { readings: [], waitMs: 0 }

function show(run: StoredRun, underWay = NOT_READING) {
  const streams = foreseeStreams(underWay)
  const isRead = run.state === 'complete' || run.state === 'partial'
  return {
    ...run,
    ...(isRead ? { expected: run.done, secondsLeft: 0 } : foreseeRun(streams, run.done)),
    streams: [...streams],
    queuedAt: toInstant(run.queuedAt),
    startedAt: toInstantOrNull(run.startedAt),
    resumeAt: toInstantOrNull(run.resumeAt),
    finishedAt: toInstantOrNull(run.finishedAt),
  }
}
