import { parseJql } from '../../demo/jira/jql.ts'
import { type Asker, compareKeys, compileQuery, sortKeyOf } from '../../demo/jira/jql-match.ts'
import { renderHistory, renderInlineChangelog } from '../../demo/jira/render-history.ts'
import { renderIssue } from '../../demo/jira/render-issue.ts'
import type { Rendering } from '../../demo/jira/render-site.ts'
import { createZonedClock } from '../../demo/jira/render-time.ts'
import { renderWorklog } from '../../demo/jira/render-worklog.ts'
import type { JiraSite } from '../../demo/jira/site.ts'
import type { Issue, Worklog } from '../../demo/jira/site-records.ts'
import { compressPiece, type GzipPiece } from './gzip-piece.ts'
import { OWN_FIELDS, readOwnField } from './jira-site.ts'
import type { Asked, FastAnswers } from './tracker-server.ts'

/** As in the real service: with fields, with ids alone, worklogs in a feed or a list. */
const MOST_ISSUES = 100
const MOST_IDS = 5_000
const MOST_WORKLOGS = 1_000
const INLINE_HISTORIES = 40
const SITE_ADDRESS = 'https://halden-international.atlassian.net'
/** Addresses of pictures are the largest part of a real answer; those of the stand-in are shorter. */
const PICTURE = '/secure/useravatar?ownerId=712020%3A9b7c6c1e-58a4&avatarId=10346&size=xlarge&s='

const COMMA = compressPiece(',')

