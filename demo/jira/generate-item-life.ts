import type { Random } from '../random.ts'
import { createIssue, editIssue, rankIssue } from './edits.ts'
import { statusIds } from './generate-catalogue.ts'
import { labelTheme, updateEpic } from './generate-epics.ts'
import type { PlannedItem } from './generate-items.ts'
import { DAY_MS, HOUR_MS, pickWorkingMs, type Schedule, writeWorkingDay } from './generate-schedule.ts'
import type { PlannedSprint } from './generate-sprints.ts'
import { pickVersion } from './generate-versions.ts'
import { nameItem } from './generate-wording.ts'
import type { IssueChanges } from './issue-changes.ts'
import type { PlannedVersion } from './planned.ts'
import type { JiraSite } from './site.ts'

const points = [1, 2, 2, 3, 3, 5, 5, 8, 13]

export interface LifeSetting {
  readonly people: readonly string[]
  /** null for a kanban team: no sprints, no estimates. */
  readonly sprints: readonly PlannedSprint[] | null
  readonly versions: readonly PlannedVersion[]
}

/** Everything that happens to one item, from its creation to the day it is done. */
export function planItemLife(
  site: JiraSite,
  schedule: Schedule,
  item: PlannedItem,
  setting: LifeSetting,
  random: Random,
): void {
  const worker = random.pick(setting.people)
  const author = random.pick(setting.people)
  const edit = (atMs: number, by: string, changes: () => IssueChanges): void => {
    schedule.plan(atMs, () => {
      if (item.issue) editIssue(site, { issueId: item.issue.id, by, changes: changes() })
    })
  }
  planCreation(site, schedule, item, setting, { author, worker }, random)
  if (item.outcome === 'cancelled' && item.endMs !== null) {
    edit(item.endMs, author, () => ({ statusId: statusIds.cancelled }))
  }
  if (item.wrongEpic) {
    edit(item.createdMs + random.between(2, 30) * HOUR_MS, author, () => ({ parentId: item.epic.issue?.id ?? null }))
  }
  planChangesOfMind(site, schedule, item, setting, author, random)
  if (item.startMs !== null) planWork(site, schedule, item, setting, worker, edit, random)
}

function planCreation(
  site: JiraSite,
  schedule: Schedule,
  item: PlannedItem,
  setting: LifeSetting,
  who: { author: string; worker: string },
  random: Random,
): void {
  const type = random.chance(0.55) ? 'Story' : random.chance(0.55) ? 'Task' : 'Bug'
  const project = item.part.project
  const summary = nameItem(project, type, random)
  const isEstimated = setting.sprints !== null && random.chance(0.6)
  // Some fill in the field of the team-managed projects by mistake: only the board says which of the two counts.
  const isMisplaced = setting.sprints !== null && random.chance(0.04)
  const isPlanned = random.chance(0.7)
  const estimate = isEstimated ? random.pick(points) : null
  const storyPointEstimate = isMisplaced ? random.pick(points) : null
  const assignee = random.chance(0.45) ? who.worker : null
  const dueDate = random.chance(0.1)
    ? writeWorkingDay((item.endMs ?? item.createdMs + 60 * DAY_MS) + random.between(0, 9) * DAY_MS)
    : null
  const originalEstimateSeconds = random.chance(0.3) ? random.between(2, 40) * 1800 : null
  const priorityId = random.pick(['2', '3', '3', '3', '4'])
  schedule.plan(item.createdMs, () => {
    const parent = (item.wrongEpic ?? item.epic).issue ?? item.epic.issue
    const version = isPlanned ? pickVersion(setting.versions, item.share) : null
    item.issue = createIssue(site, {
      project,
      type,
      summary,
      description: `${summary}.\n\nBelongs to ${item.part.theme}.`,
      by: who.author,
      parentId: parent?.id ?? null,
      labels: [labelTheme(item.part)],
      assignee,
      estimate,
      storyPointEstimate,
      originalEstimateSeconds,
      dueDate,
      priorityId,
      fixVersionIds: version ? [version.id] : [],
    })
  })
}

