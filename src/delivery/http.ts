import { Webhook } from 'standardwebhooks'
import { type Static, Type } from 'typebox'
import type { AlertMessage, Channel, Post } from './channel.ts'
import { writeSentence } from './sentence.ts'

export const HttpChannelSettings = Type.Object(
  {
    url: Type.String({ pattern: '^https?://' }),
    /** Base64, with or without the `whsec_` prefix; the receiver checks the signature with it. */
    secret: Type.String({ minLength: 24 }),
  },
  { additionalProperties: false },
)

/** A JSON message, signed as https://www.standardwebhooks.com asks: id, timestamp and body under HMAC-SHA256. */
export function openHttpChannel({ url, secret }: Static<typeof HttpChannelSettings>, post: Post): Channel {
  const webhook = new Webhook(secret)
  return {
    async send(message: AlertMessage) {
      const timestamp = new Date()
      const body = JSON.stringify({
        type: `alert.${message.change}`,
        timestamp: timestamp.toISOString(),
        text: writeSentence(message),
        data: message,
      })
      const status = await post(
        url,
        {
          'content-type': 'application/json',
          'webhook-id': message.id,
          'webhook-timestamp': String(Math.floor(timestamp.getTime() / 1000)),
          'webhook-signature': webhook.sign(message.id, timestamp, body),
        },
        body,
      )
      if (status < 200 || status > 299) throw new Error(`the receiver answered ${status}`)
    },
  }
}
