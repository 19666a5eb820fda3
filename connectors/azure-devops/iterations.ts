import { createHash } from 'node:crypto'
import { Type } from 'typebox'
import type { Cursor, RawRecord } from '../../src/work/raw-record.ts'
import type { SourceIteration, SourceRecord } from '../../src/work/source-record.ts'
import type { Page } from '../connector.ts'
import { readCursor, writeCursor } from '../cursor-text.ts'
import { readDay } from './instant.ts'
import type { Organization } from './organization.ts'
import { IterationNodeSchema } from './payloads.ts'
import { keepJson, requireShape } from './raw-json.ts'

const SeenSchema = Type.Object({ version: Type.Literal(1), seen: Type.String() })

/**
 * Iterations of one project: one request. They are told anew when the tree or the day has changed (whether an iteration
 * is running follows from its dates).
 */
export async function* readIterations(
  organization: Organization,
  projectId: string,
  after: Cursor | null,
): AsyncGenerator<Page> {
  const nodes = await organization.listIterations(projectId, true)
  const fetchedAt = organization.now().toISOString()
  const seen = createHash('sha256')
    .update(JSON.stringify([fetchedAt.slice(0, 10), nodes]))
    .digest('hex')
  if (after !== null && readCursor(SeenSchema, after)?.seen === seen) {
    yield { records: [], cursor: after }
    return
  }
  const records = nodes.map(
    (node): RawRecord => ({
      kind: 'iteration',
      externalId: String(node.id),
      revision: 0,
      revisionDetail: 0,
      payload: keepJson(node),
      context: { projectId },
      fetchedAt,
    }),
  )
  yield { records, cursor: writeCursor(SeenSchema, { version: 1, seen }) }
}

export async function listIterationIds(organization: Organization, projectId: string): Promise<readonly string[]> {
  return (await organization.listIterations(projectId, true)).map(({ id }) => String(id))
}

const ContextSchema = Type.Object({ projectId: Type.String() })

/** Its id is the number that `System.IterationId` holds; paths change when a node is renamed. */
export function parseIteration(record: RawRecord): readonly SourceRecord[] {
  const node = requireShape(IterationNodeSchema, record.payload, record)
  const { projectId } = requireShape(ContextSchema, record.context, record)
  const startDay = readDay(node.attributes?.startDate)
  const endDay = readDay(node.attributes?.finishDate)
  const iteration: SourceIteration = {
    type: 'iteration',
    externalId: String(node.id),
    projectId,
    name: node.name,
    path: readPath(node.path),
    state: readState(startDay, endDay, record.fetchedAt.slice(0, 10)),
    startDay,
    endDay,
    // Nobody closes an iteration here: it ends with its last day.
    completedAt: null,
    goal: null,
    // A team says which iterations it has chosen, see team-records.
    teamIds: [],
  }
  return [iteration]
}

/** `\Project\Iteration\Release 1` here is `Project\Release 1` in a work item's iteration path. */
function readPath(path: string | undefined): string | null {
  if (path === undefined) return null
  const [project, , ...rest] = path.replace(/^\\/, '').split('\\')
  return [project, ...rest].join('\\')
}

/** The tree has no time frame; https://github.com/faros-ai/airbyte-connectors/pull/2175 */
function readState(startDay: string | null, endDay: string | null, today: string): SourceIteration['state'] {
  if (endDay !== null && endDay < today) return 'closed'
  if (startDay !== null && startDay > today) return 'future'
  return startDay !== null && endDay !== null ? 'active' : null
}
