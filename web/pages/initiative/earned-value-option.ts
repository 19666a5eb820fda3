import { dayLine, legendAbove, timeAxis, timeFrame, timeTooltip, toTime, valueAxis } from '../../charts/axes.ts'
import type { ChartColours } from '../../charts/colours.ts'
import { formatCompact } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { type EarnedValue, formatAmount } from './earned-value.ts'

const text = words.initiativeCharts.earnedValue
const CURVES = ['pv', 'ev', 'ac'] as const

/** The status date, and what it is called. */
interface Now {
  readonly at: string
  readonly name: string
}

/** The three curves. One that is not known from some day on ends there. */
export function drawEarnedValue(colours: ChartColours, earnedValue: EarnedValue, now: Now) {
  const { series, bac, schedule } = earnedValue
  const styles = {
    pv: { color: colours.quiet, type: 'dashed', symbol: 'none' },
    ev: { color: colours.accent, type: 'solid', symbol: 'circle' },
    ac: { color: colours.amber, type: 'solid', symbol: 'triangle' },
  } as const
  const format = (value: number) => formatAmount(String(value), earnedValue)
  return {
    ...timeFrame(82),
    legend: legendAbove(
      colours,
      CURVES.map(curve => text.lines[curve]),
      [text.lines.pv],
    ),
    tooltip: timeTooltip(colours, format),
    xAxis: { ...timeAxis(colours), max: findEnd(earnedValue) },
    yAxis: { ...valueAxis(colours, formatCompact), min: 0 },
    series: CURVES.map(curve => ({
      name: text.lines[curve],
      type: 'line',
      connectNulls: false,
      symbol: styles[curve].symbol,
      symbolSize: 7,
      lineStyle: { color: styles[curve].color, type: styles[curve].type, width: 2.5 },
      itemStyle: { color: styles[curve].color },
      data: series.map(({ day, [curve]: value }) => [toTime(day), value === null ? null : Number(value)]),
      ...(curve === 'pv' ? { markLine: drawMarks(colours, Number(bac), now, schedule?.finishEstimate) } : {}),
    })),
  }
}

const findEnd = ({ series, schedule }: EarnedValue): number =>
  Math.max(...[series.at(-1)?.day, schedule?.finishEstimate].flatMap(day => (day == null ? [] : toTime(day))))

function drawMarks(colours: ChartColours, bac: number, now: Now, finish: string | null | undefined) {
  const whole = {
    yAxis: bac,
    name: text.bac,
    lineStyle: { color: colours.quiet, type: 'dotted' },
    label: { position: 'insideStartBottom', fontSize: 12.5, color: colours.text, formatter: text.bac },
  }
  const finished =
    finish == null ? [] : [dayLine(colours, finish, text.finish, { above: 16, type: 'dashed', align: 'right' })]
  return {
    symbol: 'none',
    silent: true,
    data: [whole, dayLine(colours, now.at, now.name), ...finished],
  }
}
