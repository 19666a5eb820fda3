import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Delivery, TouchedRecord, Webhook } from '../../../connectors/connector.ts'
import { findConnection } from '../../store/access/connections.ts'
import { saveDelivery } from '../../store/sync/webhook-deliveries.ts'
import type { Dependencies } from '../dependencies.ts'
import { ringRefresh } from '../doorbell.ts'
import { ApiError, notFound } from '../errors.ts'
import { Id, Nothing, problems } from '../field.ts'
import { readTrackerError } from '../tracker-error.ts'
import { webhookSecretOf } from './connections.ts'

/** Jira sends whole issues with their changelog; 25 MB is what it allows itself. */
const LARGEST_DELIVERY_BYTES = 25 * 1024 * 1024

/**
 * Where trackers report. The bytes are kept as they came, because a signature covers them; the notice is stored before
 * it is acknowledged; what changed is then asked of the tracker, so nothing in a delivery is believed.
 */
export function webhookRoutes(app: FastifyInstance, dependencies: Dependencies): void {
  const { db, connectors, sealer } = dependencies
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LARGEST_DELIVERY_BYTES }, (_request, body, done) =>
    done(null, body),
  )

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
      const connection = await findConnection(db, request.params.connectionId)
      const webhook = connection === null ? undefined : connectors.get(connection.kind)?.webhook
      if (connection === null || webhook === undefined) throw notFound('webhook')
      const delivery: Delivery = {
        headers: request.headers,
        body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      }
      const secret = sealer.open(connection.sealedWebhookSecret, webhookSecretOf(connection.id))
      if (!webhook.verify(delivery, secret)) throw new ApiError('forged_delivery')
      const touched = readTouched(webhook, delivery)
      if (touched.length > 0) {
        const isNew = await saveDelivery(
          db,
          connection.id,
          webhook.deliveryId(delivery) ?? hashOf(delivery.body),
          touched,
        )
        // The tracker waits for the answer, not for the queue.
        if (isNew) void ringRefresh(dependencies, connection.id)
      }
      return reply.code(202).send()
    },
  )
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
