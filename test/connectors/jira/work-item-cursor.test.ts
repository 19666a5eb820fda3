import { describe, expect, it } from 'vitest'
import {
  advanceCursor,
  LOOK_BACK_MS,
  planRun,
  RESUME_OVERLAP_MS,
  readWorkItemCursor,
  restartStep,
  TOKEN_LIFE_MS,
  type WorkItemCursor,
  writeWorkItemCursor,
} from '../../../connectors/jira/work-item-cursor.ts'

const nowMs = Date.parse('2026-11-20T12:00:00Z')
const hourMs = 3_600_000
const read = (cursor: WorkItemCursor | null, followed: readonly string[]): WorkItemCursor =>
  readWorkItemCursor(cursor === null ? null : writeWorkItemCursor(cursor), followed)
const plan = (cursor: WorkItemCursor, followed: readonly string[], atMs: number, lookBackMs?: number) =>
  planRun(cursor, followed, atMs, { first: 100, changes: 100 }, lookBackMs)
const complete: WorkItemCursor = { version: 1, covered: ['1', '2'], completeSinceMs: nowMs - hourMs, run: null }

describe('the cursor of work items', () => {
  it('reads everything at first, and is complete since the run began, not since it ended', () => {
    const start = read(null, ['1', '2'])
    const run = plan(start, ['1', '2'], nowMs)
    expect(run.steps).toEqual([{ projects: ['1', '2'], sinceMs: null }])
    const onTheWay = advanceCursor(start, run, { token: 't', updatedMs: [5], nowMs: nowMs + 1 })
    expect(onTheWay).toMatchObject({ completeSinceMs: null, covered: [], run: { token: 't', highWaterMs: 5 } })
    const resumed = plan(read(onTheWay, ['1', '2']), ['1', '2'], nowMs + hourMs)
    const end = advanceCursor(onTheWay, resumed, { token: null, updatedMs: [9], nowMs: nowMs + hourMs })
    expect(end).toEqual({ version: 1, covered: ['1', '2'], completeSinceMs: nowMs, run: null })
  })

  it('looks back before the last complete run', () => {
    expect(plan(read(complete, ['1', '2']), ['1', '2'], nowMs).steps).toEqual([
      { projects: ['1', '2'], sinceMs: nowMs - hourMs - LOOK_BACK_MS },
    ])
    expect(plan(read(complete, ['1', '2']), ['1', '2'], nowMs, hourMs).steps[0]?.sinceMs).toBe(nowMs - 2 * hourMs)
  })

  it('reads only the new project from the beginning, and the others as before', () => {
    expect(plan(read(complete, ['1', '2', '3']), ['1', '2', '3'], nowMs).steps).toEqual([
      { projects: ['1', '2'], sinceMs: nowMs - hourMs - LOOK_BACK_MS },
      { projects: ['3'], sinceMs: null },
    ])
  })

  it('forgets a project that is no longer followed', () => {
    const without = read(complete, ['1'])
    const run = plan(without, ['1'], nowMs)
    const end = advanceCursor(without, run, { token: null, updatedMs: [], nowMs })
    expect(plan(read(end, ['1', '2']), ['1', '2'], nowMs).steps.at(-1)).toEqual({ projects: ['2'], sinceMs: null })
  })

  it('goes on without its token from the last issue read, with an overlap, and never before the bound', () => {
    const run = { ...plan(read(null, ['1']), ['1'], nowMs), token: 't', highWaterMs: nowMs - hourMs }
    expect(restartStep(run)).toMatchObject({ token: null, steps: [{ sinceMs: nowMs - hourMs - RESUME_OVERLAP_MS }] })
    const bounded = { ...run, steps: [{ projects: ['1'], sinceMs: nowMs - hourMs }] }
    expect(restartStep(bounded).steps[0]?.sinceMs).toBe(nowMs - hourMs)
    const old = { ...complete, run: { ...run, tokenMs: nowMs - TOKEN_LIFE_MS } }
    expect(plan(read(old, ['1']), ['1'], nowMs)).toMatchObject({ token: null, startedMs: nowMs })
  })

  it('goes on from no issue that the index may have at an older place than it tells', () => {
    const run = plan(read(null, ['1']), ['1'], nowMs)
    const goOn = (before: typeof run, updatedMs: readonly number[]) => {
      const next = advanceCursor(complete, before, { token: 't', updatedMs, nowMs }).run
      if (next === null) throw new Error('the run is over')
      return next
    }
    const old = nowMs - 100 * hourMs
    const first = goOn(run, [old, nowMs + hourMs, nowMs - hourMs, old + hourMs])
    expect(first.highWaterMs).toBe(old + hourMs)
    // A page that was edited as a whole says nothing, and no page sets it back.
    expect(goOn(first, [nowMs, nowMs]).highWaterMs).toBe(old + hourMs)
    expect(goOn(first, [old]).highWaterMs).toBe(old + hourMs)
    expect(goOn(run, [nowMs]).highWaterMs).toBeNull()
  })

  it('drops a project that vanished in the middle of a run, and keeps the place in the others', () => {
    const run = { ...plan(read(null, ['1', '2']), ['1', '2'], nowMs), token: 't', highWaterMs: nowMs - hourMs }
    const resumed = plan(read({ ...complete, run }, ['2']), ['2'], nowMs)
    expect(resumed).toMatchObject({
      token: null,
      steps: [{ projects: ['2'], sinceMs: nowMs - hourMs - RESUME_OVERLAP_MS }],
    })
    const later = {
      ...run,
      steps: [
        { projects: ['1'], sinceMs: null },
        { projects: ['2'], sinceMs: null },
      ],
    }
    expect(plan(read({ ...complete, run: later }, ['2']), ['2'], nowMs)).toMatchObject({
      token: null,
      highWaterMs: null,
      steps: [{ projects: ['2'], sinceMs: null }],
    })
    expect(plan(read({ ...complete, run }, ['3']), ['3'], nowMs).steps).toEqual([{ projects: ['3'], sinceMs: null }])
  })

  it('splits a long list of projects', () => {
    const many = Array.from({ length: 250 }, (_, index) => String(index + 1))
    expect(plan(read(null, many), many, nowMs).steps.map(({ projects }) => projects.length)).toEqual([100, 100, 50])
  })

  it('starts over with what it cannot read', () => {
    for (const text of ['', 'null', '{}', '{"version":2,"covered":[],"completeSinceMs":1,"run":null}', '[1]']) {
      expect(readWorkItemCursor(text, ['1'])).toEqual({ version: 1, covered: [], completeSinceMs: null, run: null })
    }
  })
})
