import type { DemoPart } from '../organisation.ts'
import { createVersion, editIssue, moveVersion, releaseVersion } from './edits.ts'
import { type CoursePlan, countVersions, type DateMove } from './generate-courses.ts'
import { DAY_MS, HOUR_MS, readDayMs, type Schedule, writeWorkingDay } from './generate-schedule.ts'
import type { PlannedEpic, PlannedVersion } from './planned.ts'
import type { JiraSite } from './site.ts'
import type { Version } from './site-records.ts'

/** Versions spread evenly from the part's beginning to its promised end; the dates of some are moved on the way. */
export function planVersions(
  site: JiraSite,
  schedule: Schedule,
  part: DemoPart,
  course: CoursePlan,
  span: { nowMs: number; by: string },
): PlannedVersion[] {
  const count = countVersions(part.items)
  const beganMs = span.nowMs - course.beganDaysAgo * DAY_MS
  const lengthMs = (course.beganDaysAgo + course.finishInDays) * DAY_MS
  const finals = Array.from({ length: count }, (_, at) =>
    readDayMs(writeWorkingDay(beganMs + (lengthMs * (at + 1)) / count)),
  )
  const nextAt = finals.findIndex(finalMs => finalMs > span.nowMs)
  const planned = finals.map((finalMs, at): PlannedVersion => {
    const moves = [
      ...(at === nextAt ? course.nextVersionMoves : []),
      ...(at === count - 1 ? course.lastVersionMoves : []),
    ]
    const movedDays = moves.reduce((sum, move) => sum + move.byDays, 0)
    return { finalMs, firstDay: writeWorkingDay(finalMs - movedDays * DAY_MS), version: null }
  })
  planned.forEach((each, at) => {
    schedule.plan(beganMs + (9 + at / 60) * HOUR_MS, () => {
      each.version = createVersion(site, {
        project: part.project,
        name: `${part.theme} 1.${at}`,
        releaseDate: each.firstDay,
        by: span.by,
      })
    })
    const next = planned[at + 1]
    schedule.plan(each.finalMs + 15 * HOUR_MS, () => {
      if (!each.version) return
      releaseVersion(site, {
        versionId: each.version.id,
        by: span.by,
        ...(next?.version ? { moveOpenTo: next.version.id, keepsBegun: true } : {}),
      })
    })
  })
  return planned
}

/** The moves themselves: the version's date, and with it the due dates of the epics that were due by then or later. */
export function planVersionMoves(
  site: JiraSite,
  schedule: Schedule,
  course: CoursePlan,
  planned: readonly PlannedVersion[],
  epics: readonly PlannedEpic[],
  span: { nowMs: number; movers: readonly string[] },
): void {
  const nextAt = planned.findIndex(each => each.finalMs > span.nowMs)
  const moves = [
    ...course.nextVersionMoves.map(move => ({ move, each: planned[nextAt] })),
    ...course.lastVersionMoves.map(move => ({ move, each: planned[planned.length - 1] })),
  ]
  moves.forEach(({ move, each }, at) => {
    const by = span.movers[at % span.movers.length] ?? ''
    const atMs = readDayMs(writeWorkingDay(span.nowMs - move.daysAgo * DAY_MS)) + (10 + at) * HOUR_MS
    schedule.plan(atMs, () => {
      if (!each?.version?.releaseDate) return
      const fromMs = readDayMs(each.version.releaseDate)
      const toMs = fromMs + move.byDays * DAY_MS
      const isLast = each.finalMs - toMs < 5 * DAY_MS
      moveVersion(site, { versionId: each.version.id, releaseDate: writeWorkingDay(isLast ? each.finalMs : toMs), by })
    })
    schedule.plan(atMs + 20 * 60_000, () => {
      if (at < course.nextVersionMoves.length) moveEpics(site, epics, move, each?.firstDay ?? '', by)
    })
  })
}

function moveEpics(site: JiraSite, epics: readonly PlannedEpic[], move: DateMove, fromDay: string, by: string): void {
  for (const { issue } of epics) {
    if (!issue?.dueDate || issue.resolutionId !== null || issue.dueDate < fromDay) continue
    const dueDate = writeWorkingDay(readDayMs(issue.dueDate) + move.byDays * DAY_MS)
    editIssue(site, { issueId: issue.id, by, changes: { dueDate } })
  }
}

/** The version an item belongs to by its place in the plan, or the first later one that is not out yet. */
export function pickVersion(planned: readonly PlannedVersion[], share: number): Version | null {
  const from = Math.min(planned.length - 1, Math.floor(share * planned.length))
  return planned.slice(from).find(each => each.version && !each.version.released)?.version ?? null
}
