import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { isReadable, latestRevision, projectOfRevision } from '../look-up.ts'
import type { FeedEntry } from '../organization-index.ts'
import type { LinkChange, Project } from '../organization-state.ts'
import {
  type Query,
  readChoice,
  readFieldNames,
  readFlag,
  readInstant,
  readList,
  readNumber,
  readQuery,
} from '../read-query.ts'
import { Refusal, refuseArgument } from '../refusal.ts'
import type { View } from '../view.ts'
import { type FieldChoice, renderFields } from '../work-item-answer.ts'
import { answer, projectOf } from './scope.ts'

const RevisionsFilter = Type.Object({
  fields: Type.Optional(Type.Union([Type.Array(Type.String()), Type.Null()])),
  types: Type.Optional(Type.Union([Type.Array(Type.String()), Type.Null()])),
  includeIdentityRef: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
  includeDeleted: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
  includeTagRef: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
  includeLatestOnly: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
})
type RevisionsFilter = Static<typeof RevisionsFilter>

const REPORTING_EXPANSIONS = { none: 0, fields: 1 } as const

/** The two feeds: revisions by watermark, and links, which no revision tells of. */
export function answerReporting(app: FastifyInstance, view: View): void {
  if (view.refusesReporting) {
    app.addHook('preHandler', async ({ routeOptions }) => {
      if (!routeOptions.url?.includes('/wit/reporting/')) return
      throw new Refusal(403, 'AccessDeniedException', 'TF400813: The user is not authorized to access this resource.')
    })
  }
  answer(app, 'GET', ['collection', 'project'], 'wit/reporting/workitemrevisions', request => {
    const query = readQuery(request)
    return renderRevisions(view, request, {
      fields: [...(readList(query, 'fields') ?? [])],
      types: [...(readList(query, 'types') ?? [])],
      includeIdentityRef: readFlag(query, 'includeIdentityRef'),
      includeDeleted: readFlag(query, 'includeDeleted'),
      includeLatestOnly: readFlag(query, 'includeLatestOnly'),
    })
  })

  answer(app, 'POST', ['collection', 'project'], 'wit/reporting/workitemrevisions', request => {
    const filter = request.body ?? {}
    if (!Value.Check(RevisionsFilter, filter)) throw refuseArgument('The body is not a revisions filter.')
    return renderRevisions(view, request, filter)
  })

  answer(app, 'GET', ['collection', 'project'], 'wit/reporting/workitemlinks', request => renderLinks(view, request))
}

function renderRevisions(view: View, request: FastifyRequest, filter: RevisionsFilter): unknown {
  const query = readQuery(request)
  const project = projectOf(view, request)
  const { feed } = view.organization.index
  const startMs = readInstant(query, 'startDateTime')
  const position = readPosition(query, startMs === null ? 0 : findWatermark(feed, startMs))
  const size = Math.min(view.pageSize, readNumber(query, '$maxPageSize', view.pageSize) || view.pageSize)
  const matches = selectRevisions(view, project, filter, startMs)
  const names = readFieldNames(filter.fields ?? null)
  const isExpanded = readChoice(query.get('$expand'), REPORTING_EXPANSIONS, 'none') === 'fields'
  if (view.sendsEmptyPages && !position.isAfterEmptyPage) {
    return batch(view, request, [], `${position.after};${feed.length};1`, false, true)
  }
  const page = takePage(
    feed,
    findStart(feed, position.after, entry => entry.revision.watermark),
    size,
    matches,
  )
  const last = page.taken.at(-1)
  const choice: Omit<FieldChoice, 'parentAtMs'> = {
    names,
    identities: filter.includeIdentityRef ? 'object' : 'text',
    set: isExpanded ? 'feed_with_long_texts' : 'feed',
  }
  const values = page.taken.map(({ item, revision }) => ({
    id: item.id,
    rev: revision.rev,
    fields: renderFields(view, item, revision, { ...choice, parentAtMs: Date.parse(revision.changedDate) }),
  }))
  const token = `${last?.revision.watermark ?? position.after};${feed.length};0`
  return batch(view, request, values, token, page.isLast, true)
}

function selectRevisions(
  view: View,
  project: Project | null,
  filter: RevisionsFilter,
  startMs: number | null,
): (entry: FeedEntry) => boolean {
  const types = filter.types && filter.types.length > 0 ? new Set(filter.types.map(type => type.toLowerCase())) : null
  return ({ item, revision }) => {
    if (!isReadable(view.organization, item)) return false
    if (startMs !== null && Date.parse(revision.changedDate) < startMs) return false
    if (filter.includeDeleted !== true && (item.deletion !== null || revision.isDeleted)) return false
    if (filter.includeLatestOnly === true && latestRevision(item) !== revision) return false
    if (types !== null && !types.has(revision.type.toLowerCase())) return false
    // A project's feed shows only what happened while the item was in it.
    return project === null || projectOfRevision(view.organization, revision) === project
  }
}

