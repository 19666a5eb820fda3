import type { RecordRef } from '../../src/work/raw-record.ts'
import { RejectedError } from '../errors.ts'
import { listIssueIds } from './issue-ids.ts'
import type { Clause } from './jql.ts'
import type { SiteClient } from './product.ts'
import { listFollowedProjects } from './projects.ts'
import type { Settings } from './settings.ts'

/**
 * The issues of a saved filter, named by its number or by an address that holds `filter=NUMBER`. Its name would not do: it
 * can change, and two filters can share one.
 */
export async function* listFilter(client: SiteClient, settings: Settings, named: string): AsyncGenerator<RecordRef> {
  const id = /^\s*(\d+)\s*$|[?&]filter=(\d+)/.exec(named)?.slice(1).find(Boolean)
  if (id === undefined) {
    throw new RejectedError(
      'bad_settings',
      `"${named}" names no filter of Jira: give its number, or the address that the browser shows for it.`,
    )
  }
  const filter: Clause = { type: 'filter', id }
  const projects = (await listFollowedProjects(client, settings)).map(project => project.id)
  await requireFilter(client, projects, filter)
  for (const externalId of await listIssueIds(client, projects, [filter])) yield { kind: 'work_item', externalId }
}

/** A filter can be gone, or ask for what is gone: Jira refuses both, and no retry would help. */
async function requireFilter(
  client: SiteClient,
  projects: readonly string[],
  filter: Extract<Clause, { readonly type: 'filter' }>,
): Promise<void> {
  const some: Clause = { type: 'projects', ids: projects.slice(0, client.product.projectsAtOnce.first) }
  const page = await client.product.startSearch()(client, { clauses: [some, filter], fields: ['id'], token: null })
  if (page !== 'refused') return
  throw new RejectedError(
    'gone',
    `Jira does not run the filter ${filter.id} for this account: it was deleted, is not shared with the account, or asks for ` +
      'something that is gone. Share it with the account of the connection or correct it in Jira, or change the rule.',
  )
}
