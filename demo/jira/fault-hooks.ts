import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  breakOff,
  dripSlowly,
  dropList,
  type FaultRule,
  type FaultScript,
  growHuge,
  LOGIN_PAGE,
  type SeenRequest,
} from './faults.ts'
import type { JiraApp } from './stand-in.ts'

const JSON_TYPE = 'application/json;charset=UTF-8'

/** Breaks the answers the script names: before the route runs, or on the way out when the real answer is needed. */
export function addFaults(app: JiraApp, faults: FaultScript, latencyMs: number): void {
  const due = new WeakMap<FastifyRequest, { readonly rule: FaultRule; readonly seen: SeenRequest }>()

  app.addHook('preHandler', async (request, reply) => {
    if (latencyMs > 0) await sleep(latencyMs)
    const query = typeof request.query === 'object' && request.query !== null ? { ...request.query } : {}
    const path = request.url.split('?', 1)[0] ?? ''
    const seen = { method: request.method, path, query, headers: request.headers, body: request.body }
    const rule = faults.find(seen)
    if (!rule) return undefined
    if (rule.delayMs !== undefined && rule.fault !== 'slow_drip') await sleep(rule.delayMs)
    const answer = answerAtOnce(rule, request, reply)
    if (answer) return answer
    due.set(request, { rule, seen })
    return undefined
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const { rule, seen } = due.get(request) ?? {}
    if (!rule || typeof payload !== 'string') return payload
    if (rule.fault === 'missing_list') return dropList(payload)
    if (rule.fault === 'rewritten' && seen) return rule.rewrite?.(payload, seen) ?? payload
    if (rule.fault !== 'truncated' && rule.fault !== 'slow_drip') return payload
    reply.header('content-length', Buffer.byteLength(payload))
    return rule.fault === 'truncated' ? breakOff(payload) : dripSlowly(payload, rule.delayMs ?? 50)
  })
}

function answerAtOnce(rule: FaultRule, request: FastifyRequest, reply: FastifyReply): FastifyReply | null {
  switch (rule.fault) {
    case 'status':
      return reply
        .status(rule.status ?? 503)
        .type(JSON_TYPE)
        .headers({ ...rule.headers })
        .send(rule.body ?? '')
    case 'html_login':
      return reply
        .status(rule.status ?? 200)
        .type('text/html;charset=UTF-8')
        .headers({ ...rule.headers })
        .send(rule.body ?? LOGIN_PAGE)
    case 'empty_body':
      return reply
        .status(rule.status ?? 200)
        .type(JSON_TYPE)
        .send('')
    case 'bad_json':
      return reply
        .status(rule.status ?? 200)
        .type(JSON_TYPE)
        .send(rule.body ?? '{"issues":[{"id":"1",}')
    case 'huge':
      return reply
        .status(rule.status ?? 200)
        .type(JSON_TYPE)
        .send(growHuge(rule.sizeBytes))
    case 'drop_connection':
      reply.hijack()
      request.raw.socket.destroy()
      return reply
    case 'missing_list':
    case 'truncated':
    case 'slow_drip':
    case 'rewritten':
    case 'delay':
      return null
  }
}
