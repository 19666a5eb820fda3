import { randomBytes, randomUUID } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { createChannel, deleteChannel, findChannel, listChannels, updateChannel } from '../../store/alert/channels.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ApiError, notFound, requireFound } from '../errors.ts'
import { closed, Id, IdParams, Name, Nothing, problems, word } from '../field.ts'
import { listOf } from '../page.ts'

const KINDS = ['http'] as const

const Settings = Type.Object(
  {
    url: Type.String({
      pattern: '^https?://[^\\s/?#@\\\\]+',
      'x-expected': 'must be an address such as https://hooks.example.com/alerts, without a user or password',
      maxLength: 2_000,
      description: 'Where each alert is posted.',
    }),
    secret: Type.Optional(
      Type.String({
        pattern: '^(whsec_)?[A-Za-z0-9+/]{24,}=*$',
        'x-expected': 'must be at least 24 characters of base64, with or without whsec_ before them',
        maxLength: 200,
        description: 'Base64. Made and shown once when left out.',
      }),
    ),
  },
  closed,
)

const Channel = Type.Object({
  id: Id,
  name: Type.String(),
  kind: word(KINDS),
  state: word(['active', 'disabled']),
  createdAt: Type.String(),
})

const tags = ['channels']

/** Where alerts are sent. Addresses may hold credentials, so settings are never shown again. */
export function channelRoutes(app: Api, { db, sealer }: Dependencies): void {
  app.post(
    '/channels',
    {
      schema: {
        summary: 'Send alerts to an address, signed as standardwebhooks.com describes',
        tags,
        body: Type.Object({ name: Name, kind: word(KINDS), settings: Settings }, closed),
        response: {
          201: Type.Object({
            ...Channel.properties,
            secret: Type.String({ description: 'Shown this once; the receiver checks signatures with it.' }),
          }),
          ...problems,
        },
      },
    },
    async ({ body }, reply) => {
      const settings = withSecret(body.settings)
      const stored = await createChannel(db, sealer, { ...body, id: randomUUID(), settings })
      if (stored === null) throw new ApiError('duplicate_name', `There is a channel called ${body.name} already.`)
      return reply.code(201).send({ ...stored, kind: body.kind, secret: settings.secret })
    },
  )

  app.get(
    '/channels',
    { schema: { summary: 'All channels', tags, response: { 200: listOf(Channel), ...problems } } },
    async () => ({
      items: (await listChannels(db)).map(each => ({ ...each, kind: KINDS[0] })),
      nextCursor: null,
    }),
  )

  app.get(
    '/channels/:id',
    { schema: { summary: 'One channel', tags, params: IdParams, response: { 200: Channel, ...problems } } },
    async ({ params }) => ({ ...requireFound(await findChannel(db, params.id), 'channel'), kind: KINDS[0] }),
  )

  app.patch(
    '/channels/:id',
    {
      schema: {
        summary: 'Change a channel; a disabled one is told nothing',
        tags,
        params: IdParams,
        body: Type.Object(
          {
            name: Type.Optional(Name),
            settings: Type.Optional(Type.Required(Settings)),
            state: Type.Optional(word(['active', 'disabled'])),
          },
          closed,
        ),
        response: { 200: Channel, ...problems },
      },
    },
    async ({ params, body }) => {
      const stored = await updateChannel(db, sealer, params.id, body)
      if (stored === 'duplicate') throw new ApiError('duplicate_name', 'There is a channel of that name already.')
      return { ...requireFound(stored, 'channel'), kind: KINDS[0] }
    },
  )

  app.delete(
    '/channels/:id',
    {
      schema: {
        summary: 'Delete a channel with its unsent messages',
        tags,
        params: IdParams,
        response: { 204: Nothing, ...problems },
      },
    },
    async ({ params }, reply) => {
      if (!(await deleteChannel(db, params.id))) throw notFound('channel')
      return reply.code(204).send(null)
    },
  )
}

const withSecret = ({ url, secret }: Static<typeof Settings>) => ({
  url,
  secret: secret ?? `whsec_${randomBytes(32).toString('base64')}`,
})
