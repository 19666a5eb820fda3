import { Type } from 'typebox'
import type { Source, WebhookInstructions, WebhookReceiver } from '../../../connectors/connector.ts'
import { findSilence } from '../../portfolio/alert/webhook-silence.ts'
import { findConnection, loadConnection } from '../../store/access/connections.ts'
import { webhookSecretOf } from '../../store/access/sealed-places.ts'
import { releaseLease, takeLease } from '../../store/sync/leases.ts'
import { listUnannounced } from '../../store/sync/unannounced.ts'
import { forgetHeard } from '../../store/sync/webhook-deliveries.ts'
import {
  findLastHeard,
  forgetWebhookRegistrations,
  listHolders,
  listWebhookRegistrations,
  saveWebhookLook,
} from '../../store/sync/webhook-registrations.ts'
import { WEBHOOK_STATES } from '../../work/kept-webhook.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ApiError, requireFound } from '../errors.ts'
import { IdParams, Nothing, nullable, problems, word } from '../field.ts'
import { askTracker, readRefusal } from '../tracker-error.ts'
import { receiverUrl } from '../webhook-receiver.ts'

const Registration = Type.Object({
  name: Type.String({ description: 'What it tells of.' }),
  externalId: nullable(Type.String({ description: "The tracker's id; null while it is not there." })),
  state: word(WEBHOOK_STATES),
  stateSince: Type.String(),
  trackerState: nullable(Type.String({ description: "The tracker's own word for its state." })),
  reason: nullable(Type.String({ description: 'What is wrong, or was until now, and what to do about it.' })),
  registeredAt: Type.String(),
  checkedAt: Type.String({ description: 'When the tracker was asked last.' }),
  expiresAt: nullable(
    Type.String({ description: 'When the tracker drops it unless it is renewed, which happens long before.' }),
  ),
})

const Registrations = Type.Object({
  url: Type.String({ description: 'Where the tracker reports.' }),
  registered: Type.Boolean({ description: 'Whether Milepost has registered webhooks and keeps them alive.' }),
  lastHeardAt: nullable(Type.String({ description: "When the tracker's last notice came, whoever registered it." })),
  problem: nullable(Type.String({ description: 'What is wrong with all of them, and what to do about it.' })),
  webhooks: Type.Array(Registration),
})

const ByHand = Type.Object({
  why: Type.String({ description: 'Why Milepost may not do it, and what it would need.' }),
  steps: Type.Array(Type.String({ description: 'What an administrator of the tracker does, one after the other.' })),
  fields: Type.Array(
    Type.Object({ name: Type.String({ description: "In the tracker's own words." }), value: Type.String() }),
    { description: 'What is entered, the secret included.' },
  ),
})

/** What a request to the tracker may take, all together, and a little more. */
const HOLD_MS = 90_000
const tags = ['connections']

