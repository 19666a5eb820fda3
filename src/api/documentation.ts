import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { SESSION_COOKIE } from './authenticate.ts'
import { CSRF_HEADER } from './own-page.ts'

const DESCRIPTION = `Progress, milestones, slips and alerts over Jira and Azure DevOps, for a PMO.

Lists are pages: send \`nextCursor\` back as \`cursor\` until it is null. Instants are ISO 8601 UTC, days are \`YYYY-MM-DD\`,
ids are opaque. Unknown is null, never 0. Errors are \`application/problem+json\` with a stable \`code\`.
Every POST but the sign-in may be sent again with its \`Idempotency-Key\`, and is done once.`

const SESSION = `Of people who signed in on the page (\`POST /api/v1/session\`). Whatever is not read also needs the header
\`${CSRF_HEADER}\` with the \`csrfToken\` that \`GET /api/v1/session\` tells. A bearer token beside it wins.`

/**
 * What the readable page may load. Not the plugin's own policy: that upgrades to https, which leaves the page blank where
 * the service is reached over plain HTTP.
 */
const PAGE_POLICY = {
  'default-src': "'none'",
  'base-uri': "'none'",
  'connect-src': "'self'",
  'font-src': "'self' data:",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
  'img-src': "'self' data:",
  'script-src': "'self'",
  // The page draws its parts with style attributes.
  'style-src': "'self' 'unsafe-inline'",
}

/** OpenAPI 3.1 from the routes' own schemas, at /openapi.json and readable at /docs. Register before the routes. */
export async function documentApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Milepost', version: '1', description: DESCRIPTION },
      // Relative to the document: whoever could read it reaches the API at the same address.
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE, description: SESSION },
        },
      },
      security: [{ token: [] }, { session: [] }],
    },
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: PAGE_POLICY,
    logLevel: 'warn',
    uiConfig: { docExpansion: 'none' },
  })
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
}
