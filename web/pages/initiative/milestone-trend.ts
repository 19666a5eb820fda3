import type { EChartsCoreOption } from 'echarts/core'
import type { Answer } from '../../api/operation.ts'
import { timeAxis, timeFrame, toTime } from '../../charts/axes.ts'
import type { ChartTable } from '../../charts/chart.tsx'
import type { ChartColours } from '../../charts/colours.ts'
import { formatDay } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { byDay, type Milestone } from './milestone.ts'

const text = words.initiative.trend

/** A milestone with the days that it was planned and forecast for at each report date, the oldest first. */
export interface TrendLine {
  readonly milestone: Milestone
  readonly points: readonly { readonly at: string; readonly plannedDay: string | null; readonly p80: string | null }[]
}

/** More lines than these cannot be told apart. */
export const MOST_LINES = 12

/** The trends of those milestones that are shown: what is open before what is done, and what is furthest behind first. */
export function listTrendLines(
  milestones: readonly Milestone[],
  { reportedAt, milestones: trends }: Answer<'GET /initiatives/{id}/milestone-trend'>,
): readonly TrendLine[] {
  const byId = new Map(trends.map(trend => [trend.milestoneId, trend]))
  return milestones.toSorted(byTrouble).flatMap(milestone => {
    const trend = byId.get(milestone.id)
    if (trend === undefined) return []
    const { plannedDays, p80 } = trend
    return [
      {
        milestone,
        points: reportedAt.map((at, index) => ({
          at,
          plannedDay: plannedDays[index] ?? null,
          p80: p80[index] ?? null,
        })),
      },
    ]
  })
}

const byTrouble = (a: Milestone, b: Milestone): number =>
  Number(a.actualDay !== null) - Number(b.actualDay !== null) || delayOf(b) - delayOf(a) || byDay(a, b)

/** In days: how far it was put off, or how far its forecast lies beyond a date that nobody moved. */
const delayOf = ({ movedByDays, silentSlipDays }: Milestone): number => Math.max(movedByDays ?? 0, silentSlipDays ?? 0)

/** Neighbours differ by the shape of their points too. */
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'roundRect', 'arrow'] as const
/** Narrower than this there is no room for names beside the lines. */
const NARROW = 720
const NAMES_WIDTH = 210
/** Shares of the height that is drawn anyway: for forecasts, and above all. */
const MOST_ABOVE = 0.5
const MARGIN = 0.03
/** For the name below a line that ended at once. */
const ROOM_BELOW = 0.05

/** What was planned at each report date, a row a milestone, for the table behind the chart. */
export const tabulateTrends = (lines: readonly TrendLine[]): ChartTable => ({
  columns: [text.milestone, ...(lines[0]?.points ?? []).map(({ at }) => formatDay(at.slice(0, 10)))],
  rows: lines.map(({ milestone, points }) => [
    milestone.name,
    ...points.map(({ plannedDay }) => (plannedDay === null ? null : formatDay(plannedDay))),
  ]),
})

/** A line a milestone: level is stable, rising is a slip, at the slope of 45 degrees it is done. */
export const drawTrend =
  (drawn: readonly TrendLine[]) =>
  (colours: ChartColours): EChartsCoreOption => {
    const reports = drawn.flatMap(({ points }) => points.map(({ at }) => toTime(at)))
    const [from, to] = [Math.min(...reports), Math.max(...reports)]
    const top = topOf(drawn, from, to)
    return {
      baseOption: {
        ...timeFrame(28),
        animation: false,
        grid: { left: 8, right: NAMES_WIDTH + 16, top: 28, bottom: 8, containLabel: true },
        legend: {
          show: false,
          type: 'scroll',
          data: drawn.map(({ milestone }) => milestone.name),
          top: 0,
          left: 0,
          textStyle: { color: colours.text, fontSize: 12 },
        },
        tooltip: tooltipOf(colours),
        xAxis: { ...timeAxis(colours), min: from, max: to },
        yAxis: {
          ...timeAxis(colours),
          scale: true,
          min: ({ min }: { readonly min: number }) => min - (top - min) * ROOM_BELOW,
          max: top,
          splitLine: { show: true, lineStyle: { color: colours.line } },
        },
        series: [
          diagonalOf(colours, from, to),
          ...drawn.flatMap((each, index) => [
            lineOf(colours, each, SYMBOLS[index % SYMBOLS.length] ?? 'circle'),
            ...forecastOf(colours, each, top),
          ]),
        ],
      },
      // The first is what holds without a condition: what a narrow window took away comes back in a wide one.
      media: [{ option: namesBeside(drawn, true) }, { query: { maxWidth: NARROW }, option: namesBeside(drawn, false) }],
    }
  }

/** The names stand beside the lines, or where there is no room for that in a legend. */
const namesBeside = (drawn: readonly TrendLine[], isBeside: boolean): EChartsCoreOption => ({
  grid: isBeside ? { right: NAMES_WIDTH + 16, top: 28 } : { right: 16, top: 56 },
  legend: { show: !isBeside },
  series: [text.done, ...drawn.map(({ milestone }) => milestone.id)].map(id => ({ id, endLabel: { show: isBeside } })),
})

