import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** In index.html, where an element of style of its own needs leave. */
const NONCE_PLACE = '__CSP_NONCE__'

const policyWith = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join(';')

/** Their names carry a hash of what is in them. */
const ASSETS = '/assets/'
const FOR_EVER = 'public, max-age=31536000, immutable'
/** What is looked for below these is not a page of the dashboard. */
const NO_PAGES = /^\/(api|docs|openapi\.json|livez|readyz|metrics|assets)(\/|\?|$)/

const NOT_BUILT = `The dashboard is not built. In the folder of Milepost run

    npm run build:web

and start the service again. The API works without it: /docs describes it.
`

/** Answers a request that nothing else answers; false when it does not ask for a page of the dashboard. */
export type SendPage = (request: FastifyRequest, reply: FastifyReply) => boolean

/**
 * The dashboard as it was built when the service started: only files that were there then are served, so no path leads out of
 * the folder. The pages are one document, which finds out by itself what its address means.
 */
export function serveDashboard(app: FastifyInstance, folder: string | null): SendPage {
  if (folder === null) {
    app.get('/', { schema: { hide: true } }, (_request, reply) =>
      reply.code(404).type('text/plain; charset=utf-8').send(NOT_BUILT),
    )
    return () => false
  }
  const document = readFileSync(join(folder, 'index.html'), 'utf8')
  const send = (reply: FastifyReply): FastifyReply => {
    const nonce = randomBytes(16).toString('base64')
    return reply
      .code(200)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .header('content-security-policy', policyWith(nonce))
      .send(document.replaceAll(NONCE_PLACE, nonce))
  }
  app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    decorateReply: false,
    index: false,
    globIgnore: ['index.html', '**/*.{br,gz}'],
    preCompressed: true,
    cacheControl: false,
    setHeaders: reply => {
      reply.header('cache-control', reply.request.url.startsWith(ASSETS) ? FOR_EVER : 'no-cache')
    },
  })
  for (const path of ['/', '/index.html']) {
    app.get(path, { schema: { hide: true } }, (_request, reply) => send(reply))
  }
  return ({ method, url, headers }, reply) => {
    const isPage = ['GET', 'HEAD'].includes(method) && headers.accept?.includes('text/html') && !NO_PAGES.test(url)
    if (isPage) send(reply)
    return isPage === true
  }
}
