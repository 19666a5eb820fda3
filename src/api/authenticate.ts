import type { FastifyInstance, FastifyRequest } from 'fastify'
import { findSession } from '../store/access/sessions.ts'
import { findToken, type StoredToken } from '../store/access/tokens.ts'
import type { Dependencies } from './dependencies.ts'
import { ApiError } from './errors.ts'
import { refuseOtherSites, requireCsrfToken } from './own-page.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Name of the token the caller showed; who did it, in histories. */
    actor: string
    tokenId: string
    /** Null: the caller showed the token itself. */
    session: SignedIn | null
  }
}

export interface SignedIn {
  /** What stands in the cookie. */
  readonly id: string
  readonly expiresAt: string
}

export const SESSION_COOKIE = 'milepost_session'

/** RFC 6750 section 2.1. */
const BEARER = /^Bearer +([\w.~+/-]{1,512}=*) *$/i
export const SAFE_METHODS: readonly string[] = ['GET', 'HEAD']

/**
 * Every route of this scope needs a token, or the session of somebody who showed one. Runs before the body is read, so that
 * strangers cannot make us read one.
 */
export function requireAccess(app: FastifyInstance, { db, publicUrl }: Pick<Dependencies, 'db' | 'publicUrl'>): void {
  app.decorateRequest('actor', '')
  app.decorateRequest('tokenId', '')
  app.decorateRequest('session', null)
  app.addHook('onRequest', async request => {
    const isBearer = /^Bearer\b/i.test(request.headers.authorization ?? '')
    const token = isBearer ? await readBearer(request) : await readSession(request)
    if (token === null) throw new ApiError('unauthenticated')
    request.actor = token.name
    request.tokenId = token.id
  })

  async function readBearer({ headers }: FastifyRequest): Promise<StoredToken | null> {
    const [, shown] = BEARER.exec(headers.authorization ?? '') ?? []
    return shown === undefined ? null : findToken(db, shown)
  }

  async function readSession(request: FastifyRequest): Promise<StoredToken | null> {
    const id = request.cookies[SESSION_COOKIE]
    const found = id === undefined ? null : await findSession(db, id)
    if (id === undefined || found === null) return null
    if (!SAFE_METHODS.includes(request.method)) {
      // The browser adds the cookie to whatever any page makes it send.
      refuseOtherSites(request, publicUrl())
      requireCsrfToken(request, id)
    }
    request.session = { id, expiresAt: found.expiresAt }
    return found.token
  }
}
