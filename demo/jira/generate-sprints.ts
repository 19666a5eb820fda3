import type { Random } from '../random.ts'
import { closeSprint, editIssue, startSprint } from './edits.ts'
import { DAY_MS, HOUR_MS, type Schedule } from './generate-schedule.ts'
import type { JiraSite } from './site.ts'
import type { Board, Sprint } from './site-records.ts'

export interface PlannedSprint {
  readonly sprint: Sprint
  readonly startMs: number
  readonly endMs: number
}

const SPRINT_DAYS = 14
const FUTURE_SPRINTS = 2

/** A board's sprints back to back: closed ones, the active one, and two that have no dates yet. */
export function planSprints(
  site: JiraSite,
  schedule: Schedule,
  board: Board,
  span: { startMs: number; nowMs: number; by: string },
): PlannedSprint[] {
  const planned: PlannedSprint[] = []
  const project = site.projects.get(board.projectId)?.key ?? ''
  for (let at = 0; ; at++) {
    const startMs = span.startMs + at * SPRINT_DAYS * DAY_MS
    const endMs = startMs + SPRINT_DAYS * DAY_MS - HOUR_MS
    const sprint = addSprint(site, {
      name: `${project} Sprint ${at + 1}`,
      createdMs: startMs - SPRINT_DAYS * DAY_MS,
      board,
      boardIds: [board.id],
    })
    planned.push({ sprint, startMs, endMs })
    if (startMs > span.nowMs + (FUTURE_SPRINTS - 1) * SPRINT_DAYS * DAY_MS) break
  }
  planned.forEach(({ sprint, startMs, endMs }, at) => {
    const next = planned[at + 1]
    schedule.plan(startMs, () => startSprint(site, { sprintId: sprint.id, endMs }))
    schedule.plan(endMs, () =>
      closeSprint(site, {
        sprintId: sprint.id,
        by: span.by,
        ...(next ? { moveOpenTo: next.sprint.id } : {}),
      }),
    )
  })
  return planned
}

/** One sprint that two boards show: its items come from both projects, its origin is the first board. */
export function planJointSprint(
  site: JiraSite,
  schedule: Schedule,
  boards: readonly Board[],
  span: { startMs: number; by: string },
  random: Random,
): void {
  const [origin] = boards
  if (!origin) return
  const sprint = addSprint(site, {
    name: 'Joint hardening, payments and app',
    createdMs: span.startMs - DAY_MS,
    board: origin,
    boardIds: boards.map(board => board.id),
  })
  schedule.plan(span.startMs, () => {
    startSprint(site, { sprintId: sprint.id, endMs: span.startMs + 7 * DAY_MS })
    for (const board of boards) {
      const open = site.data.issues.filter(
        issue => issue.projectId === board.projectId && issue.resolutionId === null && issue.sprintIds.length > 0,
      )
      for (let count = 0; count < 8 && open.length > 0; count++) {
        const issue = random.pick(open)
        if (issue.sprintIds.includes(sprint.id)) continue
        editIssue(site, { issueId: issue.id, by: span.by, changes: { sprintIds: [...issue.sprintIds, sprint.id] } })
      }
    }
  })
  schedule.plan(span.startMs + 7 * DAY_MS, () => closeSprint(site, { sprintId: sprint.id, by: span.by }))
}

function addSprint(
  site: JiraSite,
  input: { name: string; createdMs: number; board: Board; boardIds: readonly number[] },
): Sprint {
  const sprint: Sprint = {
    id: ++site.data.counters.sprint,
    name: input.name,
    goal: '',
    state: 'future',
    startMs: null,
    endMs: null,
    completeMs: null,
    createdMs: input.createdMs,
    originBoardId: input.board.id,
    boardIds: input.boardIds,
  }
  site.data.sprints.push(sprint)
  site.sprints.set(sprint.id, sprint)
  return sprint
}
