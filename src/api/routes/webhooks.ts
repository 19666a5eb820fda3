import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Delivery, TouchedRecord, Webhook } from '../../../connectors/connector.ts'
import { credentialsOf, webhookSecretOf } from '../../store/access/sealed-places.ts'
import { findWebhookReceivers } from '../../store/access/webhook-secrets.ts'
import { type Delivered, mayMoveDates, saveDeliveries } from '../../store/sync/webhook-deliveries.ts'
import type { Dependencies } from '../dependencies.ts'
import { ringMoved, ringRefresh } from '../doorbell.ts'
import { ApiError, notFound } from '../errors.ts'
import { Id, Nothing, problems } from '../field.ts'
import { receiveBytes } from '../receive-bytes.ts'
import { ringOnce } from '../ring-once.ts'
import { together } from '../together.ts'
import { readTrackerError } from '../tracker-error.ts'

/** Jira sends whole issues with their changelog; 25 MB is what it allows itself. */
const LARGEST_DELIVERY_BYTES = 25 * 1024 * 1024
/** Real ones have 36 characters; no signature covers them, and Postgres keeps none of thousands in an index. */
const LONGEST_DELIVERY_ID = 200
/** Real ones take some kilobytes, for some milliseconds. */
const DELIVERED_AT_ONCE_BYTES = 128 * 1024 * 1024

/**
 * Where trackers report. The bytes are kept as they came, because a signature covers them; the notice is stored before
 * it is acknowledged; what changed is then asked of the tracker, so nothing in a delivery is believed.
 */
export function webhookRoutes(app: FastifyInstance, dependencies: Dependencies): void {
  const { db, connectors, sealer, now, publicUrl } = dependencies
  const ring = ringOnce(connectionId => ringRefresh(dependencies, connectionId))
  const ringForMoved = ringOnce(connectionId => ringMoved(dependencies, connectionId))
  const findReceiver = together((ids: readonly string[]) => findWebhookReceivers(db, ids, now().toISOString()))
  const save = together((delivered: readonly Delivered[]) => saveDeliveries(db, delivered))
  receiveBytes(app, { largest: LARGEST_DELIVERY_BYTES, together: DELIVERED_AT_ONCE_BYTES })

  app.post<{ Params: { connectionId: string } }>(
    '/webhooks/:connectionId',
    {
      bodyLimit: LARGEST_DELIVERY_BYTES,
      schema: {
        summary: 'Deliveries of a tracker, proven by the secret of the connection',
        tags: ['webhooks'],
        security: [],
        params: Type.Object({ connectionId: Id }),
        response: { 202: Nothing, ...problems },
      },
    },
    async (request, reply) => {
      const { connectionId } = request.params
      const receiver = await excusing(findReceiver(connectionId))
      const webhook = receiver === null ? undefined : connectors.get(receiver.kind)?.webhook
      if (receiver === null || webhook === undefined) throw notFound('webhook')
      const delivery: Delivery = {
        headers: request.headers,
        body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
        url: `${publicUrl()}${request.url}`,
      }
      const readCredentials = (): unknown =>
        JSON.parse(sealer.open(receiver.sealedCredentials, credentialsOf(connectionId)))
      const isProven =
        receiver.sealedSecrets.some(sealed =>
          webhook.verify(delivery, sealer.open(sealed, webhookSecretOf(connectionId))),
        ) || webhook.verifyOwn?.(delivery, readCredentials(), now()) === true
      if (!isProven) throw new ApiError('forged_delivery')
      const touched = readTouched(webhook, delivery)
      if (touched.length > 0) {
        const given = webhook.deliveryId(delivery)
        const deliveryId = given === null || given.length > LONGEST_DELIVERY_ID ? hashOf(delivery.body) : given
        const isNew = await excusing(save({ connectionId, deliveryId, touched }))
        // The tracker waits for the answer, not for the queue.
        if (isNew) (mayMoveDates(touched) ? ringForMoved : ring)(connectionId)
      }
      return reply.code(202).send()
    },
  )
}

/**
 * Trackers deliver again after 503. After 500, Azure DevOps does not, and tells nothing more for 20 minutes
 * (https://learn.microsoft.com/azure/devops/service-hooks/troubleshoot).
 */
async function excusing<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (cause) {
    const sentence =
      'The delivery could not be kept, because the database does not answer as it should. Deliver it again.'
    throw Object.assign(new ApiError('unavailable', sentence), { cause })
  }
}

function readTouched(webhook: Webhook, delivery: Delivery): readonly TouchedRecord[] {
  try {
    return webhook.touched(delivery)
  } catch (error) {
    const sentence = readTrackerError(error)
    if (sentence === null) throw error
    throw new ApiError('unreadable_delivery', sentence)
  }
}

const hashOf = (body: Buffer): string => createHash('sha256').update(body).digest('hex')
