import type { FastifyInstance } from 'fastify'
import { findToken } from '../store/access/tokens.ts'
import type { Queryable } from '../store/database.ts'
import { ApiError } from './errors.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Name of the token the caller showed; who did it, in histories. */
    actor: string
  }
}

/** RFC 6750 section 2.1. */
const BEARER = /^Bearer +([\w.~+/-]{1,512}=*) *$/i

/** Every route of this scope needs a token. Runs before the body is read, so that strangers cannot make us read one. */
export function requireToken(app: FastifyInstance, db: Queryable): void {
  app.decorateRequest('actor', '')
  app.addHook('onRequest', async request => {
    const [, shown] = BEARER.exec(request.headers.authorization ?? '') ?? []
    const token = shown === undefined ? null : await findToken(db, shown)
    if (token === null) throw new ApiError('unauthenticated')
    request.actor = token.name
  })
}
