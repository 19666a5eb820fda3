import { type Static, Type } from 'typebox'
import type { Cursor } from '../../src/work/raw-record.ts'
import { readCursor, writeCursor } from '../cursor-text.ts'

/**
 * Jira's search runs behind by minutes, now and then by hours; a look-back of 2 hours still missed changes
 * (https://github.com/estuary/connectors/pull/3486). Unchanged issues cost little: their hash is known.
 */
export const LOOK_BACK_MS = 12 * 3_600_000
/** A page token lives 7 days. */
export const TOKEN_LIFE_MS = 6 * 24 * 3_600_000
/** Rounding to minutes, and the index that lags, when a reading goes on without its token. */
export const RESUME_OVERLAP_MS = 10 * 60_000

const stepSchema = Type.Object({
  projects: Type.Array(Type.String({ pattern: '^\\d+$' })),
  /** Null: from the beginning. */
  sinceMs: Type.Union([Type.Integer(), Type.Null()]),
  /** A window of a part of the first reading. */
  createdFromMs: Type.Optional(Type.Integer()),
  createdBeforeMs: Type.Optional(Type.Integer()),
})
const runSchema = Type.Object({
  startedMs: Type.Integer(),
  /** What is still to read, the first one being read. */
  steps: Type.Array(stepSchema, { minItems: 1 }),
  token: Type.Union([Type.String(), Type.Null()]),
  tokenMs: Type.Integer(),
  /** All of this step that was last updated before was read, as pages are in that order. */
  highWaterMs: Type.Union([Type.Integer(), Type.Null()]),
})
const cursorSchema = Type.Object({
  version: Type.Literal(1),
  /** The filter: projects that have been read completely. */
  covered: Type.Array(Type.String()),
  /** When the last complete run began. */
  completeSinceMs: Type.Union([Type.Integer(), Type.Null()]),
  run: Type.Union([runSchema, Type.Null()]),
})
export type WorkItemCursor = Static<typeof cursorSchema>
type WorkItemRun = Static<typeof runSchema>
export type Step = Static<typeof stepSchema>

const NOTHING_READ: WorkItemCursor = { version: 1, covered: [], completeSinceMs: null, run: null }

/** The saved cursor, without projects that are no longer followed: should they come back, they are read from the beginning. */
export function readWorkItemCursor(text: Cursor | null, followed: readonly string[]): WorkItemCursor {
  const cursor = readCursor(cursorSchema, text) ?? NOTHING_READ
  return { ...cursor, covered: cursor.covered.filter(id => followed.includes(id)) }
}
export const writeWorkItemCursor = (cursor: WorkItemCursor): Cursor => writeCursor(cursorSchema, cursor)

/**
 * What to read next. A project that was not followed before is read from the beginning, one that is no longer followed is
 * left out, and all others from the look-back before the last complete run on. An interrupted run goes on where it was.
 */
export function planRun(
  cursor: WorkItemCursor,
  followed: readonly string[],
  nowMs: number,
  projectsAtOnce: { readonly first: number; readonly changes: number },
  lookBackMs = LOOK_BACK_MS,
): WorkItemRun {
  const resumed = cursor.run === null ? null : resumeRun(cursor.run, followed, nowMs)
  if (resumed !== null) return resumed
  const covered = cursor.completeSinceMs === null ? [] : cursor.covered
  const fresh = followed.filter(id => !covered.includes(id))
  const sinceMs = cursor.completeSinceMs === null ? null : Math.max(0, cursor.completeSinceMs - lookBackMs)
  const steps: Step[] = [
    ...split(covered, projectsAtOnce.changes).map(projects => ({ projects, sinceMs })),
    ...split(fresh, projectsAtOnce.first).map(projects => ({ projects, sinceMs: null })),
  ]
  return { startedMs: nowMs, steps, token: null, tokenMs: nowMs, highWaterMs: null }
}

/** The same for a part of the first reading; null when it has been read, or nothing of it is followed any more. */
export function planPart(
  cursor: WorkItemCursor,
  part: Step,
  followed: readonly string[],
  nowMs: number,
): WorkItemRun | null {
  if (cursor.run !== null) return resumeRun(cursor.run, followed, nowMs)
  const projects = part.projects.filter(id => followed.includes(id))
  if (cursor.completeSinceMs !== null || projects.length === 0) return null
  return { startedMs: nowMs, steps: [{ ...part, projects }], token: null, tokenMs: nowMs, highWaterMs: null }
}

