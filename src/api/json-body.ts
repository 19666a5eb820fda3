import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError } from './errors.ts'

/** Our deepest body has 4 levels; beyond some thousands the recursion of parsers and serializers overflows. */
const DEEPEST = 32

/** JSON bodies as Fastify reads them (no prototype poisoning), but refused when nested deeper than anything we ask for. */
export function acceptJsonBodies(app: FastifyInstance): void {
  // Everything else is told to be JSON, instead of failing as text that is no object.
  app.removeContentTypeParser('text/plain')
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body.toString()
    // Tools that always send a content type also send it with an empty body.
    if (text.trim() === '') return done(null, undefined)
    if (isDeeperThan(text, DEEPEST))
      return done(new ApiError('malformed_body', `The body is nested deeper than ${DEEPEST} levels.`))
    void parse(request, text, done)
  })
}

/** Counts brackets outside strings; no parser has seen the text yet. */
function isDeeperThan(text: string, limit: number): boolean {
  let depth = 0
  let inString = false
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index)
    if (inString) {
      if (character === 0x5c) index += 1
      else if (character === 0x22) inString = false
    } else if (character === 0x22) inString = true
    else if (character === 0x7b || character === 0x5b) {
      depth += 1
      if (depth > limit) return true
    } else if (character === 0x7d || character === 0x5d) depth -= 1
  }
  return false
}

const LONE_SURROGATE = /\p{Surrogate}/u

/** Postgres cannot store NUL, and a lone surrogate is no text: both would fail later and deeper. */
export async function refuseBrokenText({ body, query }: FastifyRequest): Promise<void> {
  for (const [part, value] of Object.entries({ body, query })) {
    const field = findBrokenText(value, part)
    if (field === null) continue
    const expected = 'must be text without NUL and without lone surrogates'
    throw new ApiError('invalid_request', `${field} ${expected}.`, [{ field, expected }])
  }
}

/** Bounded by {@link DEEPEST}. Null when all text is well-formed. */
function findBrokenText(value: unknown, field: string): string | null {
  if (typeof value === 'string') return value.includes('\0') || LONE_SURROGATE.test(value) ? field : null
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return null
  for (const [name, inner] of Object.entries(value)) {
    const found = findBrokenText(name, `a name in ${field}`) ?? findBrokenText(inner, `${field}.${name}`)
    if (found !== null) return found
  }
  return null
}
