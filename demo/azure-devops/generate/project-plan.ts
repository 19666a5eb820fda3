import type { Project } from '../organization-state.ts'

export interface Sprint {
  readonly nodeId: number
  readonly startMs: number
  /** The first instant after the sprint: its finish day is still part of it. */
  readonly endMs: number
}

/** A project with the ids the generators need at hand. */
export interface ProjectPlan {
  readonly project: Project
  readonly rootAreaId: number
  readonly rootIterationId: number
  readonly sprints: readonly Sprint[]
  /** By theme: the theme's own area, then its sub-areas. */
  readonly areas: ReadonlyMap<string, readonly number[]>
}

export function sprintAt(plan: ProjectPlan, atMs: number): Sprint | null {
  return plan.sprints.find(({ startMs, endMs }) => atMs >= startMs && atMs < endMs) ?? null
}