/** Up to `size` rows that match, and whether there are no more. */
function takePage<T>(
  rows: readonly T[],
  start: number,
  size: number,
  matches: (row: T) => boolean,
): { readonly taken: readonly T[]; readonly isLast: boolean } {
  const taken: T[] = []
  for (let position = start; position < rows.length; position += 1) {
    const row = rows[position]
    if (row === undefined || !matches(row)) continue
    if (taken.length === size) return { taken, isLast: false }
    taken.push(row)
  }
  return { taken, isLast: true }
}

/** Where the rows after a position begin, by halving: both feeds are kept in order. */
function findStart<T>(rows: readonly T[], after: number, positionOf: (row: T) => number): number {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const row = rows[middle]
    if (row !== undefined && positionOf(row) <= after) low = middle + 1
    else high = middle
  }
  return low
}

/** Where the feed stood at an instant. */
function findWatermark(feed: readonly FeedEntry[], atMs: number): number {
  const first = feed.findIndex(({ revision }) => Date.parse(revision.changedDate) >= atMs)
  const before = first < 0 ? feed.at(-1) : feed[first - 1]
  return before?.revision.watermark ?? 0
}

/** Tokens are opaque to clients: the watermark read last, a number of no meaning, whether an empty page was sent. */
function readPosition(query: Query, beginning: number): { readonly after: number; readonly isAfterEmptyPage: boolean } {
  const token = query.get('continuationtoken')
  if (token === undefined || token === '') return { after: beginning, isAfterEmptyPage: false }
  const parts = /^(\d+);\d+;([01])$/.exec(token)
  if (parts === null)
    throw new Refusal(400, 'InvalidContinuationTokenException', `The continuation token '${token}' is not valid.`)
  return { after: Number(parts[1]), isAfterEmptyPage: parts[2] === '1' }
}

function renderLinks(view: View, request: FastifyRequest): unknown {
  const query = readQuery(request)
  const project = projectOf(view, request)
  const rels = readList(query, 'linkTypes')?.map(rel => rel.toLowerCase().replace(/-(forward|reverse)$/, '')) ?? null
  const types = readList(query, 'types')?.map(type => type.toLowerCase()) ?? null
  const startMs = readInstant(query, 'startDateTime')
  const token = query.get('continuationtoken') ?? '0'
  if (!/^\d+$/.test(token))
    throw new Refusal(400, 'InvalidContinuationTokenException', `The continuation token '${token}' is not valid.`)
  const matches = (link: LinkChange): boolean => {
    const source = view.organization.index.itemsById.get(link.sourceId)
    if (source === undefined || !isReadable(view.organization, source)) return false
    if (rels !== null && !rels.includes(link.rel.toLowerCase())) return false
    if (types !== null && !types.includes(latestRevision(source).type.toLowerCase())) return false
    if (startMs !== null && Date.parse(link.changedDate) < startMs) return false
    return project === null || projectOfRevision(view.organization, latestRevision(source)) === project
  }
  const { links } = view.organization.state
  const start = findStart(links, Number(token), link => link.sequence)
  const page = takePage(links, start, view.pageSize, matches)
  const values = page.taken.map(({ rel, sourceId, targetId, changedDate, isActive }) => ({
    rel,
    sourceId,
    targetId,
    changedDate,
    isActive,
  }))
  return batch(view, request, values, String(page.taken.at(-1)?.sequence ?? token), page.isLast, false)
}

/**
 * `nextLink` is given on the last page too: it is where the next poll starts. The link feed names its token only there.
 * https://github.com/MicrosoftDocs/azure-docs/issues/33499
 */
function batch(
  view: View,
  request: FastifyRequest,
  values: readonly unknown[],
  token: string,
  isLastBatch: boolean,
  isTokenNamed: boolean,
): unknown {
  const [path = '', query = ''] = request.originalUrl.split('?')
  const parameters = new URLSearchParams(query)
  parameters.delete('startDateTime')
  parameters.set('continuationToken', token)
  const nextLink = `${new URL(view.baseUrl).origin}${path}?${parameters.toString()}`
  return { values, nextLink, ...(isTokenNamed ? { continuationToken: token } : {}), isLastBatch }
}