function planChangesOfMind(
  site: JiraSite,
  schedule: Schedule,
  item: PlannedItem,
  setting: LifeSetting,
  author: string,
  random: Random,
): void {
  const lastMs = item.endMs ?? item.createdMs + 60 * DAY_MS
  const pickMs = (): number =>
    item.createdMs + HOUR_MS + random.next() * Math.max(0, lastMs - item.createdMs - 2 * HOUR_MS)
  const plan = (changes: () => IssueChanges): void => {
    schedule.plan(pickMs(), () => {
      if (item.issue) editIssue(site, { issueId: item.issue.id, by: author, changes: changes() })
    })
  }
  const estimate = random.pick(points)
  if (setting.sprints && random.chance(0.12)) plan(() => ({ estimate }))
  if (random.chance(0.06))
    plan(() => (item.issue?.dueDate ? { dueDate: writeWorkingDay(Date.parse(item.issue.dueDate) + 7 * DAY_MS) } : {}))
  const assignee = random.pick(setting.people)
  if (random.chance(0.12)) plan(() => ({ assignee }))
  if (random.chance(0.05)) plan(() => ({ summary: `${item.issue?.summary ?? ''} (reworded)` }))
  if (random.chance(0.1)) {
    schedule.plan(pickMs(), () => {
      if (item.issue) rankIssue(site, { issueId: item.issue.id, by: author })
    })
  }
}

function planWork(
  site: JiraSite,
  schedule: Schedule,
  item: PlannedItem,
  setting: LifeSetting,
  worker: string,
  edit: (atMs: number, by: string, changes: () => IssueChanges) => void,
  random: Random,
): void {
  const { startMs, endMs } = item
  if (startMs === null) return
  const sprint = setting.sprints?.find(each => each.startMs <= startMs && startMs < each.endMs)?.sprint
  const planningMs = setting.sprints?.find(each => each.sprint === sprint)?.startMs ?? startMs
  const estimate = random.chance(0.8) ? random.pick(points) : null
  edit(Math.max(item.createdMs + HOUR_MS, Math.min(startMs, planningMs) - 2 * HOUR_MS), worker, () => ({
    ...(sprint ? { sprintIds: [...(item.issue?.sprintIds ?? []), sprint.id] } : {}),
    ...(setting.sprints && item.issue?.storyPoints === null && estimate !== null ? { estimate } : {}),
    ...(item.issue?.fixVersionIds.length === 0 && (item.share * 10) % 1 < 0.8 ? withVersion(setting, item) : {}),
  }))
  edit(startMs, worker, () => ({
    statusId: statusIds.inProgress,
    ...(item.issue?.assigneeId ? {} : { assignee: worker }),
  }))
  schedule.plan(startMs + 60_000, () => updateEpic(site, item.epic, worker))
  const reviewMs = startMs + 0.7 * ((endMs ?? startMs + 4 * DAY_MS) - startMs)
  if (random.chance(0.75)) edit(reviewMs, worker, () => ({ statusId: statusIds.inReview }))
  if (endMs === null) return
  edit(endMs, worker, () => ({ statusId: statusIds.done }))
  schedule.plan(endMs + 60_000, () => updateEpic(site, item.epic, worker))
  if (random.chance(0.03)) {
    const reopenedMs = pickWorkingMs(endMs + random.between(1, 4) * DAY_MS, random)
    edit(reopenedMs, random.pick(setting.people), () => ({ statusId: statusIds.inProgress }))
    edit(reopenedMs + random.between(20, 90) * HOUR_MS, worker, () => ({ statusId: statusIds.done }))
  }
}

function withVersion(setting: LifeSetting, item: PlannedItem): IssueChanges {
  const version = pickVersion(setting.versions, item.share)
  return version ? { fixVersionIds: [version.id] } : {}
}
