import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { type AuditedChange, appendAuditEntry } from '../store/access/audit-entries.ts'
import type { StoredToken } from '../store/access/tokens.ts'
import type { Queryable } from '../store/database.ts'
import { SAFE_METHODS } from './authenticate.ts'
import type { Dependencies } from './dependencies.ts'
import { Id } from './field.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What it asks to have changed, and the entry that says so. Null: nothing, so far. */
    audited: { readonly change: AuditedChange; readonly entry: number } | null
  }
}

const Answered = Type.Object({ id: Id })

/** Says how what was asked for ended, before anybody is answered. Without such an entry it is not known. */
export function noteOutcomes(app: FastifyInstance, { db, log }: Pick<Dependencies, 'db' | 'log'>): void {
  app.decorateRequest('audited', null)

  app.addHook('preSerialization', (request, _reply, answer, done) => {
    if (request.audited !== null && Value.Check(Answered, answer)) {
      const { change, entry } = request.audited
      const subjects = [...new Set([...change.subjects, answer.id])]
      request.audited = { entry, change: { ...change, subjects } }
    }
    done(null, answer)
  })

  app.addHook('onSend', async (request, { statusCode: status }) => {
    if (request.audited === null) return
    const { change, entry } = request.audited
    request.audited = null
    try {
      await appendAuditEntry(db, change, { asked: entry, status })
    } catch (error) {
      // It is done, and the client has to know; that it was asked for is written.
      const message = error instanceof Error ? error.message : String(error)
      log.warn({ entry, message }, 'the outcome of a change was not written to the audit log')
    }
  })
}

/** Nothing of this scope changes anything before an entry says who asked for it. */
export function noteChanges(app: FastifyInstance, { db }: Pick<Dependencies, 'db'>): void {
  app.addHook('preHandler', async request => {
    if (SAFE_METHODS.includes(request.method)) return
    await noteAsked(db, request, { id: request.tokenId, name: request.actor })
  })
}

export async function noteAsked(db: Queryable, request: FastifyRequest, { id, name }: StoredToken): Promise<void> {
  const { method, routeOptions, params, body } = request
  const change = {
    ...{ createdBy: name, tokenId: id, method, route: routeOptions.url ?? '' },
    subjects: [...new Set([...idsIn(params), ...idsIn(body)])],
  }
  request.audited = { change, entry: await appendAuditEntry(db, change, null) }
}

/** Only ids: whatever else is sent may be secret. */
const idsIn = (given: unknown): readonly string[] =>
  Object.entries(given ?? {}).flatMap(([name, value]) =>
    /^id$|Id$/.test(name) && Value.Check(Id, value) ? [value.toLowerCase()] : [],
  )
