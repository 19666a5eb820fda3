import { Type } from 'typebox'
import { linkMilestoneItems, listMilestoneItems, listUnknownItems } from '../../store/milestone/milestone-items.ts'
import { findMilestone } from '../../store/milestone/milestones.ts'
import { WORK_STATES } from '../../work/work-item.ts'
import { assessAgain } from '../assess-again.ts'
import { cutList } from '../cut-list.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ApiError, requireFound } from '../errors.ts'
import { closed, Id, IdParams, Nothing, problems, wordOrNull } from '../field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'

const Item = Type.Object({
  id: Id,
  connectionId: Id,
  key: Type.String(),
  title: Type.String(),
  url: Type.String(),
  state: wordOrNull(WORK_STATES),
  isLinked: Type.Boolean({
    description: 'By a person; the others lie below such an item, or are in the release or epic.',
  }),
  inScope: Type.Boolean({ description: 'A linked item outside of the scope of the initiative is not waited for.' }),
})

const tags = ['milestones']

export function milestoneItemRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies

  app.get(
    '/milestones/:id/items',
    {
      schema: {
        summary: 'The items that a milestone waits for, done or not, by key',
        tags,
        params: IdParams,
        querystring: Type.Object(pageQuery, closed),
        response: { 200: listOf(Item), ...problems },
      },
    },
    async ({ params, query }) => {
      const milestone = requireFound(await findMilestone(db, params.id), 'milestone')
      const items = await listMilestoneItems(db, milestone, now().toISOString())
      return writePage(cutList(items, readPage(query, 'name'), ({ key, id }) => [key, id]))
    },
  )

  app.put(
    '/milestones/:id/items',
    {
      schema: {
        summary:
          'Link items to a milestone entered here, in place of those it has: it is forecast from them and all below them',
        tags,
        params: IdParams,
        body: Type.Object({ itemIds: Type.Array(Id, { maxItems: 1_000 }) }, closed),
        response: { 204: Nothing, ...problems },
      },
    },
    async ({ params, body: { itemIds }, actor }, reply) => {
      const milestone = requireFound(await findMilestone(db, params.id), 'milestone')
      if (milestone.source !== 'manual') {
        throw new ApiError(
          'conflict',
          'Its items are those that the tracker gives it; link items to a milestone entered here.',
        )
      }
      const unknown = await listUnknownItems(db, itemIds)
      const index = itemIds.findIndex(id => unknown.includes(id.toLowerCase()))
      if (index >= 0) {
        const problem = { field: `body.itemIds.${index}`, expected: 'must be the id of a work item' }
        throw new ApiError('unprocessable', `${problem.field} ${problem.expected}.`, [problem])
      }
      await linkMilestoneItems(db, milestone.id, itemIds, { by: actor, at: now().toISOString() })
      await assessAgain(dependencies, [milestone.initiativeId])
      return reply.code(204).send(null)
    },
  )
}
