import { randomUUID } from 'node:crypto'
import fastify from 'fastify'

export interface EntraOptions {
  /** Of a token; 3 600 000 or a little more in real Entra. */
  readonly lifetimeMs?: number
}

/** The part of Microsoft Entra ID that gives tokens to applications. */
export interface EntraStandIn {
  /** As a connection's authority. */
  readonly url: string
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
  readonly isGood: (token: string) => boolean
  /** How many tokens were given, and how many requests for one were refused. */
  readonly count: { given: number; refused: number }
  /** All tokens end now. */
  readonly expire: () => void
  readonly close: () => Promise<void>
}

/** The application of Azure DevOps, for which a token must be asked. */
const SCOPE = '499b84ac-1321-427f-aa17-267ca6975798/.default'

/** Starts it on the loopback address, with one application in one tenant. */
export async function startEntraStandIn({ lifetimeMs = 3_600_000 }: EntraOptions = {}): Promise<EntraStandIn> {
  const known = { tenantId: randomUUID(), clientId: randomUUID(), clientSecret: 'demo-entra-secret' }
  const endsAtMs = new Map<string, number>()
  const count = { given: 0, refused: 0 }
  const app = fastify({ forceCloseConnections: true })
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  )
  app.post<{ Params: { tenantId: string }; Body: URLSearchParams }>(
    '/:tenantId/oauth2/v2.0/token',
    ({ params: { tenantId }, body }, reply) => {
      const code = findRefusal(known, tenantId, body)
      if (code !== null) {
        count.refused += 1
        return reply.status(code === 7000215 ? 401 : 400).send({
          error: code === 7000215 ? 'invalid_client' : 'invalid_request',
          error_description: `AADSTS${code}: asked for ${body.get('client_id')}. Trace ID: ${randomUUID()}`,
          error_codes: [code],
        })
      }
      count.given += 1
      const token = randomUUID()
      endsAtMs.set(token, Date.now() + lifetimeMs)
      return { token_type: 'Bearer', expires_in: lifetimeMs / 1000, access_token: token }
    },
  )
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    ...known,
    url,
    count,
    isGood: token => (endsAtMs.get(token) ?? 0) > Date.now(),
    expire: () => endsAtMs.clear(),
    close: () => app.close(),
  }
}

type Known = Pick<EntraStandIn, 'tenantId' | 'clientId' | 'clientSecret'>

function findRefusal(known: Known, tenantId: string, asked: URLSearchParams): number | null {
  if (tenantId !== known.tenantId) return 90002
  if (asked.get('grant_type') !== 'client_credentials') return 70003
  if (asked.get('scope') !== SCOPE) return 70011
  if (asked.get('client_id') !== known.clientId) return 700016
  return asked.get('client_secret') === known.clientSecret ? null : 7000215
}
