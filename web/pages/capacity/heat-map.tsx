import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { formatShare } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { CellMark, describeCell, Legend, nameColumn } from './cell-mark.tsx'
import { type Cell, type Column, foldWeeks, type Period, type Person, peakOf } from './cells.ts'
import classes from './heat-map.module.css'

const text = words.capacity
const EMPLOYMENTS = ['employee', 'contractor', null] as const

interface Properties {
  readonly people: readonly Person[]
  readonly columns: readonly Column[]
  readonly period: Period
  readonly onOpen: (person: Person, column: Column) => void
}

interface Row {
  readonly person: Person
  readonly cells: readonly Cell[]
}

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, Number.NEGATIVE_INFINITY],
  End: [0, Number.POSITIVE_INFINITY],
}

const clamp = (value: number, most: number): number => Math.min(Math.max(value, 0), most)

/** People against weeks: one place to tab to, arrow keys inside of it. Contractors stand apart. */
export function HeatMap({ people, columns, period, onOpen }: Properties) {
  const table = useRef<HTMLTableElement>(null)
  const [active, setActive] = useState({ row: 0, column: 0 })
  const [pointed, setPointed] = useState<string | null>(null)
  const rows = useMemo(() => people.map(person => ({ person, cells: foldRow(person, columns) })), [people, columns])
  const groups = EMPLOYMENTS.map(employment => ({
    employment,
    rows: rows.filter(({ person }) => person.employment === employment),
  })).filter(group => group.rows.length > 0)
  const order = groups.flatMap(group => group.rows)
  const move = (event: KeyboardEvent) => {
    const step = MOVES[event.key]
    if (step === undefined) return
    event.preventDefault()
    const row = clamp(active.row + step[0], order.length - 1)
    const column = clamp(active.column + step[1], columns.length - 1)
    table.current?.querySelector<HTMLElement>(`[data-cell="${row}:${column}"]`)?.focus()
  }
  return (
    <>
      <Legend />
      <p className={`${classes.pointed} no-print`} aria-hidden="true">
        {pointed ?? text.pick}
      </p>
      <div className={classes.scroller}>
        <table
          ref={table}
          className={classes.table}
          aria-label={text.grid}
          aria-description={text.gridHint}
          onKeyDown={move}
        >
          <thead>
            <tr>
              <th scope="col">{text.person}</th>
              {columns.map(column => (
                <th key={column.first} scope="col">
                  {nameColumn(column, period)}
                </th>
              ))}
              <th scope="col">{text.peak}</th>
            </tr>
          </thead>
          {groups.map(group => (
            <tbody key={group.employment ?? ''}>
              <tr className={classes.group}>
                <th scope="rowgroup" colSpan={columns.length + 2}>
                  {text.groups[group.employment ?? 'unknown']} <span className="quiet">{group.rows.length}</span>
                </th>
              </tr>
              {group.rows.map(row => {
                const index = order.indexOf(row)
                return (
                  <PersonRow
                    key={row.person.id}
                    row={row}
                    index={index}
                    columns={columns}
                    period={period}
                    activeColumn={index === clamp(active.row, order.length - 1) ? active.column : null}
                    onActive={column => setActive({ row: index, column })}
                    onPoint={setPointed}
                    onOpen={onOpen}
                  />
                )
              })}
            </tbody>
          ))}
        </table>
      </div>
    </>
  )
}

const foldRow = ({ weeks }: Person, columns: readonly Column[]): readonly Cell[] =>
  columns.map(column => foldWeeks(weeks.filter(({ week }) => column.weeks.has(week))))

interface PersonRowProperties extends Pick<Properties, 'columns' | 'period' | 'onOpen'> {
  readonly row: Row
  readonly index: number
  /** The column that Tab leads to; null: none of this row. */
  readonly activeColumn: number | null
  readonly onActive: (column: number) => void
  readonly onPoint: (description: string | null) => void
}

function PersonRow({ row: { person, cells }, index, columns, period, ...rest }: PersonRowProperties) {
  const { activeColumn, onActive, onPoint, onOpen } = rest
  const peak = peakOf(person)
  return (
    <tr>
      <th scope="row">{person.name}</th>
      {columns.map((column, position) => {
        const cell = cells[position]
        if (cell === undefined) return null
        const label = `${person.name}, ${nameColumn(column, period)}: ${describeCell(cell)}`
        return (
          <td key={column.first}>
            <button
              type="button"
              className={classes.cell}
              data-band={cell.band}
              data-cell={`${index}:${position}`}
              tabIndex={position === Math.min(activeColumn ?? -1, columns.length - 1) ? 0 : -1}
              onClick={() => onOpen(person, column)}
              onFocus={() => {
                onActive(position)
                onPoint(label)
              }}
              onMouseEnter={() => onPoint(label)}
            >
              <span className="visually-hidden">{label} </span>
              <CellMark cell={cell} />
            </button>
          </td>
        )
      })}
      <td className={classes.peak}>{peak === null ? '–' : formatShare(peak)}</td>
    </tr>
  )
}
