import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { type Static, Type } from 'typebox'
import { defineChannelKind } from './channel.ts'
import { requireTaken } from './not-taken-error.ts'
import { receiverAddress } from './receiver-address.ts'
import { writeSentence } from './sentence.ts'

const Entered = Type.Object(
  {
    url: receiverAddress('an address such as https://hooks.example.com/alerts', 'Where each alert is posted.'),
    secret: Type.Optional(
      Type.String({
        pattern: '^(whsec_)?[A-Za-z0-9+/]{24,}=*$',
        'x-expected': 'must be at least 24 characters of base64, with or without whsec_ before them',
        maxLength: 200,
        description:
          'Base64; the receiver checks the signature with it. Made and shown once when left out; a channel that has one keeps it. One that is replaced signs as well for 24 hours.',
      }),
    ),
  },
  { additionalProperties: false },
)

const Stored = Type.Object(
  { ...Entered.properties, former: Type.Optional(Type.Object({ secret: Type.String(), until: Type.String() })) },
  { additionalProperties: false },
)

const makeSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`

/** JSON signed as https://www.standardwebhooks.com asks: id, timestamp and body under HMAC-SHA256. */
export const http = defineChannelKind<typeof Entered, typeof Stored>({
  kind: 'http',
  name: 'Webhook',
  settings: Entered,
  signing: {
    stored: Stored,
    complete: (settings, before, formerUntil) =>
      replaceSecret({ ...settings, secret: settings.secret ?? before?.secret ?? makeSecret() }, before, formerUntil),
    renew: (settings, formerUntil) => replaceSecret({ ...settings, secret: makeSecret() }, settings, formerUntil),
  },
  // One by one: programs read them.
  pauseMs: 0,
  mostEntries: 1,
  open: ({ url, secret = '', former }, { post }) => ({
    async send({ id, at, title, entries }) {
      const timestamp = new Date()
      const [first] = entries
      const body = JSON.stringify({
        type: first === undefined ? 'test' : entries.length === 1 ? `alert.${first.change}` : 'alerts',
        timestamp: timestamp.toISOString(),
        text: [title, ...(entries.length > 1 ? entries.map(writeSentence) : [])].join('\n'),
        data: entries.length > 1 ? { alerts: entries } : (first ?? {}),
      })
      const secrets = former !== undefined && former.until > at ? [secret, former.secret] : [secret]
      requireTaken(
        await post(
          url,
          {
            'content-type': 'application/json',
            'webhook-id': id,
            'webhook-timestamp': String(Math.floor(timestamp.getTime() / 1000)),
            // The receiver takes what any of them proves.
            'webhook-signature': secrets.map(each => new Webhook(each).sign(id, timestamp, body)).join(' '),
          },
          body,
        ),
      )
    },
  }),
})

function replaceSecret(
  { url, secret }: Static<typeof Entered> & { readonly secret: string },
  before: Static<typeof Stored> | null,
  until: string,
) {
  const replaced =
    before?.secret === undefined || before.secret === secret ? before?.former : { secret: before.secret, until }
  return { settings: { url, secret, ...(replaced !== undefined && { former: replaced }) }, secret }
}
