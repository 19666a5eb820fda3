import { Button, useComputedColorScheme } from '@mantine/core'
import type { EChartsCoreOption } from 'echarts/core'
import { useEffect, useRef, useState } from 'react'
import { words } from '../words/words.ts'
import classes from './chart.module.css'
import { type ChartColours, readColours } from './colours.ts'

/** What a chart shows, for those who rather read it. */
export interface ChartTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number | null)[])[]
}

interface Properties {
  /** What the chart says, in a sentence. */
  readonly label: string
  /** The chart in the colours of the page; called again when they change. */
  readonly option: (colours: ChartColours) => EChartsCoreOption
  readonly table: ChartTable
  readonly height?: number
}

/** A chart with the table behind it one click away. */
export function Chart({ label, option, table, height = 300 }: Properties) {
  const [isTable, setIsTable] = useState(false)
  return (
    <figure className={classes.figure} aria-label={label}>
      <div className={classes.actions}>
        <Button variant="subtle" size="compact-xs" className="no-print" onClick={() => setIsTable(!isTable)}>
          {isTable ? words.shell.asChart : words.shell.asTable}
        </Button>
      </div>
      {isTable ? (
        <Behind table={table} label={label} height={height} />
      ) : (
        <Canvas label={label} option={option} height={height} />
      )}
    </figure>
  )
}

function Canvas({ label, option, height }: Required<Pick<Properties, 'label' | 'option' | 'height'>>) {
  const element = useRef<HTMLDivElement>(null)
  const scheme = useComputedColorScheme('light')
  useEffect(() => {
    const place = element.current
    if (place === null) return
    let stop = () => {}
    let isGone = false
    void import('./echarts.ts').then(({ draw }) => {
      if (isGone) return
      const chart = draw(place, null, { devicePixelRatio: Math.max(2, globalThis.devicePixelRatio) })
      const paint = () => chart.setOption({ animation: false, ...option(readColours(scheme)) }, true)
      paint()
      const observer = new ResizeObserver(() => chart.resize())
      observer.observe(place)
      // On paper the page has other colours and another width, and its picture is taken before the next frame.
      const paintAtOnce = () => {
        chart.resize()
        paint()
        chart.getZr().flush()
      }
      const paper = globalThis.matchMedia('print')
      paper.addEventListener('change', paintAtOnce)
      stop = () => {
        observer.disconnect()
        paper.removeEventListener('change', paintAtOnce)
        chart.dispose()
      }
    })
    return () => {
      isGone = true
      stop()
    }
  }, [option, scheme])
  return <div ref={element} role="img" aria-label={label} style={{ height }} className={classes.canvas} />
}

function Behind({
  table,
  label,
  height,
}: {
  readonly table: ChartTable
  readonly label: string
  readonly height: number
}) {
  return (
    <section className={classes.behind} style={{ maxHeight: height }} aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {table.columns.map(column => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(row => (
            <tr key={row.join('|')}>
              {row.map((value, index) => (
                <td key={table.columns[index] ?? index}>{value ?? words.shell.unknown}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
