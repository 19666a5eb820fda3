import { UnavailableError } from '../../errors.ts'
import type { JiraClient } from '../client.ts'
import { AnswerTooLargeError } from '../failures.ts'
import { type Clause, writeJql } from '../jql.ts'
import { offsetPageSchema } from '../payloads.ts'
import type { IssuePage, IssueSearch, JsonObject, SearchIssues } from '../product.ts'

/** Each issue brings its history; long ones may need smaller pages. Data Center itself cuts at 1000 and says so. */
const PAGE_SIZES = [200, 20, 1] as const
const IDS_PAGE_SIZE = 1_000
/** How many issues of a page are remembered to go on after. */
const MOST_ANCHORS = 6

/**
 * Pages of issues in the order of their keys, each asked for from an issue of the page before on, never by `startAt`: what
 * is edited, moved or deleted meanwhile would shift the rest (https://github.com/singer-io/tap-jira/issues/109).
 *
 * `id >= N` means: the keys of the project of issue N from its number on. So it reads one project, and if that issue was
 * deleted or moved since, Jira refuses or answers with nothing. That issue is therefore asked for again: only a page that
 * begins with it goes on where the last one ended. Otherwise the reading goes on after an issue before it.
 */
export function startSearch(): SearchIssues {
  let sizes: readonly number[] = PAGE_SIZES
  const seen = new Set<string>()

  async function ask(client: JiraClient, search: IssueSearch, fromId: string | null): Promise<Found | null> {
    const isIdsOnly = search.fields.every(field => field === 'id')
    const [size = 1, ...smaller] = isIdsOnly ? [IDS_PAGE_SIZE] : sizes
    try {
      return await askPage(client, search, fromId, { size, isIdsOnly })
    } catch (error) {
      if (!(error instanceof AnswerTooLargeError) || smaller.length === 0) throw error
      sizes = smaller
      return ask(client, search, fromId)
    }
  }

  return async (client, search) => {
    if (search.token === null) {
      seen.clear()
      const page = await ask(client, search, null)
      if (page === null) return 'refused'
      if (page.issues.length < page.total && countProjects(search.clauses) > 1) return 'too_many'
      return endPage(page, page.issues, [], seen)
    }
    const anchors = search.token.split(',')
    for (const [place, anchor] of anchors.entries()) {
      const page = await ask(client, search, anchor)
      if (page === null || String(page.issues[0]?.id) !== anchor) continue
      return endPage(page, page.issues.slice(1), anchors.slice(place), seen)
    }
    return 'refused'
  }
}

interface Found {
  readonly issues: readonly JsonObject[]
  readonly total: number
}

async function askPage(
  client: JiraClient,
  { clauses, fields }: IssueSearch,
  fromId: string | null,
  page: { readonly size: number; readonly isIdsOnly: boolean },
): Promise<Found | null> {
  const from: readonly Clause[] = fromId === null ? [] : [{ type: 'from_issue', id: fromId }]
  const { value } = await client.askUnless(
    {
      method: 'POST',
      path: '/rest/api/2/search',
      body: {
        jql: writeJql([...clauses, ...from], ['key']),
        startAt: 0,
        // One more than wanted, as a page that goes on begins with an issue we know.
        maxResults: page.size + (fromId === null ? 0 : 1),
        fields,
        ...(page.isIdsOnly ? {} : { expand: ['changelog'] }),
      },
      endpointClass: 'search',
      where: 'searching Jira issues',
      schema: offsetPageSchema,
    },
    [400],
  )
  return value === null ? null : { issues: value.issues as readonly JsonObject[], total: value.total }
}

function endPage(
  { issues, total }: Found,
  fresh: readonly JsonObject[],
  before: readonly string[],
  seen: Set<string>,
): IssuePage {
  if (issues.length >= total) return { issues: fresh, token: null, isProvenLast: true, updatedMs: [] }
  const last = String(fresh.at(-1)?.id)
  if (fresh.length === 0 || seen.has(last)) {
    throw new UnavailableError('Jira says that there are more issues, and does not list them. We try again.')
  }
  seen.add(last)
  return { issues: fresh, token: chooseAnchors(fresh, before).join(','), isProvenLast: false, updatedMs: [] }
}

/** The last issues of the page, its middle and its first one, and the best of before: some will still be there. */
function chooseAnchors(fresh: readonly JsonObject[], before: readonly string[]): readonly string[] {
  const ids = fresh.map(({ id }) => String(id))
  const spread = [ids.at(-1), ids.at(-2), ids.at(-3), ids[Math.floor(ids.length / 2)], ids[0], before[0]]
  return [...new Set(spread.filter(id => id !== undefined))].slice(0, MOST_ANCHORS)
}

const countProjects = (clauses: readonly Clause[]): number =>
  clauses.reduce((most, clause) => (clause.type === 'projects' ? Math.max(most, clause.ids.length) : most), 0)

export async function countIssues(client: JiraClient, clauses: readonly Clause[]): Promise<number | null> {
  const { value } = await client.askUnless(
    {
      method: 'POST',
      path: '/rest/api/2/search',
      body: { jql: writeJql(clauses, []), startAt: 0, maxResults: 0, fields: ['id'] },
      endpointClass: 'search',
      where: 'counting Jira issues',
      schema: offsetPageSchema,
    },
    [400],
  )
  return value?.total ?? null
}
