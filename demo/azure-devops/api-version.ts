import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Edition } from './edition.ts'
import { readQuery } from './read-query.ts'
import { Refusal } from './refusal.ts'

/** Resources that never left preview: they want `-preview` in the version, and say so with 400. */
const PREVIEW_ROUTES = new Set(
  ['teams', 'projecthistory', 'connectiondata', 'resourceareas'].map(name => `/:organization/_apis/${name}`),
)
/** Released with 7.1, a preview before. */
const LATE_ROUTES = new Set(['/:organization/_apis/work/processes'])

/** Accepts the version in the query or in Accept, refuses what the service refuses, and repeats it in Content-Type. */
export function requireApiVersion(app: FastifyInstance, { latestVersion, previewVersion }: Edition): void {
  app.addHook('preHandler', async (request, reply) => {
    if (request.method === 'OPTIONS' || request.is404) return
    const version = readVersion(request)
    if (version === null) {
      if (request.method === 'GET' || request.method === 'HEAD') return
      throw new Refusal(
        400,
        'VssVersionNotSpecifiedException',
        `No api-version was supplied for the "${request.method}" request. The version must be supplied ` +
          'either as part of the Accept header (e.g. "application/json; api-version=1.0") or as a query ' +
          'parameter (e.g. "?api-version=1.0").',
      )
    }
    const [, number, preview] = /^(\d+\.\d+)(-preview(?:\.\d+)?)?$/.exec(version) ?? []
    if (number === undefined || Number(number) > latestVersion) {
      throw new Refusal(
        400,
        'VssVersionOutOfRangeException',
        `The requested REST API version of ${version} is out of range for this server. The latest REST API ` +
          `version this server supports is ${latestVersion.toFixed(1)}.`,
      )
    }
    const route = request.routeOptions.url ?? ''
    const isPreview = PREVIEW_ROUTES.has(route) || (LATE_ROUTES.has(route) && Number(number) < 7.1)
    if (preview === undefined && (Number(number) === previewVersion || isPreview)) {
      throw new Refusal(
        400,
        'VssInvalidPreviewVersionException',
        `The requested version "${version}" of the resource is under preview. The -preview flag must be ` +
          `supplied in the api-version for such requests. For example: "${version}-preview"`,
      )
    }
    reply.header('content-type', `application/json; charset=utf-8; api-version=${version}`)
  })
}

function readVersion(request: FastifyRequest): string | null {
  const asked = readQuery(request).get('api-version')
  if (asked !== undefined) return asked
  return /api-version=([^;,\s]+)/i.exec(request.headers.accept ?? '')?.[1] ?? null
}
