import { createHash } from 'node:crypto'
import { Type } from 'typebox'
import type { Cursor, RawRecord } from '../../src/work/raw-record.ts'
import type { SourceIteration, SourceRecord } from '../../src/work/source-record.ts'
import type { Page } from '../connector.ts'
import { readCursor, writeCursor } from '../cursor-text.ts'
import { readPath } from './classification-nodes.ts'
import { readDay } from './instant.ts'
import type { Organization } from './organization.ts'
import { AreaNodeSchema, IterationNodeSchema } from './payloads.ts'
import { keepJson, requireShape } from './raw-json.ts'

const SeenSchema = Type.Object({ version: Type.Literal(1), seen: Type.String() })

/**
 * Iterations and areas of one project: one request. They are told anew when a tree or the day has changed (whether an
 * iteration is running follows from its dates). An area that is renamed or moved takes its items along without a revision of
 * any of them.
 */
export async function* readIterations(
  organization: Organization,
  projectId: string,
  after: Cursor | null,
): AsyncGenerator<Page> {
  const nodes = await organization.listNodes(projectId, true)
  const fetchedAt = organization.now().toISOString()
  const seen = createHash('sha256')
    .update(JSON.stringify([fetchedAt.slice(0, 10), nodes]))
    .digest('hex')
  if (after !== null && readCursor(SeenSchema, after)?.seen === seen) {
    yield { records: [], cursor: after }
    return
  }
  const record = (kind: 'iteration' | 'area', node: { readonly id: number }): RawRecord => ({
    kind,
    externalId: String(node.id),
    revision: 0,
    revisionDetail: 0,
    payload: keepJson(node),
    context: { projectId },
    fetchedAt,
  })
  const records = [
    ...nodes.areas.map(area => record('area', area)),
    ...nodes.iterations.map(iteration => record('iteration', iteration)),
  ]
  yield { records, cursor: writeCursor(SeenSchema, { version: 1, seen }) }
}

export async function listIterationIds(organization: Organization, projectId: string): Promise<readonly string[]> {
  return (await organization.listNodes(projectId, true)).iterations.map(({ id }) => String(id))
}

const ContextSchema = Type.Object({ projectId: Type.String() })

/** Its id is the number that `System.AreaId` holds. */
export function parseArea(record: RawRecord): readonly SourceRecord[] {
  const { id, path } = requireShape(AreaNodeSchema, record.payload, record)
  return [{ type: 'area', externalId: String(id), path: readPath(path) }]
}

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
    path: node.path === undefined ? null : readPath(node.path),
    state: readState(startDay, endDay, record.fetchedAt.slice(0, 10)),
    startDay,
    endDay,
    // Nobody closes an iteration here: it ends with its last day.
    completedAt: null,
    seenAt: record.fetchedAt,
    goal: null,
    // A team says which iterations it has chosen, see team-records.
    teamIds: [],
  }
  return [iteration]
}

/** The tree has no time frame; https://github.com/faros-ai/airbyte-connectors/pull/2175 */
function readState(startDay: string | null, endDay: string | null, today: string): SourceIteration['state'] {
  if (endDay !== null && endDay < today) return 'closed'
  if (startDay !== null && startDay > today) return 'future'
  return startDay !== null && endDay !== null ? 'active' : null
}
