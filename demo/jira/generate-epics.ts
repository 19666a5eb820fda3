import type { DemoPart } from '../organisation.ts'
import { createIssue, editIssue } from './edits.ts'
import { statusIds } from './generate-catalogue.ts'
import type { CoursePlan } from './generate-courses.ts'
import { DAY_MS, HOUR_MS, type Schedule, writeWorkingDay } from './generate-schedule.ts'
import { nameEpic } from './generate-wording.ts'
import type { PlannedEpic, PlannedVersion } from './planned.ts'
import type { JiraSite } from './site.ts'

/** The epics of a part: created at its beginning, due with the version their place in the plan belongs to. */
export function planEpics(
  site: JiraSite,
  schedule: Schedule,
  part: DemoPart,
  course: CoursePlan,
  versions: readonly PlannedVersion[],
  span: { nowMs: number; owner: string },
): PlannedEpic[] {
  const beganMs = span.nowMs - course.beganDaysAgo * DAY_MS
  const lengthMs = (course.beganDaysAgo + course.finishInDays) * DAY_MS
  return Array.from({ length: part.epics }, (_, at): PlannedEpic => {
    const epic: PlannedEpic = { issue: null }
    const versionAt = course.areEpicsDueAtTheEnd
      ? versions.length - 1
      : Math.ceil(((at + 1) / part.epics) * versions.length) - 1
    const version = versions[versionAt]
    schedule.plan(beganMs + (10 + at / 4) * HOUR_MS, () => {
      epic.issue = createIssue(site, {
        project: part.project,
        type: 'Epic',
        summary: nameEpic(part.theme, at),
        description: `All work on ${part.theme}, part ${at + 1} of ${part.epics}.`,
        by: span.owner,
        assignee: span.owner,
        startDate: writeWorkingDay(beganMs + (lengthMs * at) / part.epics),
        dueDate: version?.firstDay ?? null,
        fixVersionIds: version?.version ? [version.version.id] : [],
        labels: [labelTheme(part)],
      })
    })
    return epic
  })
}

/** An epic is in progress from its first started child, and done when no child is left. */
export function updateEpic(site: JiraSite, epic: PlannedEpic, by: string): void {
  if (!epic.issue) return
  const children = [...(site.childIds.get(epic.issue.id) ?? [])].flatMap(id => site.issues.get(id) ?? [])
  const isFinished = children.length > 3 && children.every(child => child.resolutionId !== null)
  const statusId = isFinished ? statusIds.done : statusIds.inProgress
  if (children.length > 0) editIssue(site, { issueId: epic.issue.id, by, changes: { statusId } })
}

/** What an initiative's scope rule finds its issues by. */
export const labelTheme = ({ theme }: DemoPart): string => theme.toLowerCase().replaceAll(' ', '-')
