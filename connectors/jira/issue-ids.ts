import { UnavailableError } from '../errors.ts'
import type { Clause } from './jql.ts'
import type { SiteClient } from './product.ts'

/**
 * The ids of all issues of these projects that meet the clauses. All pages first: what is returned must be complete, and
 * only the last page proves that.
 */
export async function listIssueIds(
  client: SiteClient,
  projects: readonly string[],
  more: readonly Clause[],
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  const { countIssues, projectsAtOnce } = client.product
  for (let start = 0; start < projects.length; start += projectsAtOnce.first) {
    const clauses: readonly Clause[] = [
      { type: 'projects', ids: projects.slice(start, start + projectsAtOnce.first) },
      ...more,
    ]
    const counted = await countIssues(client, clauses)
    if (counted === null) throw new UnavailableError('Jira refused to count the issues. We try again.')
    const part = await listPart(client, clauses)
    // The count lags, so a small difference proves nothing; a large one means that the listing was cut.
    if (part.size < counted - Math.max(50, counted * 0.05)) {
      throw new UnavailableError(
        `Jira listed ${part.size} issues but counts ${counted}; the list is not used. We try again.`,
      )
    }
    for (const id of part) ids.add(id)
  }
  return ids
}

async function listPart(client: SiteClient, clauses: readonly Clause[]): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  const search = client.product.startSearch()
  for (let token: string | null = null; ; ) {
    const page = await search(client, { clauses, fields: ['id'], token })
    if (typeof page === 'string') throw new UnavailableError('Jira refused to list the issues. We try again.')
    for (const { id } of page.issues) ids.add(String(id))
    token = page.token
    if (token !== null) continue
    if (!page.isProvenLast)
      throw new UnavailableError('Jira does not say that the list of issues is complete. We try again.')
    return ids
  }
}
