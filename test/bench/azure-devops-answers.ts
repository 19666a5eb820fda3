import { chooseEdition } from '../../demo/azure-devops/edition.ts'
import { latestRevision, projectOfRevision } from '../../demo/azure-devops/look-up.ts'
import type { Organization } from '../../demo/azure-devops/organization.ts'
import type { FeedEntry } from '../../demo/azure-devops/organization-index.ts'
import type { LinkChange } from '../../demo/azure-devops/organization-state.ts'
import type { View } from '../../demo/azure-devops/view.ts'
import { renderFields } from '../../demo/azure-devops/work-item-answer.ts'
import { wasChangedSince } from './azure-devops-organization.ts'
import { compressPiece, type GzipPiece } from './gzip-piece.ts'
import { wrap } from './jira-answers.ts'
import type { Asked, FastAnswers } from './tracker-server.ts'

const PAGE_SIZE = 1_000
const FEED = /^\/bench(?:\/([^/]+))?\/_apis\/wit\/reporting\/(workitemrevisions|workitemlinks)$/i
const ORIGIN = 'https://dev.azure.com'

interface RevisionsBody {
  readonly fields?: readonly string[]
  readonly includeIdentityRef?: boolean
  readonly includeDeleted?: boolean
  readonly includeLatestOnly?: boolean
  readonly types?: readonly string[]
}

