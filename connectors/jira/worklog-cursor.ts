import { type Static, Type } from 'typebox'
import type { Cursor } from '../../src/work/raw-record.ts'
import { readCursor, writeCursor } from '../cursor-text.ts'

/** The feeds leave out the last minute; a little more costs nothing. */
const OVERLAP_MS = 5 * 60_000
/** Deletions before the first reading are of worklogs we never saw; a day covers those during it. */
const FIRST_DELETIONS_MS = 24 * 3_600_000
/** How far our clock may be ahead of Jira's where the feed is asked from "now" on; what is read twice is known. */
const CLOCK_LEEWAY_MS = 3_600_000

const cursorSchema = Type.Object({
  version: Type.Literal(1),
  updatedSinceMs: Type.Integer({ minimum: 0 }),
  deletedSinceMs: Type.Integer({ minimum: 0 }),
  /** Which feed is being read; both are read in a run. */
  phase: Type.Union([Type.Literal('updated'), Type.Literal('deleted'), Type.Literal('complete')]),
  /** Where this run, or the last one, began in the feed of edits. */
  beganMs: Type.Optional(Type.Integer({ minimum: 0 })),
  /** The same in the feed of deletions; none in the first run. */
  deletedBeganMs: Type.Optional(Type.Integer({ minimum: 0 })),
  /** Projects that were seen then. */
  seen: Type.Optional(Type.Array(Type.String())),
  /** Projects that were seen once, each with the place in the feed of edits from which on it was hidden from us. */
  hiddenSinceMs: Type.Optional(Type.Record(Type.String(), Type.Integer({ minimum: 0 }))),
})
export type WorklogCursor = Static<typeof cursorSchema>

export const readWorklogCursor = (text: Cursor | null): WorklogCursor | null => readCursor(cursorSchema, text)
export const writeWorklogCursor = (cursor: WorklogCursor): Cursor => writeCursor(cursorSchema, cursor)

/** Where the reading of the site goes on when everything up to an instant of our clock was read in windows. */
export function writeReadUntil(atMs: number): Cursor {
  const updatedSinceMs = Math.max(0, atMs - CLOCK_LEEWAY_MS)
  return writeWorklogCursor({ ...startRun(null, atMs), updatedSinceMs, phase: 'complete' })
}

/** On from where the last run ended, or, broken off, where it was left. */
export function startRun(saved: WorklogCursor | null, nowMs: number): WorklogCursor {
  if (saved === null) {
    const deletedSinceMs = Math.max(0, nowMs - FIRST_DELETIONS_MS)
    return { version: 1, updatedSinceMs: 0, deletedSinceMs, phase: 'updated', beganMs: 0 }
  }
  if (saved.phase !== 'complete') return saved
  const back = (ms: number): number => Math.max(0, ms - OVERLAP_MS)
  const updatedSinceMs = back(saved.updatedSinceMs)
  const deletedSinceMs = back(saved.deletedSinceMs)
  return {
    ...saved,
    updatedSinceMs,
    deletedSinceMs,
    phase: 'updated',
    beganMs: updatedSinceMs,
    deletedBeganMs: deletedSinceMs,
  }
}

/**
 * Where a feed was read to. One in which nothing happened ends where it was asked from, which is earlier than where the run
 * before had ended: each run would begin earlier than the last.
 */
export const endOfFeed = (untilMs: number, beganMs: number | undefined): number =>
  beganMs === undefined || beganMs === 0 ? untilMs : Math.max(untilMs, beganMs + OVERLAP_MS)

/**
 * Jira names all worklogs that were edited, but shows none of a project that is hidden from us, and never names them again.
 * When such a project is seen again, the feed is read once more from where it went away.
 */
export function followProjects(cursor: WorklogCursor, visible: readonly string[]): WorklogCursor {
  const noticed = noteHidden(cursor, visible)
  const hidden = Object.entries(noticed.hiddenSinceMs ?? {})
  const returned = hidden.filter(([id]) => visible.includes(id)).map(([, sinceMs]) => sinceMs)
  const hiddenSinceMs = Object.fromEntries(hidden.filter(([id]) => !visible.includes(id)))
  const followed: WorklogCursor = { ...noticed, seen: [...visible], hiddenSinceMs }
  if (returned.length === 0) return followed
  const updatedSinceMs = Math.min(cursor.updatedSinceMs, ...returned)
  return { ...followed, phase: 'updated', updatedSinceMs, beganMs: Math.min(updatedSinceMs, cursor.beganMs ?? 0) }
}

/** Of projects that went away since the run began nobody knows how much of it they were hidden for. */
export function noteHidden(cursor: WorklogCursor, visible: readonly string[]): WorklogCursor {
  const { seen = [], hiddenSinceMs = {}, beganMs = 0 } = cursor
  const gone = seen.filter(id => !visible.includes(id))
  if (gone.length === 0) return cursor
  return {
    ...cursor,
    seen: seen.filter(id => visible.includes(id)),
    hiddenSinceMs: { ...Object.fromEntries(gone.map(id => [id, beganMs])), ...hiddenSinceMs },
  }
}
