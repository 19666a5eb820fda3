import type { Random } from '../random.ts'
import { addWorklog, createIssue, deleteWorklog, editIssue, editWorklog, linkIssues, unlinkIssues } from './edits.ts'
import { statusIds } from './generate-catalogue.ts'
import type { PlannedItem } from './generate-items.ts'
import { DAY_MS, HOUR_MS, type Schedule } from './generate-schedule.ts'
import type { JiraSite } from './site.ts'
import type { Issue, IssueLink, Worklog } from './site-records.ts'

/** About two worklogs for each item somebody worked on; a few are corrected later, a few are deleted. */
export function planWorklogs(
  site: JiraSite,
  schedule: Schedule,
  item: PlannedItem,
  people: readonly string[],
  nowMs: number,
  random: Random,
): void {
  if (item.startMs === null) return
  const lastMs = item.endMs ?? nowMs
  for (let left = random.between(1, 3); left > 0; left--) {
    const atMs = item.startMs + HOUR_MS + random.next() * Math.max(HOUR_MS, lastMs - item.startMs)
    const seconds = random.between(2, 24) * 900
    const someone = random.pick(people)
    let worklog: Worklog | null = null
    schedule.plan(atMs, () => {
      if (!item.issue) return
      worklog = addWorklog(site, {
        issueId: item.issue.id,
        by: item.issue.assigneeId ?? someone,
        seconds,
        comment: 'Worked on it.',
      })
    })
    const isEdited = random.chance(0.05)
    const isDeleted = !isEdited && random.chance(0.04)
    const laterMs = atMs + random.between(3, 200) * HOUR_MS
    if (!isEdited && !isDeleted) continue
    schedule.plan(laterMs, () => {
      if (!worklog) return
      const change = { worklogId: worklog.id, by: worklog.authorId }
      if (isEdited)
        editWorklog(site, { ...change, seconds: seconds + 1800, comment: 'Worked on it, and on the tests.' })
      else deleteWorklog(site, change)
    })
  }
}

/** One item on which many small pieces of time were booked: more than an issue carries inline. */
export function planManyWorklogs(
  site: JiraSite,
  schedule: Schedule,
  item: PlannedItem,
  count: number,
  nowMs: number,
): void {
  const fromMs = item.startMs ?? item.createdMs
  const stepMs = ((item.endMs ?? nowMs) - fromMs) / (count + 1)
  for (let at = 1; at <= count; at++) {
    schedule.plan(fromMs + at * stepMs, () => {
      const by = item.issue?.assigneeId
      if (item.issue && by) addWorklog(site, { issueId: item.issue.id, by, seconds: 900, comment: `Piece ${at}` })
    })
  }
}

export function planSubtasks(
  site: JiraSite,
  schedule: Schedule,
  item: PlannedItem,
  people: readonly string[],
  random: Random,
): void {
  if (item.startMs === null || !random.chance(0.08)) return
  const names = ['Write tests', 'Update the manual', 'Check with support'].slice(0, random.between(1, 3))
  for (const [at, name] of names.entries()) {
    const by = random.pick(people)
    let subtask: Issue | null = null
    schedule.plan(item.startMs + (at + 1) * 600_000, () => {
      if (!item.issue) return
      subtask = createIssue(site, {
        project: item.part.project,
        type: 'Sub-task',
        summary: name,
        by,
        parentId: item.issue.id,
        labels: item.issue.labels,
        assignee: by,
      })
    })
    if (item.endMs === null) continue
    schedule.plan(item.endMs - (at + 1) * 300_000, () => {
      if (subtask) editIssue(site, { issueId: subtask.id, by, changes: { statusId: statusIds.done } })
    })
  }
}

/** Links inside a project and between projects; what was dropped as a duplicate says of what. */
export function planLinks(
  site: JiraSite,
  schedule: Schedule,
  items: readonly PlannedItem[],
  people: readonly string[],
  random: Random,
): void {
  const plan = (type: string, source: PlannedItem, destination: PlannedItem): void => {
    if (source === destination) return
    const atMs = Math.max(source.createdMs, destination.createdMs) + random.between(2, 200) * HOUR_MS
    const by = random.pick(people)
    let link: IssueLink | null = null
    schedule.plan(atMs, () => {
      if (source.issue && destination.issue) {
        link = linkIssues(site, { type, sourceId: source.issue.id, destinationId: destination.issue.id, by })
      }
    })
    if (!random.chance(0.04)) return
    schedule.plan(atMs + 3 * DAY_MS, () => {
      if (link) unlinkIssues(site, { linkId: link.id, by })
    })
  }
  for (let count = Math.round(items.length * 0.08); count > 0; count--) {
    const source = random.pick(items)
    const near = items.filter(item => item.part === source.part && Math.abs(item.share - source.share) < 0.1)
    plan(random.chance(0.7) ? 'Blocks' : 'Relates', source, random.pick(near))
  }
  for (let count = Math.round(items.length * 0.03); count > 0; count--) {
    const source = random.pick(items)
    const elsewhere = items.filter(item => item.part.project !== source.part.project)
    plan(random.chance(0.6) ? 'Blocks' : 'Relates', source, random.pick(elsewhere))
  }
  for (const item of items) {
    if (item.outcome === 'cancelled' && random.chance(0.4))
      plan('Duplicate', item, random.pick(items.filter(each => each.part === item.part)))
  }
}
