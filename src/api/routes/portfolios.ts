import { Type } from 'typebox'
import { createNode } from '../../store/portfolio/portfolio-nodes.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { closed, Name, problems } from '../field.ts'
import { nodeRoutes } from '../node-routes.ts'
import { requireTimeZone, TimeZone } from '../time-zone.ts'
import { duplicateNode, nodeFields, Portfolio, showPortfolio } from '../tree-node.ts'

const fields = { ...nodeFields, timeZone: Type.Optional({ ...TimeZone, default: 'UTC' }) }

export function portfolioRoutes(app: Api, dependencies: Dependencies): void {
  app.post(
    '/portfolios',
    {
      schema: {
        summary: 'Create a portfolio',
        tags: ['portfolios'],
        body: Type.Object({ name: Name, ...fields }, closed),
        response: { 201: Portfolio, ...problems },
      },
    },
    async ({ body }, reply) => {
      requireTimeZone(body.timeZone)
      const node = await createNode(dependencies.db, { ...body, kind: 'portfolio', parentId: null })
      if (node === null) throw duplicateNode('portfolio')
      return reply.code(201).send(showPortfolio(node))
    },
  )
  nodeRoutes(app, dependencies, 'portfolio', {
    Change: Type.Object({ name: Type.Optional(Name), ...fields }, closed),
    Shown: Portfolio,
    show: showPortfolio,
  })
}
