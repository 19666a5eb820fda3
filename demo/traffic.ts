import type { FastifyInstance, FastifyRequest } from 'fastify'

/** What a stand-in sees of its client's manners. */
export interface TrafficReport {
  readonly arrived: number
  readonly refused: number
  /** Requests that came before the time their kind had been told to wait for. */
  readonly early: number
  readonly mostAtOnce: number
}

export interface Traffic {
  /** Since the start, or since it was last forgotten. */
  readonly report: () => TrafficReport
  readonly forget: () => void
  /** From now on: nothing of this kind may come before then. The empty kind is everything. */
  readonly close: (kind: string, until: number) => void
  readonly noteRefusal: () => void
}

const NOTHING: TrafficReport = { arrived: 0, refused: 0, early: 0, mostAtOnce: 0 }

/** Counts requests, how many are under way at once, and those that were not yet allowed. */
export function watchTraffic(app: FastifyInstance, kindOf: (request: FastifyRequest) => string): Traffic {
  const closed = new Map<string, number>()
  let seen = NOTHING
  let underWay = 0
  app.addHook('onRequest', async request => {
    const now = Date.now()
    const isEarly = ['', kindOf(request)].some(kind => (closed.get(kind) ?? 0) > now)
    underWay += 1
    seen = {
      ...seen,
      arrived: seen.arrived + 1,
      early: seen.early + (isEarly ? 1 : 0),
      mostAtOnce: Math.max(seen.mostAtOnce, underWay),
    }
  })
  // 'onSend' and not 'onResponse': a request is over before the client can have sent its next one.
  const open = new WeakSet<FastifyRequest>()
  app.addHook('onRequest', async request => {
    open.add(request)
  })
  const end = async (request: FastifyRequest): Promise<void> => {
    if (open.delete(request)) underWay -= 1
  }
  app.addHook('onSend', async (request, _reply, payload) => {
    await end(request)
    return payload
  })
  app.addHook('onRequestAbort', end)
  return {
    report: () => seen,
    forget: () => {
      seen = { ...NOTHING, mostAtOnce: underWay }
    },
    close: (kind, until) => {
      closed.set(kind, Math.max(until, closed.get(kind) ?? 0))
    },
    noteRefusal: () => {
      seen = { ...seen, refused: seen.refused + 1 }
    },
  }
}
