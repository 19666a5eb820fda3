import type { Goal } from '../goals.ts'
import { TRACKER_KINDS, type TrackerKind } from '../synthetic-tracker.ts'
import type { Bulk, Floor, Latencies, Load } from './measure.ts'

export interface MeasuredQueue {
  readonly queue: 'postgres' | 'redis'
  readonly idle: Readonly<Record<TrackerKind, Latencies>>
  readonly load: Load
  readonly floor: Floor
  /** On the first queue alone: it has no part in it. */
  readonly bulk: readonly Bulk[]
}

const IDLE_P95_MS = 1_000
const LOAD_P95_MS = 3_000
const ACK_P99_MS = 100
const REQUESTS_PER_100 = 1
/** Of what is asked once for a whole storm, whatever its size. */
const ONCE = /\/(serverInfo|myself|field|fields|projects|connectionData)(\?|$)|_edge/i

export const judgeAlerts = (results: readonly MeasuredQueue[]): readonly Goal[] =>
  results.flatMap(({ queue, idle, load, bulk }) => {
    const goal = (text: string, exact: number, limit: number): Goal => {
      const measured = Math.round(exact * 100) / 100
      return { goal: `queue in ${queue}: ${text}`, limit, measured, held: measured <= limit }
    }
    return [
      ...TRACKER_KINDS.flatMap(kind => [
        goal(`${kind}, from the move to the message, p95 in ms, idle`, idle[kind].p95, IDLE_P95_MS),
        goal(`${kind}, the same under load`, load.alerts[kind].p95, LOAD_P95_MS),
        goal(`${kind}, moves that nobody was told of`, idle[kind].lost + load.alerts[kind].lost, 0),
      ]),
      goal('a delivery is acknowledged under load, p99 in ms', load.ack.p99, ACK_P99_MS),
      goal('deliveries that were not taken', load.refused, 0),
      ...bulk.map(each =>
        goal(
          `a bulk edit of ${each.items} items of ${each.kind}, requests for 100 items`,
          (countForItems(each) / each.items) * 100,
          REQUESTS_PER_100,
        ),
      ),
    ]
  })

const countForItems = ({ byEndpoint }: Bulk): number =>
  Object.entries(byEndpoint).reduce((sum, [endpoint, count]) => (ONCE.test(endpoint) ? sum : sum + count), 0)
