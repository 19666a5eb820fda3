import { createContext, useContext } from 'react'
import { formatShare } from '../../words/format.ts'
import { words } from '../../words/words.ts'

const WIDTH = 84
const HEIGHT = 24

/**
 * Progress of the last weeks by node: 0 to 1 a week, oldest first; null where it is not known. It comes after the tree, and
 * then the cells alone are drawn again.
 */
export const Trends = createContext<ReadonlyMap<string, readonly (number | null)[]>>(new Map())

interface Properties {
  readonly nodeId: string
  readonly name: string
}

/** Progress of the last weeks as a line; weeks that nobody knows are left out, not drawn as zero. */
export function TrendCell({ nodeId, name }: Properties) {
  const trend = useContext(Trends).get(nodeId) ?? []
  const known = trend.flatMap((value, week) => (value === null ? [] : [{ week, value }]))
  const [first, last] = [known[0], known.at(-1)]
  if (first === undefined || last === undefined || known.length < 2)
    return <span className="quiet">{words.portfolio.noTrend}</span>
  const lowest = Math.min(...known.map(({ value }) => value))
  const highest = Math.max(...known.map(({ value }) => value))
  const span = Math.max(highest - lowest, 0.05)
  const x = (week: number) => 2 + (week / Math.max(trend.length - 1, 1)) * (WIDTH - 4)
  const y = (value: number) => HEIGHT - 3 - ((value - lowest) / span) * (HEIGHT - 6)
  const points = known.map(({ week, value }) => `${x(week).toFixed(1)},${y(value).toFixed(1)}`).join(' ')
  const label = words.portfolio.trendOf(name, formatShare(first.value), formatShare(last.value))
  return (
    <svg width={WIDTH} height={HEIGHT} role="img" aria-label={label}>
      <title>{label}</title>
      <polyline points={points} fill="none" stroke="var(--accent)" strokeWidth="1.6" />
      <circle cx={x(last.week)} cy={y(last.value)} r="2.4" fill="var(--accent)" />
    </svg>
  )
}
