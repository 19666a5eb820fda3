import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { countWaiting } from '../store/postgres/waiting.ts'
import { listRateTotals } from '../store/sync/rate-shares.ts'
import type { Dependencies } from './dependencies.ts'

/** From a lookup (5 ms) to a request nobody waits for any more (30 s). */
const DURATION_BUCKETS_SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** Times every request of `app`, and gives the text Prometheus reads. */
export function measureRequests(app: FastifyInstance, { db }: Pick<Dependencies, 'db'>): () => Promise<string> {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({
    name: 'milepost_http_request_seconds',
    help: 'Time to answer, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: DURATION_BUCKETS_SECONDS,
    registers: [registry],
  })
  new Gauge({
    name: 'milepost_waiting',
    help: 'Rows that wait to be worked on, by what they are',
    labelNames: ['what'],
    registers: [registry],
    async collect() {
      for (const [what, count] of Object.entries(await countWaiting(db))) this.set({ what }, count)
    },
  })
  const measures = {
    requests: perConnection('requests_total', 'Requests made of a tracker'),
    limited: perConnection('limited_total', 'Requests that a tracker refused for its limits, or held back'),
    waitedSeconds: perConnection('waited_seconds_total', 'How long requests waited for their turn, added up'),
    closedSeconds: perConnection('closed_seconds', 'For how long from now nothing is asked of a tracker'),
  } as const
  function perConnection(name: string, help: string): Gauge {
    return new Gauge({ name: `milepost_tracker_${name}`, help, labelNames: ['connection'], registers: [registry] })
  }
  app.addHook('onResponse', async (request, reply) => {
    // The route's pattern, never the URL: ids would make endless series.
    const route = request.routeOptions.url ?? 'none'
    duration.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
  app.addHook('onClose', async () => registry.clear())
  return async () => {
    for (const gauge of Object.values(measures)) gauge.reset()
    for (const { connectionId, ...totals } of await listRateTotals(db)) {
      measures.requests.set({ connection: connectionId }, totals.requests)
      measures.limited.set({ connection: connectionId }, totals.limited)
      measures.waitedSeconds.set({ connection: connectionId }, totals.waitedSeconds)
      measures.closedSeconds.set({ connection: connectionId }, totals.closedSeconds)
    }
    return registry.metrics()
  }
}
