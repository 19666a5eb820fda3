import { createHash } from 'node:crypto'
import { JiraError } from './jira-error.ts'
import { parseJql } from './jql.ts'
import { type Asker, compareKeys, compileQuery, type SortKey, sortKeyOf } from './jql-match.ts'
import type { JiraSite } from './site.ts'
import type { Issue } from './site-records.ts'

export interface SearchRequest {
  readonly jql: string
  readonly maxResults: number
  readonly pageToken: string | null
  /** Everything a token is good for, besides the JQL: asking anything else with it is an error. */
  readonly fingerprint: string
  readonly reconcileIds: readonly string[]
  readonly indexLagMs: IndexLag
}

/** How far the index runs behind: for all issues alike, or for each its own. */
export type IndexLag = number | ((issueId: string) => number)

export interface SearchPage {
  readonly issues: readonly Issue[]
  readonly nextPageToken: string | null
}

/** Everything that matches, in the order asked for: the newest first, unless said otherwise. */
export function listMatching(asker: Asker, jql: string, indexLagMs: IndexLag): readonly Issue[] {
  const query = parseJql(jql)
  const order = query.order.length > 0 ? query.order : [{ field: 'created', isDescending: true } as const]
  const matches = compileQuery(query, asker)
  return listIndexed(asker.site, indexLagMs, [])
    .filter(issue => isBrowsable(asker, issue) && matches(issue))
    .map(issue => ({ issue, key: sortKeyOf(asker, issue, order) }))
    .sort((one, other) => compareKeys(one.key, other.key, order))
    .map(({ issue }) => issue)
}

/** Finds the next page of issues, after the place where the token ends: the set may move between two pages. */
export function searchIssues(asker: Asker, request: SearchRequest): SearchPage {
  const query = parseJql(request.jql)
  if (query.clauses.length === 0) {
    throw new JiraError(400, [
      'Unbounded JQL queries are not allowed here. Please add a search restriction to your query.',
    ])
  }
  const order = query.order.length > 0 ? query.order : [{ field: 'created', isDescending: true } as const]
  const digest = createHash('sha256').update(`${request.jql}\n${request.fingerprint}`).digest('base64url').slice(0, 16)
  const after = request.pageToken === null ? null : readToken(request.pageToken, digest)
  const matches = compileQuery(query, asker)
  const sorted = listIndexed(asker.site, request.indexLagMs, request.reconcileIds)
    .filter(issue => isBrowsable(asker, issue) && matches(issue))
    .map(issue => ({ issue, key: sortKeyOf(asker, issue, order) }))
    .filter(({ key }) => after === null || compareKeys(key, after, order) > 0)
    .sort((one, other) => compareKeys(one.key, other.key, order))
  const page = sorted.slice(0, request.maxResults)
  const last = page[page.length - 1]
  const nextPageToken = last && sorted.length > page.length ? writeToken(last.key, digest) : null
  return { issues: page.map(({ issue }) => issue), nextPageToken }
}

export function countIssues(asker: Asker, jql: string, indexLagMs: IndexLag): number {
  const everything = {
    jql,
    maxResults: Number.MAX_SAFE_INTEGER,
    pageToken: null,
    fingerprint: '',
    reconcileIds: [],
    indexLagMs,
  }
  return searchIssues(asker, everything).issues.length
}

const isBrowsable = (asker: Asker, issue: Issue): boolean =>
  !asker.isAnonymous && asker.site.projects.get(issue.projectId)?.browsable === true

/** The index as it stands: changes younger than its lag are not in it yet, except for the issues to be reconciled. */
function listIndexed(site: JiraSite, indexLagMs: IndexLag, reconcileIds: readonly string[]): Issue[] {
  if (indexLagMs === 0) return site.data.issues
  const stale = new Map<string, Issue | null>()
  for (const [id, states] of site.formerStates) {
    const indexedMs = site.clock() - (typeof indexLagMs === 'number' ? indexLagMs : indexLagMs(id))
    const first = states.find(state => state.changedMs > indexedMs)
    if (first && !reconcileIds.includes(id)) stale.set(id, first.before)
  }
  const current = site.data.issues.filter(issue => !stale.has(issue.id))
  return [...current, ...[...stale.values()].filter(issue => issue !== null)]
}

function writeToken(key: SortKey, digest: string): string {
  return Buffer.from(JSON.stringify([digest, ...key])).toString('base64url')
}

function readToken(token: string, digest: string): SortKey {
  const [given, ...key] = readList(Buffer.from(token, 'base64url').toString('utf8'))
  const isKey = key.length > 0 && key.every(part => typeof part === 'string' || typeof part === 'number')
  if (given !== digest || !isKey)
    throw new JiraError(400, ['The provided nextPageToken is invalid or does not belong to this query.'])
  return key.filter(part => typeof part === 'string' || typeof part === 'number')
}

function readList(text: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? parsed : []
  } catch {
    return []
  }
}
