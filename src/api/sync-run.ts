import { Type } from 'typebox'
import { toInstant, toInstantOrNull } from '../store/instant.ts'
import { RUN_STATES, type SyncRun as StoredRun, SYNC_MODES } from '../store/sync-runs.ts'
import { Id, nullable, word } from './field.ts'

/** One pass over a connection, as a watcher sees it. */
export const SyncRun = Type.Object({
  id: Id,
  connectionId: Id,
  mode: word(SYNC_MODES),
  state: word(RUN_STATES),
  reason: nullable(Type.String({ description: 'Stable word for why it is delayed, partial or failed.' })),
  reasonText: nullable(Type.String()),
  done: Type.Integer({ description: 'Records read.' }),
  expected: nullable(Type.Integer({ description: 'Records there will be, where the tracker says so.' })),
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

export const showRun = (run: StoredRun) => ({
  ...run,
  queuedAt: toInstant(run.queuedAt),
  startedAt: toInstantOrNull(run.startedAt),
  resumeAt: toInstantOrNull(run.resumeAt),
  finishedAt: toInstantOrNull(run.finishedAt),
})
