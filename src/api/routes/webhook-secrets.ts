import { randomBytes } from 'node:crypto'
import { Type } from 'typebox'
import { webhookSecretOf } from '../../store/access/sealed-places.ts'
import { replaceWebhookSecret } from '../../store/access/webhook-secrets.ts'
import { scheduleWebhookCheck } from '../../store/sync/webhook-registrations.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ringWebhooks } from '../doorbell.ts'
import { notFound } from '../errors.ts'
import { IdParams, problems } from '../field.ts'
import { FormerSecret, untilWhen } from '../former-secret.ts'
import { receiverUrl } from '../webhook-receiver.ts'
import { WebhookOnce } from './connections.ts'

/** A new secret for the deliveries of a tracker, without losing one while it is entered there. */
export function webhookSecretRoutes(app: Api, dependencies: Dependencies): void {
  const { db, sealer, publicUrl, now } = dependencies

  app.post(
    '/connections/:id/webhook-secret',
    {
      schema: {
        summary: 'Make a new secret for the webhook; the former one is taken as well for a while',
        tags: ['connections'],
        params: IdParams,
        body: FormerSecret,
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
      const formerUntil = untilWhen(body, now())
      const sealed = sealer.seal(secret, webhookSecretOf(params.id))
      if (!(await replaceWebhookSecret(db, params.id, sealed, formerUntil))) throw notFound('connection')
      // Those that we registered get it from us.
      await scheduleWebhookCheck(db, params.id, now().toISOString())
      await ringWebhooks(dependencies, params.id)
      return { webhook: { url: receiverUrl(publicUrl, params.id), secret }, formerUntil }
    },
  )
}
