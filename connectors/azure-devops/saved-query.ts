import { Type } from 'typebox'
import type { RecordRef } from '../../src/work/raw-record.ts'
import { RejectedError } from '../errors.ts'
import { isProblem } from './client.ts'
import type { Organization } from './organization.ts'

const ItemSchema = Type.Object({ id: Type.Integer({ minimum: 1 }) })
const EndSchema = Type.Optional(Type.Union([ItemSchema, Type.Null()]))

/** A flat query answers with items; one of trees or of direct links with pairs, of which a root has no source. */
const ResultSchema = Type.Object({
  workItems: Type.Optional(Type.Union([Type.Array(ItemSchema), Type.Null()])),
  workItemRelations: Type.Optional(
    Type.Union([Type.Array(Type.Object({ source: EndSchema, target: EndSchema })), Type.Null()]),
  ),
})

const QUERY_ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i
/** Of more than 20,000 items it answers with none. */
const TOO_MANY = 'VS402337'

/**
 * The items of a saved query, named by its id or by its address, which also names the project that `@project` stands for.
 * Whoever may see the query sees those of its items that this account may.
 */
export async function* listSavedQuery(organization: Organization, query: string): AsyncGenerator<RecordRef> {
  const id = QUERY_ID.exec(query)?.[0]
  if (id === undefined) {
    throw new RejectedError(
      'bad_settings',
      `"${query}" names no query of Azure DevOps: give its id, or the address that the browser shows for it.`,
    )
  }
  const [, project] = /\/([^/]+)\/_queries\//i.exec(URL.canParse(query) ? new URL(query).pathname : '') ?? []
  const answer = await organization.client.askUnless([400, 403, 404], ResultSchema, {
    path: `${project === undefined ? '' : `/${project}`}/_apis/wit/wiql/${id}`,
    where: 'reading a saved query',
    endpointClass: 'query',
  })
  if (isProblem(answer)) {
    throw new RejectedError(
      answer.code === TOO_MANY ? 'unsupported' : 'gone',
      answer.code === TOO_MANY
        ? `The query ${id} finds more than 20,000 work items, of which Azure DevOps lists none: narrow it.`
        : `Azure DevOps does not run the query ${id} for this account${answer.code === null ? '' : ` (${answer.code})`}: it was ` +
            'deleted, is a personal one (move it to the shared queries), or uses @project and is named without its project (give its ' +
            'address). Otherwise change the rule.',
    )
  }
  const { workItems, workItemRelations } = answer.value
  const ids = new Set((workItems ?? []).map(item => item.id))
  for (const { source, target } of workItemRelations ?? []) for (const end of [source, target]) if (end) ids.add(end.id)
  for (const externalId of ids) yield { kind: 'work_item', externalId: String(externalId) }
}
