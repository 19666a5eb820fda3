import legend from '../../marks/legend.module.css'
import { formatCount, formatMonth, formatNumber, formatShare, formatShortDay } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import type { Band, Cell, Column, Period } from './cells.ts'
import classes from './heat-map.module.css'

const text = words.capacity

export const nameColumn = ({ first }: Column, period: Period): string =>
  period === 'week' ? formatShortDay(first) : formatMonth(first)

/** A cell in words: what it shows, and what it rests on. */
export function describeCell(cell: Cell): string {
  const { capacityHours, utilisation, loadHours, weeks, overWeeks, unknownWeeks, unestimatedItems } = cell
  const load = formatNumber(loadHours)
  const parts = [
    capacityHours === null
      ? text.cell.unknown(load)
      : text.cell.used(
          utilisation === null ? words.shell.unknown : formatShare(utilisation),
          load,
          formatNumber(capacityHours),
        ),
    overWeeks === 0 ? '' : weeks === 1 ? text.cell.over : text.cell.overWeeks(overWeeks, weeks),
    unknownWeeks > 0 && unknownWeeks < weeks ? text.cell.someUnknown(unknownWeeks, weeks) : '',
    unestimatedItems === 0 ? '' : text.cell.unestimated(unestimatedItems),
    capacityHours === null ? text.unknownReason : '',
  ]
  return parts.filter(part => part !== '').join('; ')
}

/** What stands in a cell: how much of the hours is used, and a shape where it is too much. */
export function CellMark({
  cell: { band, utilisation, loadHours },
}: {
  readonly cell: Pick<Cell, 'band' | 'utilisation' | 'loadHours'>
}) {
  if (band === 'unknown') return <span>{loadHours === 0 ? '–' : hoursOf(loadHours)}</span>
  if (band === 'idle') return <span className="quiet">0</span>
  return (
    <span>
      {band === 'over' ? <OverMark /> : null}
      {utilisation === null ? hoursOf(loadHours) : formatShare(utilisation)}
    </span>
  )
}

/** Never 0 for something. */
const hoursOf = (hours: number): string =>
  hours > 0 && hours < 0.5 ? `< ${text.hours('1')}` : text.hours(formatCount(hours))

function OverMark() {
  return (
    <svg viewBox="0 0 10 10" width="9" height="9" aria-hidden="true" className={classes.over}>
      <path d="M5 .8 9.6 9.2H.4z" />
    </svg>
  )
}

const BANDS: readonly Band[] = ['idle', 'low', 'good', 'full', 'over', 'unknown']

/** What the colours, shapes and hatching of the cells mean. */
export function Legend() {
  return (
    <div className={legend.legend}>
      <span>{text.legend.title}</span>
      {BANDS.map(band => (
        <span key={band} className={legend.key}>
          <span className={classes.swatch} data-band={band} aria-hidden="true">
            {band === 'over' ? <OverMark /> : null}
          </span>
          {text.legend[band]}
        </span>
      ))}
    </div>
  )
}
