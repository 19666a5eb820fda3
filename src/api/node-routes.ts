import { type Static, type TObject, Type } from 'typebox'
import type { NodeKind } from '../portfolio/initiative.ts'
import {
  createNode,
  deleteNode,
  listNodes,
  listSubtree,
  type NodeChange,
  type PresentNode,
  updateNode,
} from '../store/portfolio/portfolio-nodes.ts'
import { assessAgain } from './assess-again.ts'
import type { Api, Dependencies } from './dependencies.ts'
import { ApiError, notFound, requireFound } from './errors.ts'
import { closed, Id, IdParams, Name, Nothing, problems } from './field.ts'
import { listOf } from './page.ts'
import { requireTimeZone } from './time-zone.ts'
import {
  changeFields,
  duplicateNode,
  findOfKind,
  nodeFields,
  type Portfolio,
  requireParent,
  showNode,
  TreeNode,
} from './tree-node.ts'

/** All about a kind of node that groups what is below it and stands in another. */
export function groupRoutes(
  app: Api,
  dependencies: Dependencies,
  kind: 'program' | 'workstream',
  within: string,
): void {
  app.post(
    `/${kind}s`,
    {
      schema: {
        summary: `Create a ${kind} in a ${within}`,
        tags: [`${kind}s`],
        body: Type.Object({ name: Name, parentId: Id, ...nodeFields }, closed),
        response: { 201: TreeNode, ...problems },
      },
    },
    async ({ body }, reply) => {
      await requireParent(dependencies, kind, body.parentId)
      const node = await createNode(dependencies.db, { ...body, kind })
      if (node === null) throw duplicateNode(kind)
      return reply.code(201).send(showNode(node))
    },
  )
  nodeRoutes(app, dependencies, kind, { Change: Type.Object(changeFields, closed), Shown: TreeNode, show: showNode })
}

interface Shape {
  readonly Change: TObject
  readonly Shown: typeof TreeNode | typeof Portfolio
  readonly show: (node: PresentNode) => ShownNode
}

type ShownNode = Static<typeof TreeNode> & { readonly timeZone?: string }

/** Listing, reading, changing and deleting, the same for every kind of node that holds others. */
export function nodeRoutes(
  app: Api,
  dependencies: Dependencies,
  kind: 'portfolio' | 'program' | 'workstream',
  { Change, show, ...shape }: Shape,
): void {
  const { db } = dependencies
  const Shown = Type.Unsafe<ShownNode>(shape.Shown)
  const path = `/${kind}s`
  const tags = [`${kind}s`]

  app.get(
    path,
    { schema: { summary: `All ${kind}s`, tags, response: { 200: listOf(Shown), ...problems } } },
    async () => ({
      items: (await listNodes(db, kind)).map(show),
      nextCursor: null,
    }),
  )

  app.get(
    `${path}/:id`,
    { schema: { summary: `One ${kind}`, tags, params: IdParams, response: { 200: Shown, ...problems } } },
    async ({ params }) => show(requireFound(await findOfKind(dependencies, kind, params.id), kind)),
  )

  app.patch(
    `${path}/:id`,
    {
      schema: {
        summary: `Change a ${kind}`,
        tags,
        params: IdParams,
        body: Change,
        response: { 200: Shown, ...problems },
      },
    },
    async ({ params, body }) => {
      // The body fits `Change`, which names nothing but fields of NodeChange.
      const change = body as NodeChange
      requireFound(await findOfKind(dependencies, kind, params.id), kind)
      requireTimeZone(change.timeZone)
      if (typeof change.parentId === 'string') await requireParent(dependencies, kind, change.parentId)
      const node = await updateNode(db, params.id, change)
      if (node === 'duplicate') throw duplicateNode(kind)
      // These may give the initiatives below other milestones, or their days another end.
      if ([change.milestonesFrom, change.parentId, change.timeZone].some(each => each !== undefined))
        await assessAgain(
          dependencies,
          (await listSubtree(db, params.id)).flatMap(each => (each.kind === 'initiative' ? each.id : [])),
        )
      return show(requireFound(node, kind))
    },
  )

  app.delete(
    `${path}/:id`,
    {
      schema: {
        summary: `Delete a ${kind} that is empty`,
        tags,
        params: IdParams,
        response: { 204: Nothing, ...problems },
      },
    },
    async ({ params }, reply) => {
      requireFound(await findOfKind(dependencies, kind, params.id), kind)
      requireDeleted(await deleteNode(db, params.id), kind)
      return reply.code(204).send(null)
    },
  )
}

export function requireDeleted(outcome: 'deleted' | 'has_children' | 'missing', kind: NodeKind): void {
  if (outcome === 'missing') throw notFound(kind)
  if (outcome === 'has_children')
    throw new ApiError('conflict', `The ${kind} is not empty: delete or move what is in it first.`)
}
