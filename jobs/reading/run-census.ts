import type { FetchedRecord } from '../../connectors/connector.ts'
import { scheduleNextCensus } from '../../src/store/access/connections.ts'
import { takeReadTicket } from '../../src/store/records/guarded-write.ts'
import {
  closeConfirmed,
  heldKey,
  listHeldKeys,
  saveHolds,
  settleDismissed,
} from '../../src/store/sync/deletion-holds.ts'
import { listRefused } from '../../src/store/sync/refused-records.ts'
import { addToRun } from '../../src/store/sync/sync-runs.ts'
import { divideMissing, type HeldBack } from '../../src/work/deletion-breaker.ts'
import type { RecordRef } from '../../src/work/raw-record.ts'
import { applyFetched } from '../notices/apply-fetched.ts'
import { compareAll } from './compare-census.ts'
import { discoverScopes } from './discover-scopes.ts'
import type { Pass, PassOutcome } from './pass.ts'

const DAY_MS = 86_400_000
/** As many as trackers answer at once: items come with all their history, worklogs are small. */
const FETCHED_AT_ONCE = 100
const WORKLOGS_AT_ONCE = 1_000

/**
 * Compares what exists at the tracker with what is stored. What the census misses is asked for by id, and only what the
 * tracker then does not know is marked: `deleted` where it proves it, else `not_visible`. What it has and we have not is
 * fetched. So many missing at once that a permission may be lost wait for a person; what a person has dismissed is left as
 * it is.
 */
export async function runCensus(open: Pass): Promise<PassOutcome> {
  const { db, connectionId } = open
  const confirmed = await listHeldKeys(db, connectionId, 'confirmed')
  // As they are now: a project that we may not see any more cannot be counted.
  const scopes = await discoverScopes(open)
  const differences = await compareAll(open, scopes)
  const missing = differences.flatMap(each => each.missing)
  await settleDismissed(db, connectionId, missing)
  const dismissed = await listHeldKeys(db, connectionId, 'dismissed')
  const undecided = differences.map(each => ({
    ...each,
    missing: each.missing.filter(record => !confirmed.has(heldKey(record)) && !dismissed.has(heldKey(record))),
  }))
  const { free, held } = divideMissing(undecided)
  await saveHolds(db, connectionId, held)
  const asked: RecordRef[] = [
    ...missing.filter(record => confirmed.has(heldKey(record))),
    ...free,
    ...differences.flatMap(({ unknown }) => unknown),
  ]
  const named = new Set([...asked, ...missing].map(nameOf))
  // Neither missing nor unknown, as the tracker lists it and we have it as it was.
  asked.push(...(await listRefused(db, connectionId)).filter(ref => !named.has(nameOf(ref))))
  const worklogs = asked.filter(({ kind }) => kind === 'worklog')
  const others = asked.filter(({ kind }) => kind !== 'worklog')
  const requests = [...chunks(others, FETCHED_AT_ONCE), ...chunks(worklogs, WORKLOGS_AT_ONCE)]
  for (const refs of requests) await confirm(open, refs)
  await closeConfirmed(db, connectionId, confirmed)
  await addToRun(db, open.runId, open.drainRequests())
  await scheduleNextCensus(db, connectionId, new Date(open.now().getTime() + DAY_MS).toISOString())
  return held.length === 0 ? { state: 'complete' } : describeHeld(held)
}

const nameOf = ({ kind, externalId }: RecordRef): string => `${kind} ${externalId}`

function describeHeld(held: readonly HeldBack[]): PassOutcome {
  const count = held.reduce((sum, { records }) => sum + records.length, 0)
  return {
    state: 'partial',
    reason: 'deletion_breaker',
    reasonText:
      `${count} records are no longer listed, more at once than is plausible. None of them was marked: confirm or dismiss ` +
      "them (the connection's deletions).",
  }
}

async function confirm(open: Pass, refs: readonly RecordRef[]): Promise<void> {
  const readTicket = await takeReadTicket(open.db)
  const asked = refs.map(({ kind, externalId }) => ({ kind, externalId }))
  const fetched: readonly FetchedRecord[] = await open.source.fetch(asked)
  const applied = await applyFetched(open, fetched, readTicket)
  await addToRun(open.db, open.runId, {
    ...open.drainRequests(),
    done: refs.length,
    changed: applied.changed,
    deleted: applied.deleted,
  })
}

function chunks<Each>(list: readonly Each[], size: number): readonly (readonly Each[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  )
}
