import { createHash, randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  claimKey,
  findKeyedRequest,
  type KeyedAttempt,
  keepAnswer,
  RENEW_HOLD_EVERY_MS,
  releaseKey,
  renewHold,
} from '../store/access/idempotency-keys.ts'
import type { Dependencies } from './dependencies.ts'
import { ApiError } from './errors.ts'

/** Lower case: a schema of our validator is compared with headers as Node gives them. */
const REQUEST_HEADER = 'idempotency-key'
/** As Stripe calls it; the draft has no name for it. */
const REPLAYED_HEADER = 'idempotent-replayed'
const RETRY_AFTER_SECONDS = 1
/** Whether the schema of the route finds it or its handler. */
const NOT_VALID = 400

const Headers = Type.Object({
  [REQUEST_HEADER]: Type.Optional(
    Type.String({
      pattern: '^[!-~]{1,255}$',
      'x-expected': 'must be 1 to 255 visible ASCII characters, such as a new UUID for each thing to do',
      description:
        'Whoever repeats a request with it gets the answer of the first one, with the header `idempotent-replayed: true`, and nothing is ' +
        'done twice; for 24 hours, per token. Another request with the same key: 422. The first one is under way: 409, and ' +
        '`retry-after`. Not kept: 5xx, 400, and what is refused before anything is begun (401, 403, 413, 415).',
    }),
  ),
})

interface Answer {
  readonly status: number
  /** Empty: it has no body. */
  readonly type: string
  readonly text: string | null
}

interface Held {
  readonly attempt: KeyedAttempt
  readonly renewing: NodeJS.Timeout
}

/**
 * Every POST of this scope may be sent again with its `Idempotency-Key`.
 * https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header, https://docs.stripe.com/api/idempotent_requests
 */
export function answerRepeats(
  app: FastifyInstance,
  { db, sealer, log }: Pick<Dependencies, 'db' | 'sealer' | 'log'>,
): void {
  const underWay = new WeakMap<FastifyRequest, Held>()

  app.addHook('onRoute', route => {
    if (route.method === 'POST') route.schema = { ...route.schema, headers: Headers }
  })

  app.addHook('preHandler', async (request, reply) => {
    const key = request.headers[REQUEST_HEADER]
    if (request.method !== 'POST' || typeof key !== 'string') return
    const attempt = { tokenId: request.tokenId, key, holder: randomUUID() }
    const asked = hashRequest(request)
    if (await claimKey(db, attempt, sealer.seal(asked, placeOf(attempt, 'request')))) {
      const renewing = setInterval(() => {
        renewHold(db, attempt).catch(failed('the key of a request that is under way was not held on to'))
      }, RENEW_HOLD_EVERY_MS).unref()
      underWay.set(request, { attempt, renewing })
      return
    }
    const stored = await findKeyedRequest(db, attempt)
    if (stored !== null && sealer.open(stored.sealedRequest, placeOf(attempt, 'request')) !== asked)
      throw new ApiError('idempotency_key_reused')
    if (stored === null || stored.sealedAnswer === null) {
      reply.header('retry-after', RETRY_AFTER_SECONDS)
      throw new ApiError('idempotency_key_in_use')
    }
    return repeat(reply, JSON.parse(sealer.open(stored.sealedAnswer, placeOf(attempt, 'answer'))) as Answer)
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const held = underWay.get(request)
    if (held === undefined) return
    underWay.delete(request)
    clearInterval(held.renewing)
    const { attempt } = held
    const status = reply.statusCode
    const type = String(reply.getHeader('content-type') ?? '')
    const answer: Answer = { status, type, text: payload === null ? null : String(payload) }
    // What could not be kept is done nevertheless, and the client has to know.
    await (status === NOT_VALID || status >= 500
      ? releaseKey(db, attempt)
      : keepAnswer(db, attempt, sealer.seal(JSON.stringify(answer), placeOf(attempt, 'answer')))
    ).catch(failed('an answer was not kept for who repeats its request'))
  })

  const failed = (happened: string) => (error: unknown) =>
    log.warn({ message: error instanceof Error ? error.message : String(error) }, happened)
}

const hashRequest = ({ method, url, body }: FastifyRequest): string =>
  createHash('sha256')
    .update(JSON.stringify([method, url, body ?? {}]))
    .digest('base64url')

const placeOf = ({ tokenId, key }: KeyedAttempt, part: 'request' | 'answer'): string =>
  `idempotency_key:${tokenId}:${key}:${part}`

const repeat = (reply: FastifyReply, { status, type, text }: Answer): FastifyReply => {
  reply.code(status).headers({ 'cache-control': 'no-store', [REPLAYED_HEADER]: 'true' })
  if (type !== '') reply.type(type)
  return reply.send(text)
}
