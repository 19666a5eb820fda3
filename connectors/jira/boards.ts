import type { Static } from 'typebox'
import type { Json } from '../../src/work/raw-record.ts'
import type { Gap } from '../connector.ts'
import { askEach } from './ask-each.ts'
import type { JiraClient } from './client.ts'
import { listAll } from './paging.ts'
import { boardConfigurationSchema, boardSchema, projectSchema } from './payloads.ts'
import type { FoundBoards, SiteClient } from './product.ts'
import type { RecordId } from './record-id.ts'

export type Board = Static<typeof boardSchema>

/** https://developer.atlassian.com/cloud/jira/software/rest/api-group-board/ answers at most 50 at once. */
const PAGE_SIZE = 50
/** A configuration is one request; a site with more scrum boards than this is asked about the first ones only. */
const MOST_CONFIGURATIONS = 200

interface BoardConfiguration {
  readonly boardId: RecordId
  readonly projectIds: readonly string[]
  readonly fieldId: string
  readonly payload: Json
}

/**
 * The boards that concern a project. One list of all boards tells it where every board says where it lies; where one does
 * not (boards of a person, Data Center), Jira is asked about the project.
 */
export async function listProjectBoards(client: SiteClient, projectId: string): Promise<FoundBoards> {
  const all = await client.lists.boards()
  return all.boards.some(board => readProjectId(board) === null) ? listBoards(client, projectId) : all
}

/** The boards that concern a project, or (null) all; none and a gap where the account may not see boards. */
export async function listBoards(client: JiraClient, projectId: string | null): Promise<FoundBoards> {
  const { value, status } = await listAll(
    client,
    {
      path: '/rest/agile/1.0/board',
      query: projectId === null ? [] : [['projectKeyOrId', projectId]],
      pageSize: PAGE_SIZE,
      endpointClass: 'board',
      where: 'listing Jira boards',
      item: boardSchema,
    },
    // No Jira Software on this site, or no access to it.
    [403, 404],
  )
  if (value !== null) return { boards: value, gaps: [] }
  const detail = `Jira does not show boards to this account (${status}): sprints and board estimates are unknown. Grant Jira Software access.`
  return {
    boards: [],
    gaps: [{ kind: 'forbidden', subject: projectId === null ? 'boards' : `boards of project ${projectId}`, detail }],
  }
}

/** What the boards of these projects count as estimate. Only they tell which of several point fields a team uses. */
export async function readBoardConfigurations(
  client: SiteClient,
  followed: ReadonlySet<string>,
): Promise<{ readonly configurations: readonly BoardConfiguration[]; readonly gaps: readonly Gap[] }> {
  const { boards, gaps } = await client.lists.boards()
  const found: Gap[] = [...gaps]
  const asked = await findProjects(client, boards.filter(mayHaveSprints), followed, found)
  const configurations: BoardConfiguration[] = []
  const answers = await askEach(asked.slice(0, MOST_CONFIGURATIONS), async ({ board, projectIds }) => {
    const answer = await client.askUnless(
      {
        path: `/rest/agile/1.0/board/${board.id}/configuration`,
        endpointClass: 'board_configuration',
        where: `reading the configuration of Jira board ${board.id}`,
        schema: boardConfigurationSchema,
      },
      [400, 403, 404, 422],
    )
    return { board, projectIds, ...answer }
  })
  for (const { board, projectIds, value, status } of answers) {
    if (value === null) found.push(unsupportedBoard(board, status, 'its estimate field is unknown'))
    const fieldId = value?.estimation?.field?.fieldId
    if (fieldId !== undefined) configurations.push({ boardId: board.id, projectIds, fieldId, payload: value as Json })
  }
  if (asked.length > MOST_CONFIGURATIONS) {
    const detail = `Only ${MOST_CONFIGURATIONS} of ${asked.length} boards were asked for their estimate field; map the others by hand.`
    found.push({ kind: 'too_many_boards', subject: 'boards', detail })
  }
  return { configurations, gaps: found }
}

async function findProjects(
  client: JiraClient,
  boards: readonly Board[],
  followed: ReadonlySet<string>,
  gaps: Gap[],
): Promise<readonly { readonly board: Board; readonly projectIds: readonly string[] }[]> {
  const told = await askEach(boards, async board => ({ board, ...(await listBoardProjects(client, board)) }))
  gaps.push(...told.flatMap(({ gap }) => gap ?? []))
  return told
    .map(({ board, projectIds }) => ({ board, projectIds: projectIds.filter(id => followed.has(id)) }))
    .filter(({ projectIds }) => projectIds.length > 0)
}

/** Kanban boards have no sprints and no estimate; team-managed boards ("simple") may have both. */
export const mayHaveSprints = (board: Board): boolean => board.type !== 'kanban'

/** The projects a board shows. Data Center tells no location, so the board itself is asked. */
export async function listBoardProjects(
  client: JiraClient,
  board: Board,
): Promise<{ readonly projectIds: readonly string[]; readonly gap: Gap | null }> {
  const located = readProjectId(board)
  if (located !== null) return { projectIds: [located], gap: null }
  if (board.location !== undefined || board.isPrivate === true) return { projectIds: [], gap: null }
  const { value, status } = await listAll(
    client,
    {
      path: `/rest/agile/1.0/board/${board.id}/project`,
      pageSize: PAGE_SIZE,
      endpointClass: 'board_project',
      where: `listing the projects of Jira board ${board.id}`,
      item: projectSchema,
    },
    [400, 403, 404, 422],
  )
  if (value === null) return { projectIds: [], gap: unsupportedBoard(board, status, 'its projects are unknown') }
  return { projectIds: value.map(({ id }) => String(id)), gap: null }
}

export function readProjectId({ location }: Board): string | null {
  const id = location?.projectId
  return id === null || id === undefined ? null : String(id)
}

export const unsupportedBoard = ({ id, name }: Board, status: number, consequence: string): Gap => ({
  kind: status === 403 ? 'forbidden' : 'unsupported_board',
  subject: `board ${id}`,
  detail: `Jira refuses to read board ${name ?? id} (${status}): ${consequence}. It may be private, without sprints or without columns.`,
})
