import { randomBytes } from 'node:crypto'
import { Type } from 'typebox'
import { replaceWebhookSecret } from '../../store/access/webhook-secrets.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { notFound } from '../errors.ts'
import { closed, IdParams, problems } from '../field.ts'
import { WebhookOnce, webhookSecretOf } from './connections.ts'

const HOUR_MS = 3_600_000

/** A new secret for the deliveries of a tracker, without losing one while it is entered there. */
export function webhookSecretRoutes(app: Api, { db, sealer, publicUrl, now }: Dependencies): void {
  app.post(
    '/connections/:id/webhook-secret',
    {
      schema: {
        summary: 'Make a new secret for the webhook; the former one is taken as well for a while',
        tags: ['connections'],
        params: IdParams,
        body: Type.Object(
          {
            formerForHours: Type.Optional(
              Type.Integer({
                minimum: 0,
                maximum: 720,
                default: 24,
                description:
                  'Time to enter the new one at the tracker. 0: the former one is known to others; it ends at once.',
              }),
            ),
          },
          closed,
        ),
        response: {
          200: Type.Object({
            webhook: WebhookOnce,
            formerUntil: Type.String({ description: 'Until then the former secret is taken as well.' }),
          }),
          ...problems,
        },
      },
    },
    async ({ params, body }) => {
      const secret = randomBytes(32).toString('base64url')
      const formerUntil = new Date(now().getTime() + (body.formerForHours ?? 24) * HOUR_MS).toISOString()
      const sealed = sealer.seal(secret, webhookSecretOf(params.id))
      if (!(await replaceWebhookSecret(db, params.id, sealed, formerUntil))) throw notFound('connection')
      return { webhook: { url: `${publicUrl()}/api/v1/webhooks/${params.id}`, secret }, formerUntil }
    },
  )
}
