import { type Static, Type } from 'typebox'
import { listConnections } from '../../store/access/connections.ts'
import { listAssessmentsAsOf } from '../../store/portfolio/assessments.ts'
import { listOverridesAsOf } from '../../store/portfolio/health-overrides.ts'
import { findNextTurn } from '../../store/portfolio/next-turn.ts'
import { listNodesAsOf, type PastNode } from '../../store/portfolio/node-history.ts'
import { concludeAsOf } from '../../store/portfolio/past-conclusions.ts'
import { listNodes, type StoredNode } from '../../store/portfolio/portfolio-nodes.ts'
import {
  changeInitiative,
  createInitiative,
  type InitiativeScope,
  removeInitiative,
} from '../../store/portfolio/save-initiative.ts'
import { listScopeRules } from '../../store/scope/scope-rules.ts'
import { listTrackerWeights } from '../../store/scope/tracker-weights.ts'
import { readAsOf } from '../as-of.ts'
import { Assessment, hasAllNames, nameAssessment } from '../assessment-answer.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ringAssessments } from '../doorbell.ts'
import { ApiError, notFound, requireFound } from '../errors.ts'
import { explainAssessment } from '../explain-assessment.ts'
import { closed, Id, IdParams, Instant, Name, Nothing, problems } from '../field.ts'
import { keepAnswers } from '../kept-answers.ts'
import { requireDeleted } from '../node-routes.ts'
import { listOf } from '../page.ts'
import { requestQueries } from '../request-queries.ts'
import { Rule, readRules, requireConnections } from '../scope-rule.ts'
import { changeFields, duplicateNode, findOfKind, nodeFields, requireParent, showNode, TreeNode } from '../tree-node.ts'

const TrackerWeight = Type.Object(
  { connectionId: Id, weight: Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000 }) },
  closed,
)

const Priority = Type.Integer({
  minimum: -1_000_000,
  maximum: 1_000_000,
  description: 'Which initiative claims an item that several select; lower first.',
})

const scopeFields = {
  priority: Type.Optional(Priority),
  scope: Type.Optional(Type.Array(Rule, { maxItems: 500, description: 'Replaces all rules.' })),
  trackerWeights: Type.Optional(Type.Array(TrackerWeight, { maxItems: 100, description: 'Replaces all weights.' })),
}

const Initiative = Type.Object({
  ...TreeNode.properties,
  priority: Priority,
  scope: Type.Array(Rule),
  trackerWeights: Type.Array(TrackerWeight),
})

const NewInitiative = Type.Object({ name: Name, parentId: Id, ...nodeFields, ...scopeFields }, closed)
const Change = Type.Object({ ...changeFields, ...scopeFields }, closed)

const AsOf = Type.Object({ asOf: Type.Optional(Instant) }, closed)

const tags = ['initiatives']

