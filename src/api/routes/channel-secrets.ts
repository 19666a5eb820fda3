import { Type } from 'typebox'
import { findSealedChannel, openChannelSettings, updateChannel } from '../../store/alert/channels.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ApiError, requireFound } from '../errors.ts'
import { closed, IdParams, problems } from '../field.ts'

const HOUR_MS = 3_600_000

/** A new secret for the signatures of a webhook, without one that its receiver cannot check. */
export function channelSecretRoutes(app: Api, { db, sealer, channelKinds, now }: Dependencies): void {
  app.post(
    '/channels/:id/secret',
    {
      schema: {
        summary: 'Make a new secret for a webhook; the former one signs as well for a while',
        tags: ['channels'],
        params: IdParams,
        body: Type.Object(
          {
            formerForHours: Type.Optional(
              Type.Integer({
                minimum: 0,
                maximum: 720,
                default: 24,
                description:
                  'Time to enter the new one at the receiver. 0: the former one is known to others; it ends at once.',
              }),
            ),
          },
          closed,
        ),
        response: {
          200: Type.Object({
            secret: Type.String({ description: 'Shown this once.' }),
            formerUntil: Type.String({
              description: 'Until then messages carry a signature with the former one, too.',
            }),
          }),
          ...problems,
        },
      },
    },
    async ({ params, body }) => {
      const channel = requireFound(await findSealedChannel(db, params.id), 'channel')
      const signing = channelKinds.get(channel.kind)?.signing
      if (signing === undefined) throw new ApiError('conflict', 'Messages of this channel are not signed.')
      const formerUntil = new Date(now().getTime() + (body.formerForHours ?? 24) * HOUR_MS).toISOString()
      const { settings, secret } = signing.renew(openChannelSettings(sealer, channel), formerUntil)
      await updateChannel(db, sealer, channel.id, { settings }, now().toISOString())
      return { secret, formerUntil }
    },
  )
}
