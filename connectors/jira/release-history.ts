import type { Static } from 'typebox'
import type { HistoryEntry } from '../../src/work/source-record.ts'
import { readDay, readInstant } from './instants.ts'
import type { auditRecordSchema } from './payloads.ts'

type AuditRecord = Static<typeof auditRecordSchema>

export interface CurrentRelease {
  readonly name: string
  readonly startDay: string | null
  readonly targetDay: string | null
  readonly released: boolean
  /** When this state had been seen, and by whom it was made where a notice said so. */
  readonly seenAt: string
  readonly touchedBy: string | null
  readonly touchedAt: string | null
}

interface Move {
  readonly at: string
  readonly order: number
  readonly authorId: string | null
  readonly from: string | null
  readonly to: string | null
}

/** Before the first move we know of; the version may be younger. */
const BEGINNING = '1970-01-01T00:00:00.000Z'

/**
 * The moves of a version's release date, from the audit log where it is open, and what is so now. The last entry is always
 * the current state: what nobody recorded is dated to the notice that told us, or to when we saw it.
 */
export function buildReleaseHistory(current: CurrentRelease, audit: readonly AuditRecord[]): readonly HistoryEntry[] {
  const moves = findReleaseMoves(current, audit)
  const history: HistoryEntry[] = []
  const [first] = moves
  if (first !== undefined) {
    history.push({ at: BEGINNING, order: 0, authorId: null, origin: 'reconstructed', set: { target_day: first.from } })
  }
  for (const { at, order, authorId, to } of moves) {
    history.push({ at, order, authorId, origin: 'observed', set: { target_day: to } })
  }
  // Releasing a version sets its release date to that day, unless the person keeps the old one: the best there is when we
  // first see a version that was released before. One that we saw unreleased has that on record, and it wins.
  const releasedAt = current.released && current.targetDay !== null ? `${current.targetDay}T00:00:00.000Z` : null
  if (releasedAt !== null && releasedAt < current.seenAt) {
    history.push({ at: releasedAt, order: 0, authorId: null, origin: 'reconstructed', set: { released: true } })
  }
  const last = moves.at(-1)
  const isTold = last !== undefined && last.to === current.targetDay
  const at = latest(current.touchedAt ?? current.seenAt, last?.at)
  history.push({
    at,
    // What we saw has no number at the tracker; it only must not go before a move of the same instant.
    order: last?.at === at ? last.order + 1 : 0,
    authorId: current.touchedBy,
    origin: 'observed',
    // Whether a version is released stands in the log only in the words of the site's language.
    set: {
      ...(isTold || isOvertaken(current, moves) ? {} : { target_day: current.targetDay }),
      released: current.released,
    },
  })
  return history
}

/** The log is read after the version: it may tell a move that the version did not know of yet. The next reading will. */
function isOvertaken({ seenAt, targetDay }: CurrentRelease, moves: readonly Move[]): boolean {
  const wasSo = moves.some(({ from, to }) => from === targetDay || to === targetDay)
  const last = moves.at(-1)
  return wasSo && last !== undefined && Date.parse(last.at) > Date.parse(seenAt) - CLOCKS_DIFFER_MS
}

/** Our clock may run ahead of the tracker's by as much. */
const CLOCKS_DIFFER_MS = 120_000

const latest = (at: string, other: string | undefined): string => (other !== undefined && other > at ? other : at)

/**
 * The log names fields in the language of the site, so the release date is recognised by what it holds: days, in a chain
 * that ends at the current release date. Where several fields fit alike (the start date, or a name that is a day) only the
 * English label decides, and without it nothing is claimed.
 */
function findReleaseMoves(current: CurrentRelease, audit: readonly AuditRecord[]): readonly Move[] {
  const chains = [...groupByField(audit)].map(([label, moves]) => ({ label, moves, end: moves.at(-1)?.to ?? null }))
  const ending = chains.filter(({ end }) => end === current.targetDay)
  const labelled = ending.filter(({ label }) => /^release date$/i.test(label))
  const fitting = ending.length > 1 ? labelled : ending
  if (ending.length > 0) return fitting.length === 1 ? (fitting[0]?.moves ?? []) : []
  // The log runs a little behind: the only chain of days may still lack its last move.
  const [only, ...others] = chains
  if (only === undefined || others.length > 0 || only.end === current.startDay || only.end === current.name) return []
  return only.moves
}

function groupByField(audit: readonly AuditRecord[]): ReadonlyMap<string, readonly Move[]> {
  const groups = new Map<string, Move[]>()
  for (const record of audit) {
    const at = readInstant(record.created)
    const order = Number(record.id)
    if (at === null || !Number.isSafeInteger(order)) continue
    for (const { fieldName, changedFrom, changedTo } of record.changedValues ?? []) {
      const from = readDay(changedFrom)
      const to = readDay(changedTo)
      if ((from ?? to) === null || !isDayOrEmpty(changedFrom) || !isDayOrEmpty(changedTo)) continue
      const move = { at, order, authorId: record.authorAccountId ?? null, from, to }
      groups.set(fieldName ?? '', [...(groups.get(fieldName ?? '') ?? []), move])
    }
  }
  for (const moves of groups.values()) moves.sort((a, b) => (a.at === b.at ? a.order - b.order : a.at < b.at ? -1 : 1))
  return groups
}

const isDayOrEmpty = (text: string | null | undefined): boolean =>
  text === null || text === undefined || text === '' || readDay(text) !== null