export function initiativeRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies
  const answers = keepAnswers(dependencies)

  app.post(
    '/initiatives',
    {
      schema: {
        summary: 'Create an initiative and give it its items',
        tags,
        body: NewInitiative,
        response: { 201: Initiative, ...problems },
      },
    },
    async ({ body }, reply) => {
      const { scope, node } = await readBody(dependencies, body)
      const { result, due } = await createInitiative(
        db,
        { ...node, name: body.name, parentId: body.parentId },
        scope,
        now().toISOString(),
      )
      if (result === 'duplicate') throw duplicateNode('initiative')
      await ringAssessments(dependencies, due)
      await requestQueries(dependencies, scope.scope ?? [])
      return reply.code(201).send(await show(dependencies, result))
    },
  )

  app.get(
    '/initiatives',
    {
      schema: {
        summary: 'All initiatives, with asOf those of that instant as they were',
        tags,
        querystring: AsOf,
        response: { 200: listOf(Initiative), ...problems },
      },
    },
    async ({ query }) => {
      const items =
        query.asOf === undefined
          ? await showAll(dependencies, await listNodes(db, 'initiative'))
          : (await listNodesAsOf(db, 'initiative', readAsOf(query.asOf, now()))).map(showPast)
      return { items, nextCursor: null }
    },
  )

  app.get(
    '/initiatives/:id',
    {
      schema: {
        summary: 'One initiative with its rules, with asOf as it was',
        tags,
        params: IdParams,
        querystring: AsOf,
        response: { 200: Initiative, ...problems },
      },
    },
    async ({ params, query }) => {
      if (query.asOf === undefined)
        return show(dependencies, requireFound(await findOfKind(dependencies, 'initiative', params.id), 'initiative'))
      const then = await listNodesAsOf(db, 'initiative', readAsOf(query.asOf, now()))
      const past = then.find(({ id }) => id === params.id.toLowerCase())
      if (past === undefined) throw new ApiError('not_found', 'There was no such initiative at that instant.')
      return showPast(past)
    },
  )

  app.get(
    '/initiatives/:id/assessment',
    {
      ...answers.hooks,
      schema: {
        summary: 'What was concluded about it, now or at an instant',
        tags,
        params: IdParams,
        querystring: AsOf,
        response: { 200: Assessment, ...problems },
      },
    },
    async request => {
      const { params, query } = request
      const initiative = requireFound(await findOfKind(dependencies, 'initiative', params.id), 'initiative')
      const asOf = readAsOf(query.asOf, now())
      const isPast = query.asOf !== undefined
      const [found, overrides, until] = await Promise.all([
        isPast ? concludeAsOf(db, [initiative], asOf) : listAssessmentsAsOf(db, [initiative.id], asOf),
        listOverridesAsOf(db, [params.id], asOf),
        isPast ? null : findNextTurn(db, [initiative.id], asOf),
      ])
      const stored = found.get(initiative.id)
      if (stored === undefined) throw new ApiError('not_found', 'The initiative has not been assessed yet.')
      const named = await nameAssessment(db, stored.assessment)
      if (!isPast && hasAllNames(named)) answers.keep(request, { asOf, initiativeIds: [initiative.id], until })
      return {
        ...named,
        override: overrides.get(params.id) ?? null,
        explain: explainAssessment(stored.assessment, isPast ? asOf : undefined),
      }
    },
  )

  app.patch(
    '/initiatives/:id',
    {
      schema: {
        summary: 'Change an initiative; new rules move its items at once',
        tags,
        params: IdParams,
        body: Change,
        response: { 200: Initiative, ...problems },
      },
    },
    async ({ params, body }) => {
      requireFound(await findOfKind(dependencies, 'initiative', params.id), 'initiative')
      const { scope, node } = await readBody(dependencies, body)
      const { result, due } = await changeInitiative(db, params.id, node, scope, now().toISOString())
      if (result === null) throw notFound('initiative')
      if (result === 'duplicate') throw duplicateNode('initiative')
      await ringAssessments(dependencies, due)
      await requestQueries(dependencies, scope.scope ?? [])
      return show(dependencies, result)
    },
  )

  app.delete(
    '/initiatives/:id',
    {
      schema: {
        summary: 'Delete an initiative with its milestones and alerts',
        tags,
        params: IdParams,
        response: { 204: Nothing, ...problems },
      },
    },
    async ({ params }, reply) => {
      requireFound(await findOfKind(dependencies, 'initiative', params.id), 'initiative')
      const { result, due } = await removeInitiative(db, params.id, now().toISOString())
      requireDeleted(result, 'initiative')
      await ringAssessments(dependencies, due)
      return reply.code(204).send(null)
    },
  )
}

/** What of a body is the node's and what its scope, after what it refers to was looked up. */
async function readBody(dependencies: Dependencies, { scope, trackerWeights, ...node }: Static<typeof Change>) {
  if (node.parentId !== undefined) await requireParent(dependencies, 'initiative', node.parentId)
  const known = new Set((await listConnections(dependencies.db)).map(({ id }) => id))
  const rules = scope === undefined ? undefined : readRules(known, scope)
  requireConnections(known, trackerWeights ?? [], 'trackerWeights')
  const seen = new Set((trackerWeights ?? []).map(({ connectionId }) => connectionId))
  if (seen.size < (trackerWeights ?? []).length)
    throw new ApiError('unprocessable', 'body.trackerWeights names a connection twice.')
  const read: InitiativeScope = {
    ...(rules === undefined ? {} : { scope: rules }),
    ...(trackerWeights === undefined ? {} : { trackerWeights }),
  }
  return { node, scope: read }
}

const showPast = ({ scope, trackerWeights, priority, ...node }: PastNode) => ({
  ...showNode({ ...node, priority }),
  priority,
  scope: [...scope],
  trackerWeights: [...trackerWeights],
})

async function showAll({ db }: Pick<Dependencies, 'db'>, nodes: readonly StoredNode[]) {
  const ids = nodes.map(({ id }) => id)
  const [rules, weights] = await Promise.all([listScopeRules(db, ids), listTrackerWeights(db, ids)])
  return nodes.map(node => ({
    ...showNode(node),
    priority: node.priority,
    scope: [...(rules.get(node.id) ?? [])],
    trackerWeights: [...(weights.get(node.id) ?? [])],
  }))
}

async function show(dependencies: Dependencies, node: StoredNode) {
  const [shown] = await showAll(dependencies, [node])
  return requireFound(shown ?? null, 'initiative')
}
