import { type Static, Type } from 'typebox'
import type { Cursor, Json, RawRecord, Scope } from '../../src/work/raw-record.ts'
import type { SourceIteration } from '../../src/work/source-record.ts'
import type { Gap, Page, SourceIo } from '../connector.ts'
import { writeCursor } from '../cursor-text.ts'
import { RejectedError } from '../errors.ts'
import {
  type Board,
  listBoardProjects,
  listProjectBoards,
  mayHaveSprints,
  readProjectId,
  unsupportedBoard,
} from './boards.ts'
import type { JiraClient } from './client.ts'
import { readInstant } from './instants.ts'
import { listAll } from './paging.ts'
import { boardSchema, sprintSchema } from './payloads.ts'
import type { SiteClient } from './product.ts'
import { isFollowed } from './projects.ts'
import { createRaw, readContextText, requirePayload } from './raw-records.ts'
import { compareIds, type RecordId } from './record-id.ts'
import type { Settings } from './settings.ts'

const cursorSchema = Type.Object({ version: Type.Literal(1), readAt: Type.String() })
const PAGE_SIZE = 50

interface FoundSprint {
  readonly sprint: Static<typeof sprintSchema>
  readonly boardIds: readonly RecordId[]
}

interface OwnSprint extends FoundSprint {
  /** Null for a guest from a project that is not followed. */
  readonly projectId: string | null
}

/** All sprints of a project's boards: starting, closing or renaming one touches no issue, so they are read anew each time. */
export async function* readIterations(
  client: SiteClient,
  settings: Settings,
  io: SourceIo,
  scope: Scope,
): AsyncGenerator<Page> {
  const fetchedAt = io.now().toISOString()
  const { sprints, gaps } = await listSprints(client, settings, scope)
  const records = sprints.map(({ sprint, boardIds, projectId }) =>
    createSprintRaw(sprint, boardIds, projectId, fetchedAt),
  )
  const cursor: Cursor = writeCursor(cursorSchema, { version: 1, readAt: fetchedAt })
  yield { records, cursor, expected: records.length, gaps }
}

export function createSprintRaw(
  sprint: Static<typeof sprintSchema>,
  boardIds: readonly RecordId[],
  projectId: string | null,
  fetchedAt: string,
): RawRecord {
  return createRaw('sprint', sprint.id, sprint as Json, { boardIds, projectId }, fetchedAt)
}

/**
 * The sprints this project answers for. A sprint shows up on every board whose filter reaches one of its issues
 * (https://github.com/airbytehq/airbyte/issues/24981); it belongs to the project of the board it was made on.
 */
export async function listSprints(
  client: SiteClient,
  settings: Settings,
  scope: Scope,
): Promise<{ readonly sprints: readonly OwnSprint[]; readonly gaps: readonly Gap[] }> {
  const { boards, gaps } = await listProjectBoards(client, scope.externalId)
  const own = boards.filter(board => [scope.externalId, null].includes(readProjectId(board)) && mayHaveSprints(board))
  const found = new Map<RecordId, FoundSprint>()
  const refused: Gap[] = []
  for (const board of own) {
    const { sprints, gap } = await listBoardSprints(client, board)
    if (gap !== null) refused.push(gap)
    for (const sprint of sprints) {
      found.set(sprint.id, { sprint, boardIds: [...(found.get(sprint.id)?.boardIds ?? []), board.id] })
    }
  }
  const homes = await listHomes(client, own, [...found.values()], refused)
  const sprints = [...found.values()]
    .sort((a, b) => compareIds(a.sprint.id, b.sprint.id))
    .map(each => ({ ...each, home: homes.get(each.sprint.originBoardId ?? '') ?? NOWHERE }))
    // Another followed project answers for its own sprints, with all of its boards.
    .filter(({ home }) => home.projectId === scope.externalId || !isFollowedHome(settings, home))
    .map(({ sprint, boardIds, home }) =>
      home.projectId === scope.externalId
        ? { sprint, boardIds, projectId: scope.externalId }
        : { sprint, boardIds: listOrigin(sprint), projectId: null },
    )
  return { sprints, gaps: [...gaps, ...refused] }
}

