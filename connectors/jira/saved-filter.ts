import { Type } from 'typebox'
import type { RecordRef } from '../../src/work/raw-record.ts'
import { RejectedError } from '../errors.ts'
import { listIssueIds } from './issue-ids.ts'
import type { SiteClient } from './product.ts'
import { listFollowedProjects } from './projects.ts'
import type { Settings } from './settings.ts'

const FilterSchema = Type.Object({ id: Type.String() })

/**
 * The issues of a saved filter, named by its number or by an address that holds `filter=NUMBER`. Its name would not do: it
 * can change, and two filters can share one.
 */
export async function* listFilter(client: SiteClient, settings: Settings, filter: string): AsyncGenerator<RecordRef> {
  const id = /^\s*(\d+)\s*$|[?&]filter=(\d+)/.exec(filter)?.slice(1).find(Boolean)
  if (id === undefined) {
    throw new RejectedError(
      'bad_settings',
      `"${filter}" names no filter of Jira: give its number, or the address that the browser shows for it.`,
    )
  }
  // A search that names a filter which is not there is refused like any other that cannot be read.
  const { value } = await client.askUnless(
    {
      path: `${client.product.api}/filter/${id}`,
      endpointClass: 'metadata',
      where: 'looking for a saved filter of Jira',
      schema: FilterSchema,
    },
    [400, 403, 404],
  )
  if (value === null) {
    throw new RejectedError(
      'gone',
      `Jira has no filter ${id} for this account: it was deleted, or is not shared with the account.`,
    )
  }
  const projects = (await listFollowedProjects(client, settings)).map(project => project.id)
  for (const externalId of await listIssueIds(client, projects, [{ type: 'filter', id }])) {
    yield { kind: 'work_item', externalId }
  }
}
