import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'

const DESCRIPTION = `Progress, milestones, slips and alerts over Jira and Azure DevOps, for a PMO.

Lists are pages: send \`nextCursor\` back as \`cursor\` until it is null. Instants are ISO 8601 UTC, days are \`YYYY-MM-DD\`,
ids are opaque. Unknown is null, never 0. Errors are \`application/problem+json\` with a stable \`code\`.`

/** OpenAPI 3.1 from the routes' own schemas, at /openapi.json and readable at /docs. Register before the routes. */
export async function documentApi(app: FastifyInstance, publicUrl: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Milepost', version: '1', description: DESCRIPTION },
      servers: [{ url: publicUrl }],
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
  })
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true, logLevel: 'warn', uiConfig: { docExpansion: 'none' } })
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
}