async function listBoardSprints(
  client: JiraClient,
  board: Board,
): Promise<{ readonly sprints: readonly Static<typeof sprintSchema>[]; readonly gap: Gap | null }> {
  const { value, status } = await listAll(
    client,
    {
      path: `/rest/agile/1.0/board/${board.id}/sprint`,
      query: [['state', 'future,active,closed']],
      pageSize: PAGE_SIZE,
      endpointClass: 'board_sprint',
      where: `listing the sprints of Jira board ${board.id}`,
      item: sprintSchema,
    },
    // No sprints on this board (400), no columns (422), private (404): https://github.com/estuary/connectors/pull/4848
    [400, 403, 404, 422],
  )
  if (value !== null) return { sprints: value, gap: null }
  return { sprints: [], gap: unsupportedBoard(board, status, 'its sprints are unknown') }
}

/** The project of the board a sprint was made on; nulls where we may not see it. */
type Home = { readonly projectId: string | null; readonly projectKey: string | null }

const NOWHERE: Home = { projectId: null, projectKey: null }

/** A guest is told alike by every project it visits, or each reading would change it. */
export const listOrigin = ({ originBoardId }: Static<typeof sprintSchema>): readonly RecordId[] =>
  originBoardId == null ? [] : [originBoardId]

/** Where the boards lie on which the sprints were made; boards of other projects are asked one by one. */
async function listHomes(
  client: JiraClient,
  own: readonly Board[],
  found: readonly FoundSprint[],
  gaps: Gap[],
): Promise<ReadonlyMap<RecordId, Home>> {
  const boards = new Map(own.map(board => [board.id, board]))
  const homes = new Map<RecordId, Home>()
  for (const { sprint } of found) {
    const boardId = sprint.originBoardId
    if (boardId == null || homes.has(boardId)) continue
    const board = boards.get(boardId)
    if (board === undefined) {
      homes.set(boardId, await findHome(client, boardId))
      continue
    }
    const { home, gap } = await readHome(client, board)
    homes.set(boardId, home)
    if (gap !== null) gaps.push(gap)
  }
  return homes
}

export const isFollowedHome = (settings: Settings, { projectId, projectKey }: Home): boolean =>
  (projectId ?? projectKey) !== null && isFollowed(settings, projectId, projectKey)

export async function findHome(client: JiraClient, boardId: RecordId): Promise<Home> {
  const { value } = await client.askUnless(
    {
      path: `/rest/agile/1.0/board/${boardId}`,
      endpointClass: 'board',
      where: `reading Jira board ${boardId}`,
      schema: boardSchema,
    },
    [404],
  )
  if (value === null) return NOWHERE
  const { home, gap } = await readHome(client, value)
  if (gap?.kind === 'forbidden') throw new RejectedError('permission', gap.detail)
  return home
}

/** A board of several projects is at home in none of them. */
async function readHome(client: JiraClient, board: Board): Promise<{ readonly home: Home; readonly gap: Gap | null }> {
  const { projectIds, gap } = await listBoardProjects(client, board)
  const [projectId = null, ...others] = projectIds
  if (others.length > 0) return { home: NOWHERE, gap }
  return { home: { projectId, projectKey: board.location?.projectKey ?? null }, gap }
}

const SPRINT_STATES = new Map([
  ['future', 'future'],
  ['active', 'active'],
  ['closed', 'closed'],
] as const)

/**
 * Days are the UTC days of the sprint's instants: Jira keeps instants, and who planned "the 14th" did so in a zone that
 * Jira does not tell.
 */
export function parseSprint(record: RawRecord): SourceIteration {
  const sprint = requirePayload(record, sprintSchema)
  const boardIds = record.context.boardIds
  const state = [...SPRINT_STATES].find(([word]) => word === sprint.state?.toLowerCase())?.[1] ?? null
  return {
    type: 'iteration',
    externalId: String(sprint.id),
    projectId: readContextText(record, 'projectId'),
    name: sprint.name,
    path: null,
    state,
    startDay: readInstant(sprint.startDate)?.slice(0, 10) ?? null,
    endDay: readInstant(sprint.endDate)?.slice(0, 10) ?? null,
    completedAt: readInstant(sprint.completeDate),
    seenAt: record.fetchedAt,
    goal: sprint.goal === '' ? null : (sprint.goal ?? null),
    teamIds: Array.isArray(boardIds) ? boardIds.map(String) : [],
  }
}
