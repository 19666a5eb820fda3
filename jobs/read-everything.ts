import { matchPeople } from '../src/store/people/match-people.ts'
import { MANY_CHANGES, refreshStatistics } from '../src/store/postgres/statistics.ts'
import { listStreamStates } from '../src/store/sync/sync-cursors.ts'
import { planProgress } from '../src/store/sync/sync-progress.ts'
import { STREAMS } from '../src/work/raw-record.ts'
import { discoverScopes } from './discover-scopes.ts'
import { forgetPeople } from './forget-people.ts'
import type { Pass, PassOutcome } from './pass.ts'
import { pullStream } from './pull-stream.ts'
import { joinPulled, NOTHING_PULLED } from './pulled.ts'
import { readQueries } from './read-queries.ts'
import { ringReplay } from './ring-due.ts'
import { sideBySide } from './side-by-side.ts'
import { isDue } from './stream-beat.ts'

/** Each has a page in memory and a request under way. */
const SCOPES_AT_ONCE = 4

/**
 * Reads every stream that is due, stream by stream, so that what a later stream refers to (states, sprints, versions) is
 * known before it; of one stream several scopes at once.
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
  for (const stream of STREAMS) {
    const now = due.filter(each => each.stream === stream)
    const pulled = await sideBySide(now, SCOPES_AT_ONCE, ({ scope }) => pullStream(pass, scope, stream))
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
