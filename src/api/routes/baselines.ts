import { Type } from 'typebox'
import { findBaseline, listBaselineItems, listBaselines } from '../../store/money/baselines.ts'
import { lockNode } from '../../store/portfolio/portfolio-nodes.ts'
import { Baseline, BaselineItem, showBaseline, showBaselineItem } from '../baseline.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ringAssessments } from '../doorbell.ts'
import { requireFound } from '../errors.ts'
import { closed, Id, IdParams, problems } from '../field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'
import { baselineFields, takeBaseline } from '../take-baseline.ts'
import { findOfKind } from '../tree-node.ts'

const Params = Type.Object({ id: Id, baselineId: Id })
const tags = ['baselines']

export function baselineRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies

  app.post(
    '/initiatives/:id/baselines',
    {
      schema: {
        summary:
          'Freeze the plan as it stands (items with their share of the budget and their days, and the days of milestones). It is added, none is edited',
        tags,
        params: IdParams,
        body: Type.Object(baselineFields, {
          ...closed,
          examples: [{ approvedBy: 'Elena Petrova', reason: 'Approved by the board on 12 January.' }],
        }),
        response: { 201: Baseline, ...problems },
      },
    },
    async ({ params: { id }, body, actor }, reply) => {
      requireFound(await findOfKind(dependencies, 'initiative', id), 'initiative')
      const taken = await db.transaction(async tx => {
        await lockNode(tx, id)
        return takeBaseline(tx, id, body, { by: actor, at: now().toISOString(), request: null })
      })
      await ringAssessments(dependencies, [id])
      return reply.code(201).send(showBaseline(taken))
    },
  )

  app.get(
    '/initiatives/:id/baselines',
    {
      schema: {
        summary: 'Every approved plan, newest first',
        tags,
        params: IdParams,
        querystring: Type.Object(pageQuery, closed),
        response: { 200: listOf(Baseline), ...problems },
      },
    },
    async ({ params: { id }, query }) => {
      requireFound(await findOfKind(dependencies, 'initiative', id), 'initiative')
      const { items, nextCursor } = writePage(await listBaselines(db, id, readPage(query, 'number')))
      return { items: items.map(showBaseline), nextCursor }
    },
  )

  app.get(
    '/initiatives/:id/baselines/:baselineId',
    { schema: { summary: 'One approved plan', tags, params: Params, response: { 200: Baseline, ...problems } } },
    async ({ params: { id, baselineId } }) =>
      showBaseline(requireFound(await findBaseline(db, id, baselineId), 'baseline')),
  )

  app.get(
    '/initiatives/:id/baselines/:baselineId/items',
    {
      schema: {
        summary: 'What an approved plan holds, in the order it was to be finished',
        tags,
        params: Params,
        querystring: Type.Object(pageQuery, closed),
        response: { 200: listOf(BaselineItem), ...problems },
      },
    },
    async ({ params: { id, baselineId }, query }) => {
      const baseline = requireFound(await findBaseline(db, id, baselineId), 'baseline')
      const { items, nextCursor } = writePage(await listBaselineItems(db, baselineId, readPage(query, 'name')))
      return { items: items.map(item => showBaselineItem(item, baseline)), nextCursor }
    },
  )
}