/** The webhooks that Milepost registers at a tracker itself, when a person asks for it. */
export function webhookRegistrationRoutes(app: Api, dependencies: Dependencies): void {
  const { db, sealer, publicUrl, now, connectors } = dependencies

  async function show(connectionId: string) {
    const url = receiverUrl(publicUrl, connectionId)
    const webhooks = await listWebhookRegistrations(db, connectionId)
    const elsewhere = webhooks.find(each => each.url !== url)
    return {
      url,
      registered: webhooks.length > 0,
      lastHeardAt: await findLastHeard(db, connectionId),
      problem:
        elsewhere === undefined
          ? (findSilence(await listUnannounced(db, connectionId, now().toISOString()))?.reason ?? null)
          : `They lead to ${elsewhere.url}, and the address of this service (PUBLIC_URL) is another one now. Register them again.`,
      webhooks: [...webhooks],
    }
  }

  /** One at a time, so that none is registered twice. */
  async function alone<T>(connectionId: string, run: (source: Source) => Promise<T>): Promise<T> {
    const key = { connectionId, unit: 'webhooks' }
    const fencingToken = await takeLease(db, key, HOLD_MS)
    if (fencingToken === null)
      throw new ApiError(
        'conflict',
        'The webhooks of this connection are being looked at just now. Ask again in a minute.',
      )
    try {
      return await askTracker(async () => {
        const source = await dependencies.openSource(connectionId)
        try {
          return await run(source)
        } finally {
          await source.close()
        }
      })
    } finally {
      await releaseLease(db, { ...key, fencingToken })
    }
  }

  app.post(
    '/connections/:id/webhooks',
    {
      schema: {
        summary:
          'Register the webhooks at the tracker and keep them alive; where the credentials do not allow it, tell what an administrator has to enter',
        tags,
        params: IdParams,
        response: {
          200: Type.Object({ ...Registrations.properties, byHand: nullable(ByHand) }),
          ...problems,
        },
      },
    },
    async ({ params: { id } }) => {
      const { kind } = requireFound(await findConnection(db, id), 'connection')
      if (connectors.get(kind)?.webhook === undefined)
        throw new ApiError('conflict', 'A tracker of this kind sends no notices; it is asked with each sync.')
      const byHand = await alone(id, async source => {
        // Read now: a new one may have been made until a moment ago.
        const { sealedWebhookSecret } = await loadConnection(db, id)
        const receiver = {
          url: receiverUrl(publicUrl, id),
          secret: sealer.open(sealedWebhookSecret, webhookSecretOf(id)),
        }
        return register(source, receiver, id)
      })
      return { ...(await show(id)), byHand }
    },
  )

  async function register(source: Source, receiver: WebhookReceiver, id: string) {
    const registrar = source.webhooks
    if (registrar === undefined) return tellByHand(NOBODY_ELSE, nameOnly(receiver))
    const before = await listWebhookRegistrations(db, id)
    try {
      for (const url of new Set(before.map(each => each.url)))
        if (url !== receiver.url) await registrar.remove({ ...receiver, url })
      const kept = await registrar.keep({ ...receiver, holders: listHolders(before, receiver), isAsked: true })
      await saveWebhookLook(db, id, kept, { ...receiver, at: now() })
      const missing = kept.find(({ state }) => state === 'missing')
      return missing === undefined ? null : tellByHand(missing.reason ?? '', await registrar.explain(receiver))
    } catch (error) {
      const why = readRefusal(error)
      if (why === null) throw error
      return tellByHand(why, await registrar.explain(receiver))
    }
  }

  app.get(
    '/connections/:id/webhooks',
    {
      schema: {
        summary: 'The webhooks that Milepost has registered at the tracker, and how they fare',
        tags,
        params: IdParams,
        response: { 200: Registrations, ...problems },
      },
    },
    async ({ params: { id } }) => {
      requireFound(await findConnection(db, id), 'connection')
      return show(id)
    },
  )

  app.delete(
    '/connections/:id/webhooks',
    {
      schema: {
        summary:
          'Remove all webhooks at the tracker that lead to this connection, and neither keep nor expect any from now on',
        tags,
        params: IdParams,
        response: { 204: Nothing, ...problems },
      },
    },
    async ({ params: { id } }, reply) => {
      requireFound(await findConnection(db, id), 'connection')
      await alone(id, async source => {
        const registered = await listWebhookRegistrations(db, id)
        try {
          for (const url of new Set([receiverUrl(publicUrl, id), ...registered.map(each => each.url)]))
            await source.webhooks?.remove({ url, secret: '' })
          await forgetWebhookRegistrations(db, id)
        } finally {
          // Where we may not remove what was entered by hand, somebody else has.
          await forgetHeard(db, id)
        }
      })
      return reply.code(204).send(null)
    },
  )
}

const NOBODY_ELSE = 'Milepost cannot register webhooks at a tracker of this kind.'

const nameOnly = ({ url, secret }: WebhookReceiver): WebhookInstructions => ({
  steps: ['Enter the address and the secret at the tracker as its documentation says.'],
  fields: [
    { name: 'URL', value: url },
    { name: 'Secret', value: secret },
  ],
})

const tellByHand = (why: string, { steps, fields }: WebhookInstructions) => ({
  why,
  steps: [...steps],
  fields: fields.map(({ name, value }) => ({ name, value })),
})
