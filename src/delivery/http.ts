import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { Type } from 'typebox'
import { defineChannelKind } from './channel.ts'
import { requireTaken } from './not-taken-error.ts'
import { receiverAddress } from './receiver-address.ts'
import { writeSentence } from './sentence.ts'

/** JSON signed as https://www.standardwebhooks.com asks: id, timestamp and body under HMAC-SHA256. */
export const http = defineChannelKind({
  kind: 'http',
  name: 'Webhook',
  settings: Type.Object(
    {
      url: receiverAddress('an address such as https://hooks.example.com/alerts', 'Where each alert is posted.'),
      secret: Type.Optional(
        Type.String({
          pattern: '^(whsec_)?[A-Za-z0-9+/]{24,}=*$',
          'x-expected': 'must be at least 24 characters of base64, with or without whsec_ before them',
          maxLength: 200,
          description:
            'Base64; the receiver checks the signature with it. Made and shown once when left out; a channel that has one keeps it.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  complete: (settings, former) => {
    const secret = settings.secret ?? former?.secret ?? `whsec_${randomBytes(32).toString('base64')}`
    return { settings: { ...settings, secret }, secret }
  },
  // One by one: programs read them.
  pauseMs: 0,
  mostEntries: 1,
  open: ({ url, secret = '' }, { post }) => {
    const webhook = new Webhook(secret)
    return {
      async send({ id, title, entries }) {
        const timestamp = new Date()
        const [first] = entries
        const body = JSON.stringify({
          type: first === undefined ? 'test' : entries.length === 1 ? `alert.${first.change}` : 'alerts',
          timestamp: timestamp.toISOString(),
          text: [title, ...(entries.length > 1 ? entries.map(writeSentence) : [])].join('\n'),
          data: entries.length > 1 ? { alerts: entries } : (first ?? {}),
        })
        requireTaken(
          await post(
            url,
            {
              'content-type': 'application/json',
              'webhook-id': id,
              'webhook-timestamp': String(Math.floor(timestamp.getTime() / 1000)),
              'webhook-signature': webhook.sign(id, timestamp, body),
            },
            body,
          ),
        )
      },
    }
  },
})
