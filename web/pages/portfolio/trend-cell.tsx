import { createContext, useContext } from 'react'
import { Unknown } from '../../marks/day-mark.tsx'
import { formatShare } from '../../words/format.ts'
import { words } from '../../words/words.ts'

const WIDTH = 84
const HEIGHT = 24

/** Of each week, the oldest first; null where nothing is known. */
interface Trend {
  /** 0 to 1. */
  readonly size: readonly (number | null)[]
  readonly bases: readonly ('concluded' | 'history' | null)[]
}

/** Progress of the last weeks by node; null until it is known. It comes after the tree, and then the cells alone are drawn again. */
export const Trends = createContext<ReadonlyMap<string, Trend> | null>(null)

interface Properties {
  readonly nodeId: string
  readonly name: string
}

/** Progress of the last weeks as a line, dashed where it is told from the history; weeks that nobody knows are left out, not drawn as zero. */
export function TrendCell({ nodeId, name }: Properties) {
  const trends = useContext(Trends)
  const { size = [], bases = [] } = trends?.get(nodeId) ?? {}
  const known = size.flatMap((value, week) => (value === null ? [] : [{ week, value }]))
  const [first, last] = [known[0], known.at(-1)]
  if (trends === null) return <Unknown />
  if (first === undefined || last === undefined || known.length < 2)
    return <span className="quiet">{words.portfolio.noTrend}</span>
  const lowest = Math.min(...known.map(({ value }) => value))
  const highest = Math.max(...known.map(({ value }) => value))
  const span = Math.max(highest - lowest, 0.05)
  const x = (week: number) => 2 + (week / Math.max(size.length - 1, 1)) * (WIDTH - 4)
  const y = (value: number) => HEIGHT - 3 - ((value - lowest) / span) * (HEIGHT - 6)
  const told = known.findLastIndex(({ week }) => bases[week] === 'history')
  const draw = (part: typeof known) =>
    part.map(({ week, value }) => `${x(week).toFixed(1)},${y(value).toFixed(1)}`).join(' ')
  const trend = words.portfolio.trendOf(name, formatShare(first.value), formatShare(last.value))
  const label = told < 0 ? trend : `${trend}. ${words.portfolio.trendFromHistory}`
  const line = { fill: 'none', stroke: 'var(--accent)', strokeWidth: 1.6 }
  return (
    <svg width={WIDTH} height={HEIGHT} role="img" aria-label={label}>
      <title>{label}</title>
      <polyline points={draw(known.slice(0, told + 1))} {...line} strokeDasharray="3 2" />
      <polyline points={draw(known.slice(Math.max(told, 0)))} {...line} />
      <circle cx={x(last.week)} cy={y(last.value)} r="2.4" fill="var(--accent)" />
    </svg>
  )
}
