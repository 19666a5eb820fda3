import { RateLimitedError } from '../../connectors/errors.ts'
import { matchPeople } from '../../src/store/people/match-people.ts'
import { MANY_CHANGES, refreshStatistics } from '../../src/store/postgres/statistics.ts'
import { listStreamStates } from '../../src/store/sync/sync-cursors.ts'
import { planProgress } from '../../src/store/sync/sync-progress.ts'
import { STREAMS, type Stream } from '../../src/work/raw-record.ts'
import { ringReplay } from '../ring-due.ts'
import { discoverScopes } from './discover-scopes.ts'
import { forgetPeople } from './forget-people.ts'
import type { Pass, PassOutcome } from './pass.ts'
import { pullStream } from './pull-stream.ts'
import { joinPulled, NOTHING_PULLED } from './pulled.ts'
import { readQueries } from './read-queries.ts'
import { sideBySide } from './side-by-side.ts'
import { isDue } from './stream-beat.ts'

/** Each has a page in memory and a request under way. */
const SCOPES_AT_ONCE = 4

/** What words mean is known before anything is said in them; all else may come in any order. */
const READ_FIRST: Stream = 'structure'

/**
 * Reads every stream that is due, several scopes at once: the structure, then all others side by side, so that a tracker that
 * takes its time to answer one is asked for another meanwhile.
 */
export async function readEverything(pass: Pass): Promise<PassOutcome> {
  const { db, connectionId } = pass
  const scopes = await discoverScopes(pass)

  const states = new Map(
    (await listStreamStates(db, connectionId)).map(state => [`${state.stream} ${state.scopeExternalId}`, state]),
  )
  const run = { id: pass.runId, scheduled: pass.scheduled, nowMs: pass.now().getTime() }
  const due = STREAMS.flatMap(stream =>
    scopes
      .filter(
        ({ streams, externalId }) =>
          streams.includes(stream) && isDue(stream, states.get(`${stream} ${externalId}`), run),
      )
      .map(scope => ({ stream, scope })),
  )
  await planProgress(db, run.id, due)
  let total = NOTHING_PULLED
  const isFirst = ({ stream }: { readonly stream: Stream }): boolean => stream === READ_FIRST
  for (const now of [due.filter(isFirst), due.filter(each => !isFirst(each))]) {
    const pulled = await sideBySide(now, SCOPES_AT_ONCE, ({ scope, stream }) =>
      pullStream(pass, scope, stream).catch(error => leave(pass, error)),
    )
    total = pulled.reduce(joinPulled, total)
  }
  await readQueries(pass)
  if (total.changed >= MANY_CHANGES) await refreshStatistics(db)
  if (total.changed > 0) await matchPeople(db)
  await forgetPeople(pass)
  if (total.needsReplay) await ringReplay(pass, connectionId)
  if (total.unreadable === 0) return { state: 'complete' }
  return {
    state: 'partial',
    reason: 'unreadable_records',
    reasonText: `${total.unreadable} records could not be read and are kept with their reasons; see completeness.`,
  }
}

/** A tracker that wants rest is not asked for the other streams either, and nobody waits for what it answers slowly. */
function leave(pass: Pass, error: unknown): never {
  if (error instanceof RateLimitedError) pass.stopAsking()
  throw error
}
