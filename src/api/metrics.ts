import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { countWaiting } from '../store/waiting.ts'
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
  app.addHook('onResponse', async (request, reply) => {
    // The route's pattern, never the URL: ids would make endless series.
    const route = request.routeOptions.url ?? 'none'
    duration.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
  app.addHook('onClose', async () => registry.clear())
  return () => registry.metrics()
}
