import { Type } from 'typebox'
import type { Division, Part } from '../connector.ts'
import { readCursor, writeCursor } from '../cursor-text.ts'
import { askEach } from './ask-each.ts'
import type { Clause } from './jql.ts'
import type { SiteClient } from './product.ts'
import { listFollowedProjects } from './projects.ts'
import type { Settings } from './settings.ts'
import { type Step, writeWorkItemCursor } from './work-item-cursor.ts'

/** 4 to 25 pages: long enough to be worth a job's trouble, short enough that all workers end at about the same time. */
const SMALLEST_PART = 400
const LARGEST_PART = 2_500
const PARTS = 12
/** Smaller sites are read in one go. */
const WORTH_SHARING = 1_000
/** Nothing in Jira is older than Jira. */
const BEGIN_MS = Date.UTC(2002, 0, 1)
const DAY_MS = 86_400_000

const stepOfPart = Type.Object({
  projects: Type.Array(Type.String({ pattern: '^\\d+$' }), { minItems: 1 }),
  createdFromMs: Type.Optional(Type.Integer()),
  createdBeforeMs: Type.Optional(Type.Integer()),
})

/** The part of the site that {@link divideWorkItems} named so; null for what is none. */
export function readPart(externalId: string): Step | null {
  const step = readCursor(stepOfPart, externalId)
  return step === null ? null : { ...step, sinceMs: null }
}

/** By project; small projects together, large ones in windows of when their issues were created, which never changes. */
export async function divideWorkItems(client: SiteClient, settings: Settings, nowMs: number): Promise<Division | null> {
  const followed = await listFollowedProjects(client, settings)
  const all = followed.map(({ id }) => id)
  let total = 0
  for (const ids of groupsOf(all, client.product.projectsAtOnce.changes)) {
    const counted = await count(client, ids, [])
    // One of them is refused, and the reading in one go finds out which.
    if (counted === null) return null
    total += counted
  }
  if (total < WORTH_SHARING) return null
  const counts = await askEach(
    followed,
    async ({ id, name }): Promise<CountedProject> => ({ id, name, count: (await count(client, [id], [])) ?? 0 }),
  )
  const partSize = Math.min(Math.max(Math.ceil(total / PARTS), SMALLEST_PART), LARGEST_PART)
  const parts: Part[] = []
  const small: CountedProject[] = []
  for (const project of counts) {
    if (project.count > partSize * 1.5) parts.push(...(await divideProject(client, project, partSize, nowMs)))
    else if (project.count > 0) small.push(project)
  }
  parts.push(...groupProjects(small, partSize, client.product.projectsAtOnce.first))
  const cursor = { version: 1, covered: all, completeSinceMs: nowMs, run: null } as const
  return { parts, cursor: writeWorkItemCursor(cursor) }
}

interface CountedProject {
  readonly id: string
  readonly name: string
  readonly count: number
}

/** The last window has no end: what is created meanwhile belongs to it. */
async function divideProject(
  client: SiteClient,
  project: CountedProject,
  partSize: number,
  nowMs: number,
): Promise<readonly Part[]> {
  const windows: { readonly from?: number; readonly before?: number; readonly count: number }[] = []
  const halve = async (from: number | undefined, before: number | undefined, known: number): Promise<void> => {
    const beginMs = from ?? BEGIN_MS
    const endMs = before ?? nowMs
    if (known <= partSize * 1.5 || endMs - beginMs < DAY_MS) {
      windows.push({ ...(from !== undefined && { from }), ...(before !== undefined && { before }), count: known })
      return
    }
    const middle = floorToMinute((beginMs + endMs) / 2)
    const window = writeWindow({ createdFromMs: from, createdBeforeMs: middle })
    const earlier = (await count(client, [project.id], window)) ?? 0
    await halve(from, middle, earlier)
    await halve(middle, before, Math.max(0, known - earlier))
  }
  await halve(undefined, undefined, project.count)
  return windows.map(({ from, before, count: expected }) =>
    writePart(
      { projects: [project.id], createdFromMs: from, createdBeforeMs: before },
      `${project.name} since ${new Date(from ?? BEGIN_MS).toISOString().slice(0, 10)}`,
      expected,
    ),
  )
}

function groupProjects(projects: readonly CountedProject[], partSize: number, atOnce: number): readonly Part[] {
  const groups: CountedProject[][] = []
  let group: CountedProject[] = []
  let size = 0
  for (const project of projects) {
    if (group.length > 0 && (size + project.count > partSize || group.length >= atOnce)) {
      groups.push(group)
      group = []
      size = 0
    }
    group.push(project)
    size += project.count
  }
  if (group.length > 0) groups.push(group)
  return groups.map(each =>
    writePart(
      { projects: each.map(({ id }) => id) },
      each.map(({ name }) => name).join(', '),
      each.reduce((sum, project) => sum + project.count, 0),
    ),
  )
}

const writePart = (step: Window & Pick<Step, 'projects'>, name: string, expected: number): Part => ({
  externalId: writeCursor(stepOfPart, {
    projects: [...step.projects],
    ...(step.createdFromMs !== undefined && { createdFromMs: step.createdFromMs }),
    ...(step.createdBeforeMs !== undefined && { createdBeforeMs: step.createdBeforeMs }),
  }),
  name,
  expected,
})

const count = (client: SiteClient, projectIds: readonly string[], window: readonly Clause[]): Promise<number | null> =>
  client.product.countIssues(client, [{ type: 'projects', ids: projectIds }, ...window])

interface Window {
  readonly createdFromMs?: number | undefined
  readonly createdBeforeMs?: number | undefined
}

export const writeWindow = ({ createdFromMs, createdBeforeMs }: Window): readonly Clause[] => [
  ...(createdFromMs === undefined ? [] : [{ type: 'created_since', ms: createdFromMs } as const]),
  ...(createdBeforeMs === undefined ? [] : [{ type: 'created_before', ms: createdBeforeMs } as const]),
]

function groupsOf<Each>(list: readonly Each[], size: number): readonly (readonly Each[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  )
}

const floorToMinute = (ms: number): number => Math.floor(ms / 60_000) * 60_000
