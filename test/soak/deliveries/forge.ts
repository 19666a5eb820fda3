import { createHmac, randomBytes } from 'node:crypto'
import type { Random } from '../../../demo/random.ts'
import type { Letter } from './post-office.ts'

/** A connection of ours, and the secret of its webhooks. */
export interface Receiver {
  readonly kind: 'jira' | 'azure-devops'
  readonly path: string
  readonly secret: string
}

type Forgery = (letter: Letter, random: Random, other: Receiver) => Letter

const sign = (body: Buffer, secret: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
const authorize = (password: string): string => `Basic ${Buffer.from(`milepost:${password}`).toString('base64')}`
const guess = (): string => randomBytes(24).toString('base64url')
const without =
  (name: string): Forgery =>
  letter => ({
    ...letter,
    headers: Object.fromEntries(Object.entries(letter.headers).filter(([each]) => each !== name)),
  })
const withHeader = (letter: Letter, name: string, value: string): Letter => ({
  ...letter,
  headers: { ...letter.headers, [name]: value },
})

/** With another id, so that it is not taken for one that was received already. */
const renew = (letter: Letter): Letter => ({
  ...letter,
  body: Buffer.from(letter.body.toString('utf8').replace(/("id":")[0-9a-f-]{36}"/, `$1${guess()}"`)),
})

/** All that somebody can do who has seen a delivery, or knows the secret of another connection. */
const FORGERIES: Readonly<Record<Receiver['kind'], readonly Forgery[]>> = {
  jira: [
    letter => withHeader(letter, 'x-hub-signature', sign(letter.body, guess())),
    (letter, _random, other) => withHeader(letter, 'x-hub-signature', sign(letter.body, other.secret)),
    without('x-hub-signature'),
    (letter, random) => ({ ...letter, body: letter.body.subarray(0, random.between(1, letter.body.length - 1)) }),
    (letter, random) => ({
      ...letter,
      body: Buffer.from(
        `${letter.body.toString('utf8').replace(/"id":"\d+"/, `"id":"${random.between(1, 20_000)}"`)} `,
      ),
    }),
    (letter, _random, other) => ({ ...letter, path: other.path }),
  ],
  // Service hooks sign nothing: who knows the password may say anything, and nothing that is said is believed.
  'azure-devops': [
    letter => withHeader(letter, 'authorization', authorize(guess())),
    (letter, _random, other) => withHeader(letter, 'authorization', authorize(other.secret)),
    without('authorization'),
    (letter, random) => ({ ...letter, body: letter.body.subarray(0, random.between(1, letter.body.length - 1)) }),
    (letter, _random, other) => ({ ...letter, path: other.path }),
  ],
}

/** `other` is a connection of the same kind that the delivery was not meant for. */
export function forge(letter: Letter, random: Random, other: Receiver): Letter {
  const anew = withHeader(letter, 'x-atlassian-webhook-identifier', guess())
  return random.pick(FORGERIES[other.kind])(other.kind === 'jira' ? anew : renew(anew), random, other)
}