/** The two reporting feeds, of the organisation and of each project, from parts that are compressed once. */
export function createAzureDevOpsAnswers(organization: Organization): FastAnswers {
  const view: View = {
    organization,
    baseUrl: `${ORIGIN}/bench`,
    pageSize: PAGE_SIZE,
    sendsEmptyPages: false,
    edition: chooseEdition(undefined),
    refusesReporting: false,
    mayEditHooks: () => true,
    queryLimit: 20_000,
    leavesOut: () => false,
    now: () => new Date(),
    identities: new Map(),
  }
  /** By what was asked for, and in it by item and revision. */
  const pieces = new Map<string, Map<string, GzipPiece>>()
  let feeds = new Map<string, readonly FeedEntry[]>()
  let linkPages = new Map<string, readonly GzipPiece[]>()

  function feedOf(project: string | undefined): readonly FeedEntry[] {
    const { feed } = organization.index
    if (project === undefined) return feed
    const wanted = project.toLowerCase()
    const known = feeds.get(wanted)
    if (known !== undefined) return known
    const own = feed.filter(({ revision }) => {
      const { id, name } = projectOfRevision(organization, revision)
      return id === wanted || name.toLowerCase() === wanted
    })
    feeds.set(wanted, own)
    return own
  }

  function pieceOf({ item, revision }: FeedEntry, question: string): GzipPiece {
    const known = pieces.get(question) ?? new Map<string, GzipPiece>()
    pieces.set(question, known)
    const key = `${item.id}@${revision.rev}`
    const found = known.get(key)
    if (found !== undefined) return found
    const { names, identities, set } = JSON.parse(question)
    const choice = { names, identities, set, parentAtMs: Date.parse(revision.changedDate) }
    const fields = renderFields(view, item, revision, choice)
    const piece = compressPiece(JSON.stringify({ id: item.id, rev: revision.rev, fields }))
    known.set(key, piece)
    return piece
  }

  function answerRevisions(
    project: string | undefined,
    query: URLSearchParams,
    body: RevisionsBody,
  ): readonly GzipPiece[] {
    const feed = feedOf(project)
    const after = Number(readParameter(query, 'continuationToken')?.split(';')[0] ?? 0)
    const since = Date.parse(readParameter(query, 'startDateTime') ?? '1970-01-01')
    const start = Math.max(
      findFirst(feed, ({ revision }) => revision.watermark > after),
      after > 0 ? 0 : findFirst(feed, ({ revision }) => Date.parse(revision.changedDate) >= since),
    )
    const page = feed.slice(start, start + PAGE_SIZE)
    const token = `${page.at(-1)?.revision.watermark ?? feed[start - 1]?.revision.watermark ?? after};${feed.length};0`
    const question = JSON.stringify({
      names: body.fields ?? null,
      identities: body.includeIdentityRef === true ? 'object' : 'text',
      set: readParameter(query, '$expand') === 'fields' ? 'feed_with_long_texts' : 'feed',
    })
    return wrap(
      '{"values":[',
      page.map(entry => pieceOf(entry, question)),
      end(token, start + page.length >= feed.length, true),
    )
  }

  function answerLinks(project: string | undefined, query: URLSearchParams): readonly GzipPiece[] {
    const key = `${project} ${query}`
    const known = linkPages.get(key)
    if (known !== undefined) return known
    const rels = readParameter(query, 'linkTypes')?.split(',')
    const inProject = (link: LinkChange): boolean => {
      const source = organization.index.itemsById.get(link.sourceId)
      if (project === undefined || source === undefined) return true
      const { id, name } = projectOfRevision(organization, latestRevision(source))
      return id === project.toLowerCase() || name === project
    }
    const after = Number(readParameter(query, 'continuationToken') ?? 0)
    const since = Date.parse(readParameter(query, 'startDateTime') ?? '1970-01-01')
    const rest = organization.state.links
      .slice(findFirst(organization.state.links, ({ sequence }) => sequence > after))
      .filter(
        link =>
          (rels === undefined || rels.includes(link.rel)) && Date.parse(link.changedDate) >= since && inProject(link),
      )
    const page = rest.slice(0, PAGE_SIZE)
    const rows = page.map(({ rel, sourceId, targetId, changedDate, isActive }) => ({
      rel,
      sourceId,
      targetId,
      changedDate,
      isActive,
    }))
    const token = String(page.at(-1)?.sequence ?? after)
    const answer = [
      compressPiece(`{"values":${JSON.stringify(rows)}${end(token, page.length === rest.length, false).slice(1)}`),
    ]
    linkPages.set(key, answer)
    return answer
  }

  return {
    answer({ path, query, body }: Asked) {
      const found = FEED.exec(path)
      if (found === null) return null
      const [, project, feed = ''] = found
      if (feed.toLowerCase() === 'workitemlinks') return answerLinks(project, query)
      const filter = body as RevisionsBody | null
      const isPlain = filter !== null && filter.includeLatestOnly !== true && (filter.types ?? []).length === 0
      return isPlain ? answerRevisions(project, query, filter) : null
    },
    prepare() {
      for (const question of pieces.keys()) for (const entry of organization.index.feed) pieceOf(entry, question)
      for (const { id } of organization.state.projects) feedOf(id)
    },
    forget() {
      feeds = new Map()
      linkPages = new Map()
      for (const item of organization.state.workItems) {
        if (!wasChangedSince(item, Date.now() - 3_600_000)) continue
        for (const known of pieces.values()) for (const { rev } of item.revisions) known.delete(`${item.id}@${rev}`)
      }
    },
  }
}

/** What comes after the rows; the feed of links names its token in the link alone, as the service does. */
function end(token: string, isLastBatch: boolean, isTokenNamed: boolean): string {
  const nextLink = `${ORIGIN}/bench/_apis/wit/reporting?continuationToken=${encodeURIComponent(token)}`
  return `]${JSON.stringify({ nextLink, ...(isTokenNamed ? { continuationToken: token } : {}), isLastBatch }).replace('{', ',')}`
}

function readParameter(query: URLSearchParams, name: string): string | undefined {
  for (const [key, value] of query) if (key.toLowerCase() === name.toLowerCase() && value !== '') return value
  return undefined
}

/** Where the rows begin that are as asked, in a list where all that are come last. */
function findFirst<T>(rows: readonly T[], isWanted: (row: T) => boolean): number {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const row = rows[middle]
    if (row !== undefined && !isWanted(row)) low = middle + 1
    else high = middle
  }
  return low
}