function lineOf(colours: ChartColours, { milestone, points }: TrendLine, symbol: string) {
  const { name, actualDay, status } = milestone
  const planned = points.flatMap(({ at, plannedDay }) => {
    // What is done stands at its day from then on: the line ends where it meets the slope.
    const isOver = actualDay !== null && at.slice(0, 10) > actualDay
    return plannedDay === null || isOver ? [] : [[toTime(at), toTime(plannedDay)] as const]
  })
  const isDoneHere = actualDay !== null && toTime(actualDay) >= toTime(points[0]?.at ?? actualDay)
  const colour = colourOf(colours, status)
  return {
    id: milestone.id,
    name,
    type: 'line',
    step: 'end',
    data: isDoneHere ? [...planned, [toTime(actualDay), toTime(actualDay)]] : planned,
    symbol,
    symbolSize: 7,
    itemStyle: { color: colour },
    lineStyle: { color: colour, width: 2 },
    emphasis: { focus: 'series' },
    endLabel: {
      show: true,
      formatter: name,
      color: colours.text,
      fontSize: 12.5,
      lineHeight: 17,
      distance: 10,
      width: NAMES_WIDTH - 10,
      overflow: 'truncate',
      ...(isDoneHere ? belowTheSlope(colours) : {}),
    },
    labelLayout: { moveOverlap: 'shiftY' },
  }
}

/** A line that ends amid the others has its name below its end: the slope leaves room there, and an edge keeps it legible. */
const belowTheSlope = (colours: ChartColours) => ({
  offset: [-4, 14],
  textBorderColor: colours.surface,
  textBorderWidth: 4,
})

/** Forecasts far beyond every plan would press the plans into one line: they stand at the top, as arrows. */
function topOf(drawn: readonly TrendLine[], from: number, to: number): number {
  const days = drawn.flatMap(({ points, milestone }) =>
    [...points.map(({ plannedDay }) => plannedDay), milestone.actualDay].flatMap(day =>
      day === null ? [] : toTime(day),
    ),
  )
  const latest = Math.max(to, ...days)
  const forecasts = drawn.flatMap(({ points }) => points.flatMap(({ p80 }) => (p80 === null ? [] : toTime(p80))))
  return Math.min(latest + (latest - from) * MOST_ABOVE, Math.max(latest, ...forecasts)) + (latest - from) * MARGIN
}

function forecastOf(colours: ChartColours, { milestone, points }: TrendLine, top: number) {
  const forecasts = points.flatMap(({ at, p80 }) => (p80 === null ? [] : [{ at: toTime(at), day: toTime(p80) }]))
  if (forecasts.length === 0 || milestone.actualDay !== null) return []
  const colour = colourOf(colours, milestone.status)
  return [
    {
      name: text.forecast(milestone.name),
      type: 'line',
      data: forecasts.map(({ at, day }) =>
        day > top
          ? { value: [at, top, day], symbol: 'arrow', itemStyle: { color: colour } }
          : { value: [at, day, day] },
      ),
      symbol: 'circle',
      symbolSize: 9,
      clip: false,
      itemStyle: { color: colours.surface, borderColor: colour, borderWidth: 2 },
      lineStyle: { color: colour, width: 1.5, type: 'dotted' },
    },
  ]
}

const diagonalOf = (colours: ChartColours, from: number, to: number) => ({
  id: text.done,
  name: text.done,
  type: 'line',
  silent: true,
  data: [
    [from, from],
    [to, to],
  ],
  symbol: 'none',
  lineStyle: { color: colours.quiet, type: 'dashed', width: 1.2 },
  endLabel: { show: true, formatter: text.done, color: colours.quiet, fontSize: 12.5, lineHeight: 17, distance: 10 },
  labelLayout: { moveOverlap: 'shiftY' },
})

function colourOf(colours: ChartColours, status: Milestone['status']): string {
  switch (status) {
    case 'achieved':
      return colours.green
    case 'slipped':
    case 'missed':
      return colours.red
    case 'at_risk':
      return colours.amber
    case 'on_track':
      return colours.accent
    default:
      return colours.quiet
  }
}

interface Hovered {
  readonly seriesName: string
  /** When, the day that is drawn, and the day that is meant where that lies beyond the chart. */
  readonly value: readonly [number, number, number?]
}

const dayOf = (time: number): string => formatDay(new Date(time).toISOString().slice(0, 10))

/** As text: no HTML is made of what a tracker says. */
const tooltipOf = (colours: ChartColours) => ({
  trigger: 'item',
  renderMode: 'richText',
  confine: true,
  backgroundColor: colours.surface,
  borderColor: colours.line,
  textStyle: { color: colours.text, fontSize: 12.5 },
  formatter: ({ seriesName, value: [at, drawn, meant = drawn] }: Hovered) =>
    `${seriesName}\n${text.on(dayOf(at))}: ${dayOf(meant)}`,
})
