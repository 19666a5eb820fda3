import {
  dayLine,
  type Hovered,
  legendAbove,
  timeAxis,
  timeFrame,
  timeTooltip,
  toTime,
  valueAxis,
} from '../../charts/axes.ts'
import type { ChartColours } from '../../charts/colours.ts'
import { formatDay, formatNumber } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { type Cone, LEVELS } from './forecast-cone.ts'

const text = words.initiativeCharts.burnup

export interface Point {
  readonly at: string
  readonly scope: number
  readonly done: number
}

const LINES = { p50: 'solid', p80: 'dashed', p95: 'dotted' } as const
const SYMBOLS = { p50: 'circle', p80: 'triangle', p95: 'rect' } as const
/** Beside each other where the days are close, and above the line that they end at. */
const LABELS = {
  p50: { position: 'left', offset: [0, -9] },
  p80: { position: 'top' },
  p95: { position: 'right' },
} as const

/** Scope and done until `now`, as it is called; from the last point on, the cone to the days of a forecast at the scope of now. */
export function drawBurnup(colours: ChartColours, points: readonly Point[], cone: Cone | null, now: string) {
  const last = points.at(-1)
  const ahead = cone === null || last === undefined ? [] : drawCone(colours, last, cone)
  const names = [text.scope, text.done, ...(ahead.length === 0 ? [] : LEVELS.map(level => text.level[level]))]
  return {
    ...timeFrame(82),
    legend: legendAbove(colours, names, [text.scope, text.done]),
    tooltip: timeTooltip(colours, formatNumber, hovered => !isBegin(hovered, last)),
    xAxis: { ...timeAxis(colours), ...endAt(last, cone) },
    yAxis: { ...valueAxis(colours, formatNumber), min: 0 },
    series: [
      {
        name: text.scope,
        type: 'line',
        step: 'end',
        symbol: 'none',
        lineStyle: { color: colours.quiet, width: 2 },
        itemStyle: { color: colours.quiet },
        data: points.map(({ at, scope }) => [toTime(at), scope]),
        markLine: { symbol: 'none', silent: true, data: drawDays(colours, points, cone, now) },
      },
      {
        name: text.done,
        type: 'line',
        symbol: 'none',
        lineStyle: { color: colours.accent, width: 3 },
        itemStyle: { color: colours.accent },
        areaStyle: { color: colours.accentSoft, opacity: 0.7 },
        data: points.map(({ at, done }) => [toTime(at), done]),
      },
      ...ahead,
    ],
  }
}

/** The lines of the cone begin at the last point, which says nothing about them. */
const isBegin = ({ seriesName, axisValue }: Hovered, last: Point | undefined): boolean =>
  seriesName !== text.scope && seriesName !== text.done && axisValue === toTime(last?.at ?? '')

function drawDays(colours: ChartColours, points: readonly Point[], cone: Cone | null, now: string) {
  const last = points.at(-1)
  const today = dayLine(colours, last?.at ?? '', now)
  if (cone === null || cone.plannedDay === null) return [today]
  const begin = toTime(points[0]?.at ?? '')
  const end = endAt(last, cone).max ?? begin
  // In the middle over a line near the edge, its words would be cut off.
  const isNearEnd = (toTime(cone.plannedDay) - begin) / (end - begin) > NEAR_END
  const style = { above: 16, type: 'dashed', align: isNearEnd ? 'right' : 'center' } as const
  return [today, dayLine(colours, cone.plannedDay, text.planned(formatDay(cone.plannedDay)), style)]
}

const NEAR_END = 0.75

/** A P95 far out would leave no room for the rest: its line then leads out of the chart. */
const MOST_AHEAD = 1.5

function endAt(last: Point | undefined, cone: Cone | null): { readonly max?: number } {
  if (cone === null || last === undefined) return {}
  const begin = toTime(last.at)
  const { p80, p95 } = cone.days
  const planned = cone.plannedDay === null ? 0 : toTime(cone.plannedDay)
  return { max: Math.max(planned, Math.min(toTime(p95), begin + MOST_AHEAD * (toTime(p80) - begin))) }
}

interface Drawing {
  readonly coord: (point: readonly number[]) => readonly number[]
}

function drawCone(colours: ChartColours, { at, scope, done }: Point, { days }: Cone) {
  const begin = [toTime(at), done]
  const corners = [begin, [toTime(days.p50), scope], [toTime(days.p95), scope]]
  const area = {
    type: 'custom',
    clip: true,
    name: text.forecast,
    silent: true,
    tooltip: { show: false },
    data: [corners.flat()],
    encode: { x: [0, 2, 4], y: [1, 3, 5] },
    renderItem: (_item: unknown, { coord }: Drawing) => ({
      type: 'polygon',
      shape: { points: corners.map(coord) },
      style: { fill: colours.accent, opacity: 0.14 },
    }),
  }
  const lines = LEVELS.map(level => ({
    name: text.level[level],
    type: 'line',
    symbol: SYMBOLS[level],
    symbolSize: 9,
    lineStyle: { color: colours.accent, width: 2, type: LINES[level] },
    itemStyle: { color: colours.accent },
    data: [
      { value: begin, symbol: 'none' },
      {
        value: [toTime(days[level]), scope],
        label: { show: true, formatter: text.level[level], color: colours.text, ...LABELS[level] },
      },
    ],
  }))
  const scopeAhead = {
    type: 'line',
    name: text.scopeAhead,
    symbol: 'none',
    lineStyle: { color: colours.quiet, width: 1.5, type: 'dotted' },
    itemStyle: { color: colours.quiet },
    data: [
      [toTime(at), scope],
      [toTime(days.p95), scope],
    ],
  }
  return [area, scopeAhead, ...lines]
}
