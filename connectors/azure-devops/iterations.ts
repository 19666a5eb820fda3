import { createHash } from 'node:crypto'
import { type Static, Type } from 'typebox'
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
  const today = fetchedAt.slice(0, 10)
  const seen = createHash('sha256')
    .update(JSON.stringify([today, nodes]))
    .digest('hex')
  if (after !== null && readCursor(SeenSchema, after)?.seen === seen) {
    yield { records: [], cursor: after }
    return
  }
  const record = (kind: 'iteration' | 'area', node: { readonly id: number }, more: object = {}): RawRecord => ({
    kind,
    externalId: String(node.id),
    revision: 0,
    revisionDetail: 0,
    payload: keepJson(node),
    context: { projectId, ...more },
    fetchedAt,
  })
  const records = [
    ...nodes.areas.map(area => record('area', area)),
    // The node stays as it is when its days come and go; what is stored is told apart by the state alone.
    ...nodes.iterations.map(iteration => record('iteration', iteration, { state: readState(iteration, today) })),
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
  const { startDay, endDay } = readDays(node)
  const iteration: SourceIteration = {
    type: 'iteration',
    externalId: String(node.id),
    projectId,
    name: node.name,
    path: node.path === undefined ? null : readPath(node.path),
    state: readState(node, record.fetchedAt.slice(0, 10)),
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

type IterationNode = Pick<Static<typeof IterationNodeSchema>, 'attributes'>

const readDays = ({ attributes }: IterationNode) => ({
  startDay: readDay(attributes?.startDate),
  endDay: readDay(attributes?.finishDate),
})

/** The tree has no time frame; https://github.com/faros-ai/airbyte-connectors/pull/2175 */
function readState(node: IterationNode, today: string): SourceIteration['state'] {
  const { startDay, endDay } = readDays(node)
  if (endDay !== null && endDay < today) return 'closed'
  if (startDay !== null && startDay > today) return 'future'
  return startDay !== null && endDay !== null ? 'active' : null
}
