import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { isReadable, projectOfRevision } from '../look-up.ts'
import type { Project, Revision, WorkItem } from '../organization-state.ts'
import { parseInstant, readChoice, readFieldNames, readIds, readInstant, readList, readQuery } from '../read-query.ts'
import { Refusal, refuseArgument, refuseWorkItem } from '../refusal.ts'
import { listOf, type View } from '../view.ts'
import { renderFields, renderLinks, renderRelations, urlOfWorkItem } from '../work-item-answer.ts'
import { answer, paramOf, projectOf } from './scope.ts'

export const EXPANSIONS = { none: 0, relations: 1, fields: 2, links: 3, all: 4 } as const
export type Expansion = keyof typeof EXPANSIONS
const ERROR_POLICIES = { fail: 1, omit: 2 } as const
const MAX_IDS = 200

interface Choice {
  readonly names: readonly string[] | null
  readonly expansion: Expansion
  readonly asOfMs: number | null
}

const BatchRequest = Type.Object({
  ids: Type.Array(Type.Integer()),
  fields: Type.Optional(Type.Union([Type.Array(Type.String()), Type.Null()])),
  $expand: Type.Optional(Type.Union([Type.String(), Type.Integer(), Type.Null()])),
  asOf: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  errorPolicy: Type.Optional(Type.Union([Type.String(), Type.Integer(), Type.Null()])),
})

/** Work items by id: one, a list in the query, or a batch in the body. */
export function answerWorkItems(app: FastifyInstance, view: View): void {
  answer(app, 'GET', ['collection', 'project'], 'wit/workitems', request => {
    const query = readQuery(request)
    const ids = readIds(query)
    if (ids === null) throw refuseArgument('The request must name the ids of work items.')
    const choice = readChoiceOf(readList(query, 'fields'), query.get('$expand'), readInstant(query, 'asOf'))
    return renderList(view, projectOf(view, request), ids, choice, query.get('errorpolicy'))
  })

  answer(app, 'POST', ['collection', 'project'], 'wit/workitemsbatch', request => {
    if (!Value.Check(BatchRequest, request.body)) throw refuseArgument('The body is not a work item batch request.')
    const body: Static<typeof BatchRequest> = request.body
    const choice = readChoiceOf(body.fields ?? null, body.$expand, body.asOf ? parseInstant(body.asOf) : null)
    return renderList(view, projectOf(view, request), body.ids, choice, body.errorPolicy)
  })

  answer(app, 'GET', ['collection', 'project'], 'wit/workitems/:id', request => {
    const query = readQuery(request)
    const id = Number(paramOf(request, 'id'))
    const choice = readChoiceOf(readList(query, 'fields'), query.get('$expand'), readInstant(query, 'asOf'))
    const found = findRevision(view, projectOf(view, request), id, choice.asOfMs)
    if (found === null) throw refuseWorkItem(id)
    return renderWorkItem(view, found.item, found.revision, choice, 'always')
  })
}

/** An item the caller may read under this scope, at an instant or now; deleted ones are not found by id. */
export function findRevision(
  view: View,
  project: Project | null,
  id: number,
  asOfMs: number | null,
): { readonly item: WorkItem; readonly revision: Revision } | null {
  const item = view.organization.index.itemsById.get(id)
  if (item === undefined || item.deletion !== null || !isReadable(view.organization, item)) return null
  const revision =
    asOfMs === null
      ? item.revisions.at(-1)
      : item.revisions.findLast(({ changedDate }) => Date.parse(changedDate) <= asOfMs)
  if (revision === undefined) return null
  if (project !== null && projectOfRevision(view.organization, revision) !== project) return null
  return { item, revision }
}

function readChoiceOf(names: readonly string[] | null, expand: unknown, asOfMs: number | null): Choice {
  const expansion = readChoice(expand, EXPANSIONS, 'none')
  const fieldNames = readFieldNames(names)
  if (fieldNames !== null && expansion !== 'none') {
    throw new Refusal(
      400,
      'ConflictingParametersException',
      'The expand parameter can not be used with the fields parameter.',
    )
  }
  return { names: fieldNames, expansion, asOfMs }
}

function renderList(
  view: View,
  project: Project | null,
  ids: readonly number[],
  choice: Choice,
  errorPolicy: unknown,
): unknown {
  if (ids.length > MAX_IDS) {
    throw refuseArgument(
      `VS403474: You requested ${ids.length} work items which exceeds the limit of ${MAX_IDS} work items in a batch.`,
    )
  }
  const isOmitting = readChoice(errorPolicy, ERROR_POLICIES, 'fail') === 'omit'
  return listOf(
    ids.map(id => {
      const found = findRevision(view, project, id, choice.asOfMs)
      if (isOmitting && view.leavesOut(id)) return null
      if (found !== null) return renderWorkItem(view, found.item, found.revision, choice, 'expanded')
      // The same answer whether the item is gone, deleted or hidden from the caller.
      if (isOmitting) return null
      throw refuseWorkItem(id)
    }),
  )
}

export function renderWorkItem(
  view: View,
  item: WorkItem,
  revision: Revision,
  choice: Choice,
  linksAre: 'always' | 'expanded',
): Record<string, unknown> {
  const { expansion } = choice
  const relations = expansion === 'all' || expansion === 'relations' ? renderRelations(view, item) : []
  const hasLinks = linksAre === 'always' || expansion === 'all' || expansion === 'links'
  return {
    id: item.id,
    rev: revision.rev,
    fields: renderFields(view, item, revision, {
      names: choice.names,
      identities: 'object',
      set: expansion === 'all' ? 'all' : 'plain',
      parentAtMs: choice.asOfMs ?? Number.POSITIVE_INFINITY,
    }),
    ...(relations.length > 0 ? { relations } : {}),
    ...(hasLinks ? { _links: renderLinks(view, item) } : {}),
    url: urlOfWorkItem(view, item.id),
  }
}
