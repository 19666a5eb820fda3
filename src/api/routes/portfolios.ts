import { Type } from 'typebox'
import { createNode } from '../../store/portfolio/portfolio-nodes.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { closed, Name, problems } from '../field.ts'
import { nodeRoutes } from '../node-routes.ts'
import { duplicateNode, nodeFields, showNode, TreeNode } from '../tree-node.ts'

export function portfolioRoutes(app: Api, dependencies: Dependencies): void {
  app.post(
    '/portfolios',
    {
      schema: {
        summary: 'Create a portfolio',
        tags: ['portfolios'],
        body: Type.Object({ name: Name, ...nodeFields }, closed),
        response: { 201: TreeNode, ...problems },
      },
    },
    async ({ body }, reply) => {
      const node = await createNode(dependencies.db, { ...body, kind: 'portfolio', parentId: null })
      if (node === null) throw duplicateNode('portfolio')
      return reply.code(201).send(showNode(node))
    },
  )
  nodeRoutes(app, dependencies, 'portfolio', Type.Object({ name: Type.Optional(Name), ...nodeFields }, closed))
}
