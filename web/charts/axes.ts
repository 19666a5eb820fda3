import { formatDay, formatMonth, formatShortDay } from '../words/format.ts'
import type { ChartColours } from './colours.ts'

/** Milliseconds of a day `YYYY-MM-DD`, or of an instant, for an axis of time. */
export const toTime = (day: string): number => Date.parse(day.length === 10 ? `${day}T00:00:00Z` : day)

const toDay = (time: number): string => new Date(time).toISOString().slice(0, 10)

/** The first of a month is told by the month, other days by themselves. */
function labelTime(time: number): string {
  const day = toDay(time)
  return day.endsWith('-01') ? formatMonth(day) : formatShortDay(day)
}

/** Canvas knows no inherited font. */
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'

/** What all charts over time have in common; `top` leaves room for the legend and for what is written above the chart. */
export const timeFrame = (top: number) => ({
  useUTC: true,
  textStyle: { fontFamily: FONT },
  grid: { left: 8, right: 36, top, bottom: 8, containLabel: true },
})

export const timeAxis = ({ quiet, line }: ChartColours) => ({
  type: 'time',
  axisLine: { lineStyle: { color: line } },
  axisTick: { lineStyle: { color: line } },
  axisLabel: { color: quiet, fontSize: 12.5, hideOverlap: true, formatter: labelTime },
  splitLine: { show: false },
})

export const valueAxis = ({ quiet, line }: ChartColours, format: (value: number) => string) => ({
  type: 'value',
  axisLabel: { color: quiet, fontSize: 12.5, formatter: format },
  splitLine: { lineStyle: { color: line } },
})

/** A day as an upright line with its name above the chart; `above` lifts the name over those of other days. */
export const dayLine = (
  colours: ChartColours,
  day: string,
  name: string,
  { above = 0, type = 'solid', align = 'center' } = {},
) => ({
  xAxis: toTime(day),
  name,
  lineStyle: { color: colours.quiet, type, width: 1.2 },
  label: { position: 'end', distance: 4 + above, align, fontSize: 12.5, color: colours.text, formatter: name },
})

export interface Hovered {
  readonly axisValue: number
  readonly seriesName: string
  readonly value: readonly (number | null)[]
}

/** What stands at one time, as text: no HTML is made of what a tracker says. */
export const timeTooltip = (
  colours: ChartColours,
  format: (value: number) => string,
  isTold: (hovered: Hovered) => boolean = () => true,
) => ({
  trigger: 'axis',
  renderMode: 'richText',
  confine: true,
  backgroundColor: colours.surface,
  borderColor: colours.line,
  textStyle: { color: colours.text, fontSize: 12.5 },
  axisPointer: { type: 'line', lineStyle: { color: colours.quiet, type: 'dashed' } },
  formatter: (found: readonly Hovered[]) =>
    [
      found[0] === undefined ? '' : formatDay(toDay(found[0].axisValue)),
      ...found
        .filter(isTold)
        .flatMap(({ seriesName, value: [, value] }) =>
          typeof value === 'number' ? `${seriesName}: ${format(value)}` : [],
        ),
    ].join('\n'),
})

/** Of a line without symbols the legend shows none either. */
export const legendAbove = ({ text }: ChartColours, names: readonly string[], plain: readonly string[] = []) => ({
  data: names.map(name => ({ name, ...(plain.includes(name) ? { itemStyle: { opacity: 0 } } : {}) })),
  top: 0,
  left: 0,
  itemWidth: 28,
  itemGap: 18,
  textStyle: { color: text, fontSize: 12.5 },
})
