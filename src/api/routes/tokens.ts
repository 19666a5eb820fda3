import { Type } from 'typebox'
import { createToken, type ListedToken, listTokens, revokeToken } from '../../store/access/tokens.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ApiError, notFound } from '../errors.ts'
import { closed, Id, IdParams, Name, Nothing, nullable, problems } from '../field.ts'
import { listOf } from '../page.ts'

const Token = Type.Object({
  id: Id,
  name: Type.String({ description: 'Who did it, in histories.' }),
  createdAt: Type.String(),
  lastUsedAt: nullable(Type.String({ description: 'To the minute. Null: never.' })),
  expiresAt: nullable(Type.String({ description: 'From then on it is refused. Null: never.' })),
  isCurrent: Type.Boolean({ description: 'This request showed it, or its session.' }),
})

const NewToken = Type.Object({
  ...Token.properties,
  token: Type.String({ description: 'Shown this once; only its hash is kept.' }),
})

const LONGEST_DAYS = 3_650
const tags = ['tokens']

export function tokenRoutes(app: Api, { db }: Dependencies): void {
  app.get(
    '/tokens',
    { schema: { summary: 'All tokens, the expired ones too', tags, response: { 200: listOf(Token), ...problems } } },
    async ({ tokenId }) => ({ items: (await listTokens(db)).map(token => show(token, tokenId)), nextCursor: null }),
  )

  app.post(
    '/tokens',
    {
      schema: {
        summary: 'Make a token for a person or a program; the answer is the only place where it is shown',
        tags,
        body: Type.Object(
          {
            name: Name,
            expiresInDays: Type.Optional(
              nullable(
                Type.Integer({
                  minimum: 1,
                  maximum: LONGEST_DAYS,
                  description: 'Null, or left out: it does not expire.',
                }),
              ),
            ),
          },
          { ...closed, examples: [{ name: 'Steering committee', expiresInDays: 90 }] },
        ),
        response: { 201: NewToken, ...problems },
      },
    },
    async ({ body, tokenId }, reply) => {
      const { token, ...made } = await createToken(db, body.name, body.expiresInDays ?? null)
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ ...show(made, tokenId), token })
    },
  )

  app.delete(
    '/tokens/:id',
    {
      schema: {
        summary:
          'Revoke a token at once, with its sessions; that of ADMIN_TOKEN comes back with the next start that names it',
        tags,
        params: IdParams,
        response: { 204: Nothing, ...problems },
      },
    },
    async ({ params }, reply) => {
      const outcome = await revokeToken(db, params.id)
      if (outcome === 'missing') throw notFound('token')
      if (outcome === 'last')
        throw new ApiError(
          'conflict',
          'Nobody could sign in without it: make another token first, then revoke this one.',
        )
      return reply.code(204).send(null)
    },
  )
}

const show = (token: ListedToken, currentId: string) => ({ ...token, isCurrent: token.id === currentId })
