import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import {
  createChannel,
  deleteChannel,
  findChannel,
  findSealedChannel,
  listChannels,
  openChannelSettings,
  updateChannel,
} from '../../store/alert/channels.ts'
import { Channel, Rhythm, Route } from '../channel-answer.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ringDelivery } from '../doorbell.ts'
import { ApiError, notFound, requireFound } from '../errors.ts'
import { closed, IdParams, Name, Nothing, nullable, problems, word } from '../field.ts'
import { untilWhen } from '../former-secret.ts'
import { listOf } from '../page.ts'
import { requireShape } from '../require-shape.ts'
import { requireTimeZone, TimeZone } from '../time-zone.ts'
import { invalid } from '../validate.ts'

const Settings = Type.Object(
  {},
  { additionalProperties: true, description: 'As GET /channel-kinds says for the kind.' },
)

const rules = {
  route: Type.Optional(Route),
  rhythm: Type.Optional(Rhythm),
  timeZone: Type.Optional({ ...TimeZone, description: 'Whose clock the rhythm follows: an IANA name.' }),
}
const tags = ['channels']

/** Where alerts are sent. Addresses may hold credentials, so settings are never shown again. */
export function channelRoutes(app: Api, { db, sealer, channelKinds, ring, now, log }: Dependencies): void {
  /** As they are stored, and the secret that was made for them. */
  const readSettings = (name: string, given: unknown, former: unknown = null) => {
    const kind = channelKinds.get(name)
    const formerUntil = untilWhen({}, now())
    if (kind === undefined) {
      const known = [...channelKinds.keys()].map(each => JSON.stringify(each)).join(', ')
      throw invalid([{ field: 'body.kind', expected: `must be one of ${known}` }])
    }
    requireShape(kind.settings, given, 'body.settings')
    return kind.signing?.complete(given, former, formerUntil) ?? { settings: given, secret: null }
  }

  app.get(
    '/channel-kinds',
    {
      schema: {
        summary: 'The media that alerts can be sent through, and which settings each takes',
        tags,
        response: {
          200: listOf(
            Type.Object({
              kind: Type.String(),
              name: Type.String({ description: 'For people.' }),
              settings: Type.Object({}, { additionalProperties: true, description: 'JSON Schema 2020-12.' }),
              isSigned: Type.Boolean({
                description: 'Its messages carry a signature; POST /channels/ID/secret replaces the secret.',
              }),
            }),
          ),
          ...problems,
        },
      },
    },
    async () => ({
      items: [...channelKinds.values()].map(({ kind, name, settings, signing }) => ({
        ...{ kind, name, settings },
        isSigned: signing !== undefined,
      })),
      nextCursor: null,
    }),
  )

  app.post(
    '/channels',
    {
      schema: {
        summary: 'Send alerts to Slack, Teams, by e-mail or to an address of your own',
        tags,
        body: Type.Object({ name: Name, kind: Type.String(), settings: Settings, ...rules }, closed),
        response: {
          201: Type.Object({
            ...Channel.properties,
            secret: nullable(
              Type.String({
                description: 'Shown this once; the receiver checks signatures with it. Null: the kind has none.',
              }),
            ),
          }),
          ...problems,
        },
      },
    },
    async ({ body }, reply) => {
      const { settings, secret } = readSettings(body.kind, body.settings)
      requireTimeZone(body.timeZone)
      const stored = await createChannel(db, sealer, { ...body, id: randomUUID(), settings })
      if (stored === null) throw new ApiError('duplicate_name', `There is a channel called ${body.name} already.`)
      return reply.code(201).send({ ...stored, secret })
    },
  )

  app.get(
    '/channels',
    { schema: { summary: 'All channels', tags, response: { 200: listOf(Channel), ...problems } } },
    async () => ({ items: [...(await listChannels(db))], nextCursor: null }),
  )

  app.get(
    '/channels/:id',
    { schema: { summary: 'One channel', tags, params: IdParams, response: { 200: Channel, ...problems } } },
    async ({ params }) => requireFound(await findChannel(db, params.id), 'channel'),
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
            settings: Type.Optional(Settings),
            state: Type.Optional(word(['active', 'disabled'])),
            ...rules,
          },
          closed,
        ),
        response: { 200: Channel, ...problems },
      },
    },
    async ({ params, body: { settings, ...change } }) => {
      requireTimeZone(change.timeZone)
      const before = requireFound(await findSealedChannel(db, params.id), 'channel')
      const read =
        settings === undefined
          ? {}
          : { settings: readSettings(before.kind, settings, openChannelSettings(sealer, before)).settings }
      const stored = await updateChannel(db, sealer, params.id, { ...change, ...read }, now().toISOString())
      if (stored === 'duplicate') throw new ApiError('duplicate_name', 'There is a channel of that name already.')
      await ringDelivery({ ring, log })
      return requireFound(stored, 'channel')
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