/** Search, history and worklogs, from parts that are compressed once: what the stand-in would be too slow for. */
export function createJiraAnswers(site: JiraSite): FastAnswers {
  const to: Rendering = {
    site,
    baseUrl: SITE_ADDRESS,
    product: 'cloud',
    api: `${SITE_ADDRESS}/rest/api/3`,
    texts: 'document',
    clock: createZonedClock('Europe/Berlin'),
  }
  const asker: Asker = { site, clock: to.clock, isAnonymous: false, product: 'cloud' }
  const ownIds = new Set(OWN_FIELDS.map(({ id }) => id))
  const issuePieces = new Map<string, Map<string, GzipPiece>>()
  const historyPieces = new Map<string, GzipPiece>()
  const worklogPieces = new Map<string, GzipPiece>()
  const found = new Map<string, readonly Issue[]>()
  let feed: readonly Worklog[] | null = null

  const issuesOf = new Map<string, Issue[]>()
  for (const issue of site.data.issues) {
    const list = issuesOf.get(issue.projectId)
    if (list === undefined) issuesOf.set(issue.projectId, [issue])
    else list.push(issue)
  }

  function search(jql: string): readonly Issue[] {
    const known = found.get(jql)
    if (known !== undefined) return known
    const query = parseJql(jql)
    const matches = compileQuery(query, asker)
    const projects = query.clauses.find(
      ({ field, operator }) => field === 'project' && (operator === 'in' || operator === '='),
    )
    const candidates =
      projects === undefined ? site.data.issues : projects.values.flatMap(({ text }) => issuesOf.get(text) ?? [])
    const order = query.order.length > 0 ? query.order : [{ field: 'created', isDescending: true } as const]
    const sorted = candidates
      .filter(matches)
      .map(issue => ({ issue, key: sortKeyOf(asker, issue, order) }))
      .sort((one, other) => compareKeys(one.key, other.key, order))
      .map(({ issue }) => issue)
    found.set(jql, sorted)
    return sorted
  }

  const keep = (pieces: Map<string, GzipPiece>, id: string, write: () => object): GzipPiece => {
    const known = pieces.get(id)
    if (known !== undefined) return known
    const piece = compressPiece(JSON.stringify(write()).replaceAll('/avatar/', PICTURE))
    pieces.set(id, piece)
    return piece
  }

  /** `key` is what was asked for: field names joined by commas, "changelog" at the end where histories are wanted too. */
  function pieceOfIssue(issue: Issue, key: string): GzipPiece {
    const pieces = issuePieces.get(key) ?? new Map<string, GzipPiece>()
    issuePieces.set(key, pieces)
    return keep(pieces, issue.id, () => {
      const [names = '', extra] = key.split(' ')
      const fields = names.split(',')
      const history = extra === undefined ? {} : { changelog: renderInlineChangelog(to, issue, INLINE_HISTORIES) }
      const rendered = { ...renderIssue(to, issue, new Set(fields)), ...history } as ReturnType<typeof renderIssue>
      const own = fields.filter(id => ownIds.has(id)).map(id => [id, readOwnField(issue, id)] as const)
      return own.length === 0
        ? rendered
        : { ...rendered, fields: { ...(rendered.fields as object), ...Object.fromEntries(own) } }
    })
  }

  const pieceOfHistory = (issue: Issue): GzipPiece =>
    keep(historyPieces, issue.id, () => ({
      issueId: issue.id,
      changeHistories: issue.histories.map(history => renderHistory(to, history, history.items, 'number')),
    }))

  const pieceOfWorklog = (worklog: Worklog): GzipPiece =>
    keep(worklogPieces, worklog.id, () => renderWorklog(to, worklog))

  function answerSearch({
    jql,
    fields = [],
    maxResults = 50,
    nextPageToken,
    expand,
  }: SearchBody): readonly GzipPiece[] {
    const isSlim = fields.every(field => field === 'id')
    const size = Math.min(maxResults, isSlim ? MOST_IDS : MOST_ISSUES)
    const all = search(jql)
    const start = Number(nextPageToken?.split(':')[1] ?? 0)
    const page = all.slice(start, start + size)
    const end = start + page.length
    const token = end < all.length ? { nextPageToken: `page:${end}` } : {}
    if (isSlim)
      return [
        compressPiece(JSON.stringify({ issues: page.map(({ id }) => ({ id })), ...token, isLast: end >= all.length })),
      ]
    const key = expand === 'changelog' ? `${fields.join(',')} changelog` : fields.join(',')
    const rest = JSON.stringify({ ...token, isLast: end >= all.length }).slice(1)
    return wrap(
      '{"issues":[',
      page.map(issue => pieceOfIssue(issue, key)),
      `],${rest}`,
    )
  }

  function answerHistories({ issueIdsOrKeys, maxResults = 1_000, nextPageToken }: HistoryBody): readonly GzipPiece[] {
    const start = Number(nextPageToken?.split(':')[1] ?? 0)
    const taken: Issue[] = []
    let rows = 0
    for (const id of issueIdsOrKeys.slice(start)) {
      const issue = site.issues.get(id)
      if (issue === undefined) continue
      rows += issue.histories.length
      if (rows > maxResults && taken.length > 0) break
      taken.push(issue)
    }
    const end = start + taken.length
    const rest = end < issueIdsOrKeys.length ? `],"nextPageToken":"page:${end}"}` : ']}'
    return wrap('{"issueChangeLogs":[', taken.map(pieceOfHistory), rest)
  }

  function answerFeed(since: number): object {
    feed ??= site.data.worklogs.toSorted(
      (one, other) => one.updatedMs - other.updatedMs || Number(one.id) - Number(other.id),
    )
    const start = findFirst(feed, since)
    const page = feed.slice(start, start + MOST_WORKLOGS)
    return {
      values: page.map(({ id, updatedMs }) => ({ worklogId: Number(id), updatedTime: updatedMs, properties: [] })),
      since,
      until: page.at(-1)?.updatedMs ?? since,
      lastPage: start + page.length >= feed.length,
    }
  }

  return {
    answer(asked: Asked) {
      const body = asked.body as unknown
      switch (asked.path) {
        case '/rest/api/3/search/jql':
          return answerSearch(body as SearchBody)
        case '/rest/api/3/search/approximate-count':
          return [compressPiece(JSON.stringify({ count: search((body as SearchBody).jql).length }))]
        case '/rest/api/3/changelog/bulkfetch':
          return answerHistories(body as HistoryBody)
        case '/rest/api/3/worklog/updated':
          return [compressPiece(JSON.stringify(answerFeed(Number(asked.query.get('since') ?? 0))))]
        case '/rest/api/3/worklog/list': {
          const worklogs = (body as { readonly ids: readonly number[] }).ids.flatMap(
            id => site.worklogs.get(String(id)) ?? [],
          )
          return wrap('[', worklogs.map(pieceOfWorklog), ']')
        }
        default:
          return null
      }
    },
    prepare() {
      for (const issue of site.data.issues) {
        for (const key of issuePieces.keys()) pieceOfIssue(issue, key)
        pieceOfHistory(issue)
      }
      for (const worklog of site.data.worklogs) pieceOfWorklog(worklog)
    },
    forget() {
      found.clear()
      feed = null
      for (const issue of site.data.issues.filter(({ updatedMs }) => updatedMs > Date.now() - 3_600_000)) {
        historyPieces.delete(issue.id)
        for (const pieces of issuePieces.values()) pieces.delete(issue.id)
      }
    },
  }
}

interface SearchBody {
  readonly jql: string
  readonly fields?: readonly string[]
  readonly maxResults?: number
  readonly nextPageToken?: string | null
  readonly expand?: string
}

interface HistoryBody {
  readonly issueIdsOrKeys: readonly string[]
  readonly maxResults?: number
  readonly nextPageToken?: string | null
}

/** The pieces as a list, with commas between them. */
export function wrap(before: string, pieces: readonly GzipPiece[], after: string): readonly GzipPiece[] {
  const listed = pieces.flatMap((piece, index) => (index === 0 ? [piece] : [COMMA, piece]))
  return [compressPiece(before), ...listed, compressPiece(after)]
}

function findFirst(feed: readonly Worklog[], since: number): number {
  let [low, high] = [0, feed.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((feed[middle]?.updatedMs ?? 0) < since) low = middle + 1
    else high = middle
  }
  return low
}
