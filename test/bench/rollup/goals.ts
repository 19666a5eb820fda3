import type { Goal } from '../goals.ts'
import type { StoreSize } from './fill.ts'
import type { Latencies } from './readers.ts'

export interface Answered {
  readonly question: string
  readonly limitMs: number
  readonly thinking: Latencies
  readonly hasty: Latencies
  /** CPU time of the API for one answer: tells the work apart from what else the machine does. */
  readonly apiCpuMs: number
  /** The same question asked straight of the tables, once at a time; null where they have no answer. */
  readonly directMs: number | null
}

export interface Measured {
  readonly size: StoreSize
  readonly fillSeconds: number
  readonly answers: readonly Answered[]
  /** One initiative, while people read. */
  readonly assessMs: { readonly p50: number; readonly p99: number; readonly count: number }
  readonly apiPeakMb: number
}

const ASSESS_LIMIT_MS = 150
const HISTORY_RATIO = 1.2

/** What the figures are held against: each size by itself, and the longest history against the shortest. */
export function judgeRollup(results: readonly Measured[]): readonly Goal[] {
  const goal = (text: string, measured: number, limit: number): Goal => ({
    goal: text,
    limit,
    measured: Math.round(measured * 100) / 100,
    held: measured <= limit,
  })
  const bySize = results.flatMap(({ size, answers, assessMs }) => {
    const where = `${size.changes} changes`
    return [
      ...answers.map(({ question, limitMs, thinking }) =>
        goal(`${where}: ${question}, p99 in ms`, thinking.p99, limitMs),
      ),
      goal(`${where}: assessing an initiative, p50 in ms`, assessMs.p50, ASSESS_LIMIT_MS),
    ]
  })
  const [shortest] = results
  const longest = results.at(-1)
  if (shortest === undefined || longest === undefined || shortest === longest) return bySize
  const ratios = longest.answers.map(({ question, thinking }, index) =>
    goal(
      `${question}, times as long as with ${shortest.size.changes} changes`,
      thinking.p50 / (shortest.answers[index]?.thinking.p50 ?? Number.NaN),
      HISTORY_RATIO,
    ),
  )
  return [...bySize, ...ratios]
}
