import { Type } from 'typebox'
import { findSealedChannel, openChannelSettings, updateChannel } from '../../store/alert/channels.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ApiError, requireFound } from '../errors.ts'
import { IdParams, problems } from '../field.ts'
import { FormerSecret, untilWhen } from '../former-secret.ts'

/** A new secret for the signatures of a webhook, without one that its receiver cannot check. */
export function channelSecretRoutes(app: Api, { db, sealer, channelKinds, now }: Dependencies): void {
  app.post(
    '/channels/:id/secret',
    {
      schema: {
        summary: 'Make a new secret for a webhook; the former one signs as well for a while',
        tags: ['channels'],
        params: IdParams,
        body: FormerSecret,
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
      const formerUntil = untilWhen(body, now())
      const { settings, secret } = signing.renew(openChannelSettings(sealer, channel), formerUntil)
      await updateChannel(db, sealer, channel.id, { settings }, now().toISOString())
      return { secret, formerUntil }
    },
  )
}
