import { Type } from 'typebox'
import { createNode } from '../../store/portfolio-nodes.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { closed, Id, Name, problems } from '../field.ts'
import { nodeRoutes } from '../node-routes.ts'
import { changeFields, duplicateNode, nodeFields, requireParent, showNode, TreeNode } from '../tree-node.ts'

export function programRoutes(app: Api, dependencies: Dependencies): void {
  app.post(
    '/programs',
    {
      schema: {
        summary: 'Create a program in a portfolio',
        tags: ['programs'],
        body: Type.Object({ name: Name, parentId: Id, ...nodeFields }, closed),
        response: { 201: TreeNode, ...problems },
      },
    },
    async ({ body }, reply) => {
      await requireParent(dependencies, 'program', body.parentId)
      const node = await createNode(dependencies.db, { ...body, kind: 'program' })
      if (node === null) throw duplicateNode('program')
      return reply.code(201).send(showNode(node))
    },
  )
  nodeRoutes(app, dependencies, 'program', Type.Object(changeFields, closed))
}
