import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { FaultRequest, FaultRule, Faults } from './faults.ts'

export interface FaultSetting {
  readonly faults: Faults
  /** Waited before every answer. */
  readonly latencyMs: number
  /** Status and page of the tracker's sign-in form. */
  readonly signInPage: { readonly status: number; readonly html: string }
}

const JSON_TYPE = 'application/json; charset=utf-8'
const HUGE_BYTES = 64 * 1024 * 1024
const DRIP_PIECES = 20

/** Carries the fault script out on a stand-in: some faults replace the answer, others damage the real one. */
export function injectFaults(app: FastifyInstance, { faults, latencyMs, signInPage }: FaultSetting): void {
  const damaging = new WeakMap<FastifyRequest, FaultRule>()

  // Late enough to have read the body: some faults are for some questions only.
  app.addHook('preHandler', async (request, reply) => {
    if (latencyMs > 0) await wait(latencyMs)
    const rule = faults.take(toFaultRequest(request))
    if (rule === undefined) return
    if (rule.delayMs !== undefined && rule.fault !== 'slow_drip') await wait(rule.delayMs)
    switch (rule.fault) {
      case 'truncated':
      case 'slow_drip':
      case 'missing_list':
      case 'rewritten':
        damaging.set(request, rule)
        return
      case 'delay':
        return
      case 'added_headers':
        reply.headers(rule.headers ?? {})
        return
      case 'drop_connection':
        reply.hijack()
        reply.raw.destroy()
        return
      case 'html_login':
        return send(reply, rule, signInPage.status, 'text/html; charset=utf-8', signInPage.html)
      case 'empty_body':
        return send(reply, rule, 200, JSON_TYPE, '')
      case 'bad_json':
        return send(reply, rule, 200, JSON_TYPE, '{"count":1,"value":[{"id":')
      case 'status':
        return send(reply, rule, 500, JSON_TYPE, '{"message":"The service failed."}')
      case 'huge':
        return send(reply, rule, 200, JSON_TYPE, `{"padding":"${'x'.repeat(HUGE_BYTES)}"}`)
    }
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const rule = damaging.get(request)
    if (rule === undefined || typeof payload !== 'string') return payload
    switch (rule.fault) {
      case 'missing_list':
        return removeLists(payload)
      case 'rewritten':
        return rule.rewrite?.(payload, toFaultRequest(request)) ?? payload
      case 'truncated':
        reply.header('content-length', Buffer.byteLength(payload))
        return Readable.from(cutInTheMiddle(payload))
      case 'slow_drip':
        return Readable.from(drip(payload, rule.delayMs ?? 50))
      default:
        return payload
    }
  })
}

const toFaultRequest = ({ method, raw, headers, body }: FastifyRequest): FaultRequest => ({
  method,
  path: raw.url ?? '',
  headers,
  body,
})

function send(reply: FastifyReply, rule: FaultRule, status: number, type: string, body: string): FastifyReply {
  return reply
    .code(rule.status ?? status)
    .headers({ 'content-type': type, ...rule.headers })
    .send(rule.body ?? body)
}

function removeLists(payload: string): string {
  const answer: unknown = JSON.parse(payload)
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return '{}'
  return JSON.stringify(Object.fromEntries(Object.entries(answer).filter(([, value]) => !Array.isArray(value))))
}

async function* cutInTheMiddle(payload: string): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(payload)
  yield bytes.subarray(0, Math.floor(bytes.length / 2))
  // Without a pause the first half would be discarded together with the socket.
  await wait(20)
  throw new Error('the fault script cuts this answer')
}

async function* drip(payload: string, delayMs: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(payload)
  const pieceBytes = Math.max(1, Math.ceil(bytes.length / DRIP_PIECES))
  for (let offset = 0; offset < bytes.length; offset += pieceBytes) {
    yield bytes.subarray(offset, offset + pieceBytes)
    await wait(delayMs)
  }
}
