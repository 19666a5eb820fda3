import { type Static, type TSchema, Type } from 'typebox'
import type { Cursor, Json, RawRecord } from '../../src/work/raw-record.ts'
import type { Page, SourceIo } from '../connector.ts'
import { readCursor, writeCursor } from '../cursor-text.ts'
import { readBoardConfigurations } from './boards.ts'
import { readDataType } from './field-meaning.ts'
import { findParentFields } from './issue-fields.ts'
import { issueTypeSchema, linkTypeSchema, statusSchema } from './payloads.ts'
import type { SiteClient } from './product.ts'
import { listFollowedProjects } from './projects.ts'
import { createRaw } from './raw-records.ts'
import type { Settings } from './settings.ts'

/** Board configurations cost a request each and change rarely. */
const BOARDS_EVERY_MS = 20 * 3_600_000

const cursorSchema = Type.Object({
  version: Type.Literal(1),
  boardsReadAt: Type.String(),
  /** Whose boards were read; those of a project that is followed anew do not wait. */
  projects: Type.Array(Type.String()),
  /** What the boards did not tell then; still so until they are asked again. */
  boardGaps: Type.Array(Type.Object({ kind: Type.String(), subject: Type.String(), detail: Type.String() })),
})

/** Projects, types, statuses, fields, link types and what boards are configured to count: always all, in few requests. */
export async function* readStructure(
  client: SiteClient,
  settings: Settings,
  io: SourceIo,
  after: Cursor | null,
): AsyncGenerator<Page> {
  const saved = readCursor(cursorSchema, after)
  const now = io.now()
  const fetchedAt = now.toISOString()
  const projects = await listFollowedProjects(client, settings)
  const [types, statuses, fields, linkTypes] = await Promise.all([
    listWords(client, 'issuetype', 'issue types', issueTypeSchema),
    listWords(client, 'status', 'statuses', statusSchema),
    client.lists.fields(),
    listLinkTypes(client),
  ])
  const levels = await client.product.findTypeLevels(client, findParentFields(fields))
  const rawOf = (kind: string, id: string | number, payload: unknown): RawRecord =>
    createRaw(kind, id, payload as Json, {}, fetchedAt)
  const records = [
    ...projects.map(project =>
      createRaw('project', project.id, project.payload, { siteUrl: client.siteUrl }, fetchedAt),
    ),
    ...types.map(type => createRaw('issue_type', type.id, type as Json, listLevel(type, levels), fetchedAt)),
    ...statuses.map(status => rawOf('status', status.id, status)),
    ...fields.map(field => rawOf('field', field.id, field)),
    ...linkTypes.map(type => rawOf('link_type', type.id, type)),
  ]
  const isBoardTime =
    saved === null ||
    now.getTime() - Date.parse(saved.boardsReadAt) >= BOARDS_EVERY_MS ||
    projects.some(({ id }) => !saved.projects.includes(id))
  const { configurations, gaps } = isBoardTime
    ? await readBoardConfigurations(client, new Set(projects.map(({ id }) => id)))
    : { configurations: [], gaps: saved.boardGaps }
  for (const { boardId, projectIds, fieldId, payload } of configurations) {
    const field = fields.find(candidate => candidate.id === fieldId)
    const context = {
      projectIds,
      fieldName: field?.name ?? fieldId,
      dataType: field === undefined ? 'unknown' : readDataType(field),
    }
    records.push(createRaw('board_configuration', boardId, payload, context, fetchedAt))
  }
  const cursor = isBoardTime
    ? { version: 1 as const, boardsReadAt: fetchedAt, projects: projects.map(({ id }) => id), boardGaps: [...gaps] }
    : saved
  yield { records, cursor: writeCursor(cursorSchema, cursor), expected: records.length, gaps }
}

/** Where some types were found to stand above others, all that were not stand at the bottom. */
function listLevel(type: Static<typeof issueTypeSchema>, levels: ReadonlyMap<string, number>): RawRecord['context'] {
  const isTold = typeof type.hierarchyLevel === 'number' || type.subtask !== false
  return levels.size === 0 || isTold ? {} : { level: levels.get(String(type.id)) ?? 0 }
}

const listWords = <Schema extends TSchema>(
  client: SiteClient,
  name: string,
  title: string,
  schema: Schema,
): Promise<readonly Static<Schema>[]> =>
  client.ask({
    path: `${client.product.api}/${name}`,
    endpointClass: name,
    where: `reading the Jira site's ${title}`,
    schema: Type.Unsafe<readonly Static<Schema>[]>(Type.Array(schema)),
  })

async function listLinkTypes(client: SiteClient): Promise<readonly Static<typeof linkTypeSchema>[]> {
  const { value } = await client.askUnless(
    {
      path: `${client.product.api}/issueLinkType`,
      endpointClass: 'issue_link_type',
      where: "reading the Jira site's link types",
      schema: Type.Object({ issueLinkTypes: Type.Array(linkTypeSchema) }),
    },
    // Linking of issues is switched off.
    [404],
  )
  return value?.issueLinkTypes ?? []
}