/** The rest of an interrupted run; null when nothing of it is followed any more. */
function resumeRun(run: WorkItemRun, followed: readonly string[], nowMs: number): WorkItemRun | null {
  const wanted = new Set(followed)
  const isSame = run.steps.every(({ projects }) => projects.every(id => wanted.has(id)))
  if (isSame) return run.token !== null && nowMs - run.tokenMs >= TOKEN_LIFE_MS ? restartStep(run) : run
  // Jira answers 400 to a query that names a project it does not show, so the rest is asked anew without it.
  const [current, ...later] = run.steps.map(step => ({ ...step, projects: step.projects.filter(id => wanted.has(id)) }))
  const steps = later.filter(({ projects }) => projects.length > 0)
  if (current !== undefined && current.projects.length > 0) return restartStep({ ...run, steps: [current, ...steps] })
  return steps.length === 0 ? null : { ...run, steps, token: null, highWaterMs: null }
}

/** Asks the current step anew from its high water, without a token. */
export function restartStep(run: WorkItemRun): WorkItemRun {
  const [step, ...rest] = run.steps
  if (step === undefined) return run
  const sinceMs =
    run.highWaterMs === null ? step.sinceMs : Math.max(run.highWaterMs - RESUME_OVERLAP_MS, step.sinceMs ?? 0)
  return { ...run, steps: [{ ...step, sinceMs }, ...rest], token: null }
}

/** The cursor after a page: on with the token, else with the next step, else the run is complete. */
export function advanceCursor(
  cursor: WorkItemCursor,
  run: WorkItemRun,
  page: { readonly token: string | null; readonly updatedMs: readonly number[]; readonly nowMs: number },
): WorkItemCursor {
  if (page.token !== null) {
    const highWaterMs = raiseHighWater(run, page.updatedMs)
    return { ...cursor, run: { ...run, token: page.token, tokenMs: page.nowMs, highWaterMs } }
  }
  const [done, ...steps] = run.steps
  const covered = [...new Set([...cursor.covered, ...(done?.projects ?? [])])]
  if (steps.length > 0) {
    return { ...cursor, covered, run: { ...run, steps, token: null, tokenMs: page.nowMs, highWaterMs: null } }
  }
  return endRun({ ...cursor, covered }, run)
}

/**
 * An issue stands where the index has it, and is told as it is: one that was edited just now may stand among much older ones
 * that are still to come. Only what is older than the index ever lags behind says how far a reading has come.
 */
function raiseHighWater({ startedMs, highWaterMs }: WorkItemRun, updatedMs: readonly number[]): number | null {
  const settled = updatedMs.filter(ms => ms <= startedMs - LOOK_BACK_MS)
  return settled.reduce<number | null>((highest, ms) => Math.max(highest ?? ms, ms), highWaterMs)
}

/** The cursor when nothing is left to read. */
export const endRun = ({ covered }: WorkItemCursor, run: WorkItemRun): WorkItemCursor => ({
  version: 1,
  covered,
  completeSinceMs: run.startedMs,
  run: null,
})

/** Without the current step, which cannot be read now. */
export function dropStep(run: WorkItemRun): WorkItemRun {
  const [, ...steps] = run.steps
  return { ...run, steps, token: null, highWaterMs: null }
}

/** Without projects that could not be read: once they can, they are read from the beginning. */
export const forgetProjects = (cursor: WorkItemCursor, projects: readonly string[]): WorkItemCursor => ({
  ...cursor,
  covered: cursor.covered.filter(id => !projects.includes(id)),
})

/** Asks for half of the current step's projects first. */
export function halveStep(run: WorkItemRun): WorkItemRun {
  const [step, ...rest] = run.steps
  if (step === undefined) return run
  const halves = split(step.projects, Math.ceil(step.projects.length / 2)).map(projects => ({ ...step, projects }))
  return { ...run, steps: [...halves, ...rest], token: null }
}

function split(ids: readonly string[], size: number): string[][] {
  const parts: string[][] = []
  for (let start = 0; start < ids.length; start += size) parts.push(ids.slice(start, start + size))
  return parts
}
