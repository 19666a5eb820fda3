import type { Goal } from '../goals.ts'
import { percentile } from '../rollup/readers.ts'
import type { MeasuredPages } from './measure.ts'
import type { Visit } from './visit.ts'

const INTERACTIVE_MS = 1_000
const SCRIPT_KB = 250
/** Of 1: what is seen and moves, times how far. Below 0.001 is a fraction of a pixel. */
const SHIFT = 0.001
const LONG_FRAME_MS = 50
const MOST_ROWS = 100
const MOST_SHIFTED = 5

export interface Figures {
  readonly drawnMs: number
  readonly interactiveMs: number
  /** The most of all rounds. */
  readonly shift: number
  readonly shifted: readonly string[]
  readonly longFrames: number
  readonly longestFrameMs: number
  readonly frames: number
  readonly mostRows: number
}

/** Times are the median of the rounds, and so are frames; of shifts the worst counts. */
export function sumUp(visits: readonly Visit[]): Figures {
  const longOf = ({ scroll }: Visit): number => scroll?.tookMs.filter(took => took > LONG_FRAME_MS).length ?? 0
  const shiftOf = ({ shifts }: Visit): number => shifts.reduce((sum, { value }) => sum + value, 0)
  return {
    drawnMs: medianOf(visits.map(({ drawnMs }) => drawnMs)),
    interactiveMs: medianOf(visits.map(({ interactiveMs }) => interactiveMs)),
    shift: Math.max(...visits.map(shiftOf)),
    shifted: [...new Set(visits.flatMap(({ shifts }) => shifts.map(({ what }) => what)))].slice(0, MOST_SHIFTED),
    longFrames: medianOf(visits.map(longOf)),
    longestFrameMs: medianOf(visits.map(({ scroll }) => Math.max(0, ...(scroll?.tookMs ?? [])))),
    frames: medianOf(visits.map(({ scroll }) => scroll?.tookMs.length ?? 0)),
    mostRows: Math.max(...visits.map(({ scroll }) => scroll?.mostRows ?? 0)),
  }
}

const medianOf = (values: readonly number[]): number =>
  percentile(
    values.toSorted((a, b) => a - b),
    0.5,
  )

/** What the figures are held against. A frame that the machine itself loses is lost to the plain table too. */
export function judgeWeb(measured: MeasuredPages): readonly Goal[] {
  const goal = (text: string, value: number, limit: number): Goal => ({
    goal: text,
    limit,
    measured: Math.round(value * 10_000) / 10_000,
    held: value <= limit,
  })
  const [portfolio, roadmap, items, plain] = [
    sumUp(measured.portfolio),
    sumUp(measured.roadmap),
    sumUp(measured.items),
    sumUp(measured.plain),
  ]
  const shift = Math.max(portfolio.shift, sumUp(measured.whole).shift)
  const scriptKb = Math.max(...measured.portfolio.map(({ scriptBytes }) => scriptBytes)) / 1024
  return [
    goal('portfolio: drawn as far as it is seen and a click answered, ms', portfolio.interactiveMs, INTERACTIVE_MS),
    goal('portfolio: script, KB as sent', scriptKb, SCRIPT_KB),
    goal('portfolio: shift of its layout', shift, SHIFT),
    goal('roadmap: all drawn and a click answered, ms', roadmap.interactiveMs, INTERACTIVE_MS),
    goal('roadmap: shift of its layout', roadmap.shift, SHIFT),
    goal('roadmap: rows in the page while it is scrolled', roadmap.mostRows, MOST_ROWS),
    goal(
      'roadmap: frames over 50 ms while it is scrolled, beyond those of a plain table',
      Math.max(0, roadmap.longFrames - plain.longFrames),
      0,
    ),
    goal('items: shift of the layout of their initiative', items.shift, SHIFT),
    goal('items: rows in the page while they are scrolled', items.mostRows, MOST_ROWS),
    goal(
      'items: frames over 50 ms while they are scrolled, beyond those of a plain table',
      Math.max(0, items.longFrames - plain.longFrames),
      0,
    ),
  ]
}
