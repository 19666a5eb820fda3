import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { findChannel, findSealedChannel } from '../../store/alert/channels.ts'
import { replayDeliveries } from '../../store/alert/deliveries.ts'
import { forgetFailures } from '../../store/alert/held-channel.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ringDelivery } from '../doorbell.ts'
import { ApiError, requireFound } from '../errors.ts'
import { closed, IdParams, Instant, nullable, problems, toUtc } from '../field.ts'

const tags = ['channels']

/** Trying a channel, and sending again what its receiver lost. */
export function channelTrialRoutes(app: Api, { db, channels, ring, now, log }: Dependencies): void {
  app.post(
    '/channels/:id/test',
    {
      schema: {
        summary:
          'Send a message that says it is a test, and tell what the receiver made of it; what waited for it follows',
        tags,
        params: IdParams,
        response: {
          200: Type.Object({
            ok: Type.Boolean(),
            problem: nullable(
              Type.String({ description: 'Why it was not taken, or for some of its readers only, and what to do.' }),
            ),
          }),
          ...problems,
        },
      },
    },
    async ({ params }) => {
      const channel = requireFound(await findSealedChannel(db, params.id), 'channel')
      const title = `This is a test of the channel "${channel.name}" of Milepost. Nothing has happened.`
      try {
        const leftOut = await channels.send(channel, { id: randomUUID(), at: now().toISOString(), title, entries: [] })
        await forgetFailures(db, channel.id, now().toISOString())
        await ringDelivery({ ring, log })
        return { ok: true, problem: leftOut ?? null }
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error)
        log.info({ channelId: channel.id, problem }, 'test of a channel failed')
        return { ok: false, problem }
      }
    },
  )

  app.post(
    '/channels/:id/replay',
    {
      schema: {
        summary: 'Send again what was sent or given up since then, with the ids it had',
        tags,
        params: IdParams,
        body: Type.Object(
          {
            since: Instant,
            onlyGivenUp: Type.Optional(
              Type.Boolean({ description: 'Only what its receiver refused until it was given up.', default: false }),
            ),
          },
          closed,
        ),
        response: { 202: Type.Object({ messages: Type.Integer() }), ...problems },
      },
    },
    async ({ params, body }, reply) => {
      const { state } = requireFound(await findChannel(db, params.id), 'channel')
      if (state === 'disabled')
        throw new ApiError('conflict', 'The channel is disabled, and nothing is sent through it. Enable it first.')
      const { since, onlyGivenUp = false } = body
      const chosen = { since: toUtc(since), onlyGivenUp }
      const messages = await replayDeliveries(db, params.id, chosen, now().toISOString())
      if (messages > 0) await ringDelivery({ ring, log })
      return reply.code(202).send({ messages })
    },
  )
}
