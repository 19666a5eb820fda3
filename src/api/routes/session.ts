import { setTimeout as pause } from 'node:timers/promises'
import { Type } from 'typebox'
import { createSession, LONGEST_SESSION_SECONDS, removeSession } from '../../store/access/sessions.ts'
import { findToken } from '../../store/access/tokens.ts'
import { takeSnapshot } from '../../store/change/change-marks.ts'
import type { Queryable } from '../../store/database.ts'
import { noteAsked } from '../audit.ts'
import { SESSION_COOKIE, type SignedIn } from '../authenticate.ts'
import { writePosition } from '../change-position.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ApiError } from '../errors.ts'
import { closed, Nothing, problems, toUtc } from '../field.ts'
import { csrfTokenOf, refuseOtherSites } from '../own-page.ts'

const Session = Type.Object({
  name: Type.String({ description: 'Of the token that was shown; who did it, in histories.' }),
  csrfToken: Type.String({ description: 'For the header `x-csrf-token` of whatever changes something.' }),
  expiresAt: Type.String({ description: 'Without another request; never later than 7 days after the sign-in.' }),
  changesSince: Type.String({
    description: 'For `since` of `GET /events`: what is answered from now on is not older than this.',
  }),
})

const LARGEST_BODY_BYTES = 4_096
/** Long for a program that guesses, short for a person who mistyped. */
const FAILED_SIGN_IN_MS = 500
const tags = ['session']

/** Who signs in shows nothing yet but the token in the body. */
export function signInRoutes(app: Api, { db, now, publicUrl }: Dependencies): void {
  app.post(
    '/session',
    {
      bodyLimit: LARGEST_BODY_BYTES,
      onRequest: async request => refuseOtherSites(request, publicUrl()),
      schema: {
        summary: 'Sign in on the page: a token becomes a session, kept in a cookie',
        tags,
        security: [],
        body: Type.Object({ token: Type.String({ minLength: 1, maxLength: 1_024 }) }, closed),
        response: { 201: Session, ...problems },
      },
    },
    async (request, reply) => {
      const token = await findToken(db, request.body.token.trim())
      if (token === null) {
        await pause(FAILED_SIGN_IN_MS)
        throw new ApiError('unauthenticated', WRONG_TOKEN)
      }
      await noteAsked(db, request, token)
      const session = await createSession(db, token.id)
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .setCookie(SESSION_COOKIE, session.id, { ...cookieFlags(publicUrl()), maxAge: LONGEST_SESSION_SECONDS })
        .send(await showSession(db, now(), token.name, session))
    },
  )
}

const WRONG_TOKEN =
  'This service knows no such token. Enter the one that its first start printed, or the ADMIN_TOKEN that it runs with; a start ' +
  'with another ADMIN_TOKEN adds that one.'

export function sessionRoutes(app: Api, { db, now, publicUrl }: Dependencies): void {
  app.get(
    '/session',
    {
      schema: {
        summary: 'Who is signed in, and the token that changes need',
        tags,
        security: [{ session: [] }],
        response: { 200: Session, ...problems },
      },
    },
    ({ actor, session }, reply) => {
      reply.header('cache-control', 'no-store')
      return showSession(db, now(), actor, requireSession(session))
    },
  )

  app.delete(
    '/session',
    {
      schema: {
        summary: 'Sign out',
        tags,
        security: [{ session: [] }],
        response: { 204: Nothing, ...problems },
      },
    },
    async ({ session }, reply) => {
      await removeSession(db, requireSession(session).id)
      return reply.clearCookie(SESSION_COOKIE, cookieFlags(publicUrl())).code(204).send(null)
    },
  )
}

const showSession = async (db: Queryable, at: Date, name: string, { id, expiresAt }: SignedIn) => ({
  name,
  csrfToken: csrfTokenOf(id),
  expiresAt: toUtc(expiresAt),
  changesSince: writePosition({ atMs: at.getTime(), snapshot: await takeSnapshot(db) }),
})

function requireSession(session: SignedIn | null): SignedIn {
  if (session !== null) return session
  throw new ApiError(
    'not_found',
    'This request showed a token, so there is no session. POST /api/v1/session makes one.',
  )
}

const cookieFlags = (publicUrl: string) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', secure: publicUrl.startsWith('https:') }) as const
