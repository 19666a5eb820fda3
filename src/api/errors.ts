import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'

/** Every error this API gives: the stable code, its status, and what it means. */
export const PUBLIC_ERRORS = {
  invalid_request: { status: 400, title: 'The request is not valid.' },
  malformed_body: { status: 400, title: 'The body is not readable JSON.' },
  unreadable_delivery: { status: 400, title: 'The delivery is not what this tracker documents.' },
  unauthenticated: { status: 401, title: 'A valid token is needed: Authorization: Bearer <token>, or a session.' },
  forged_delivery: { status: 401, title: 'The delivery does not prove that it knows the secret.' },
  forged_request: { status: 403, title: 'The request does not prove that it comes from our own page.' },
  not_found: { status: 404, title: 'There is no such thing here.' },
  conflict: { status: 409, title: 'It does not fit what is there.' },
  duplicate_name: { status: 409, title: 'The name is taken.' },
  idempotency_key_in_use: {
    status: 409,
    title: 'The first request with this Idempotency-Key is still under way. Send this one again in a moment.',
  },
  too_large: { status: 413, title: 'The body is too large.' },
  unsupported_media_type: { status: 415, title: 'The body must be application/json.' },
  unprocessable: { status: 422, title: 'The request names something that does not exist or does not fit.' },
  idempotency_key_reused: {
    status: 422,
    title:
      'This Idempotency-Key was sent with another method, address or body. Each thing to do needs a key of its own.',
  },
  tracker_unreachable: { status: 422, title: 'The tracker does not answer at this address.' },
  tracker_refused: { status: 422, title: 'The tracker does not accept this connection.' },
  internal: { status: 500, title: 'Something failed here; it is logged.' },
  unavailable: { status: 503, title: 'Something this answer needs is not available now.' },
} as const

export type ErrorCode = keyof typeof PUBLIC_ERRORS

export interface FieldProblem {
  /** Where, from the outside in: "body.settings.baseUrl". */
  readonly field: string
  readonly expected: string
}

/** Thrown by routes; everything in it is shown to the caller. */
export class ApiError extends Error {
  readonly code: ErrorCode
  readonly statusCode: number
  readonly fields: readonly FieldProblem[]
  constructor(code: ErrorCode, detail: string = PUBLIC_ERRORS[code].title, fields: readonly FieldProblem[] = []) {
    super(detail)
    this.name = 'ApiError'
    this.code = code
    this.statusCode = PUBLIC_ERRORS[code].status
    this.fields = fields
  }
}

export const notFound = (what: string): ApiError => new ApiError('not_found', `There is no such ${what}.`)

/** The value, or 404. */
export function requireFound<T>(value: T | null, what: string): T {
  if (value === null) throw notFound(what)
  return value
}

/** RFC 9457. */
export function sendProblem(reply: FastifyReply, error: ApiError): FastifyReply {
  const { title } = PUBLIC_ERRORS[error.code]
  if (error.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer')
  return reply
    .code(error.statusCode)
    .header('content-type', 'application/problem+json')
    .send({
      type: `urn:milepost:problem:${error.code}`,
      title,
      status: error.statusCode,
      detail: error.message,
      code: error.code,
      ...(error.fields.length === 0 ? {} : { errors: error.fields }),
    })
}

/** The last stop of every failed request. What is not ours is logged and shown as nothing but a code. */
export function handleError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = asPublic(error)
  if (known.statusCode >= 500) {
    request.log.error(
      { ...describeFailure(error), method: request.method, route: request.routeOptions.url ?? null },
      'request failed',
    )
  }
  return sendProblem(reply, known)
}

/** For the log: what failed first and where. The message of a failed query names its parameters, so it is left out. */
function describeFailure(error: Error): {
  readonly name: string
  readonly message: string
  readonly frames: readonly string[]
} {
  let first = error
  while (first.cause instanceof Error) first = first.cause
  const frames = (error.stack ?? '').split('\n').filter(line => line.startsWith('    at '))
  return { name: first.name, message: first.message, frames: frames.map(line => line.trim()) }
}

function asPublic(error: FastifyError): ApiError {
  if (error instanceof ApiError) return error
  switch (error.statusCode) {
    case 400:
      return new ApiError('malformed_body', 'The body is not readable JSON.')
    case 413:
      return new ApiError('too_large')
    case 415:
      return new ApiError('unsupported_media_type')
    default:
      // A client's mistake that Fastify found: the request was cut off, or a header is wrong.
      return error.statusCode !== undefined && error.statusCode < 500
        ? new ApiError('invalid_request', STATUS_CODES[error.statusCode] ?? undefined)
        : new ApiError('internal')
  }
}
