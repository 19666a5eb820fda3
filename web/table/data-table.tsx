import {
  type CSSProperties,
  Fragment,
  memo,
  type ReactNode,
  type RefCallback,
  useCallback,
  useMemo,
  useState,
} from 'react'
import { words } from '../words/words.ts'
import classes from './data-table.module.css'
import head from './head.module.css'
import { useKeptWidths } from './use-kept-widths.ts'
import { useRowsInView } from './use-rows-in-view.ts'

export interface Column<R> {
  readonly id: string
  readonly title: string
  readonly cell: (row: R) => ReactNode
  /** What rows are sorted by; null sorts last in both directions. Without it the column cannot be sorted. */
  readonly sortBy?: (row: R) => string | number | null
  readonly align?: 'right'
  readonly width?: number | string
  /** Names the row for those who hear the table. */
  readonly isRowHeader?: boolean
}

export interface Sorting {
  readonly column: string
  readonly isDescending: boolean
}

interface Properties<R> {
  /** Says what is listed, for those who hear the table. */
  readonly label: string
  readonly columns: readonly Column<R>[]
  readonly rows: readonly R[]
  readonly rowKey: (row: R) => string
  /** Kept by the page, for example in its address; without it the table keeps its own. */
  readonly sorting?: Sorting | null
  readonly onSort?: (sorting: Sorting) => void
  /** Where the table keeps its own sorting: how it begins. */
  readonly initialSorting?: Sorting
  /** Pixels of a row as long as it was not measured. */
  readonly rowHeight?: number
  /** Scrolls in itself from this many pixels on, even with few rows. */
  readonly maxHeight?: number
  /** What to say in place of no rows. */
  readonly empty: ReactNode
}

/** A table that sorts, and stays smooth with thousands of rows. */
export function DataTable<R>(properties: Properties<R>) {
  const { label, columns, rows, rowKey, onSort, rowHeight = 40, maxHeight, empty } = properties
  const [own, setOwn] = useState<Sorting | null>(properties.initialSorting ?? null)
  const sorting = properties.sorting ?? own
  const sorted = useMemo(() => sortRows(rows, columns, sorting), [rows, columns, sorting])
  const keys = useMemo(() => sorted.map(rowKey), [sorted, rowKey])
  const { scroller, isLong, drawn, after, measure, onFocus } = useRowsInView<HTMLElement>(keys, rowHeight)
  const { headings, widths } = useKeptWidths(isLong && drawn.length > 0, columns)
  if (rows.length === 0) return <div className={classes.empty}>{empty}</div>
  return (
    <section
      ref={scroller}
      className={classes.scroller}
      data-long={isLong || maxHeight !== undefined || undefined}
      style={(maxHeight === undefined ? {} : { '--table-height': `${maxHeight}px` }) as CSSProperties}
      tabIndex={0}
      aria-label={words.shell.tableOf(label)}
    >
      <table
        className={classes.table}
        data-wide={columns.length > 3 || undefined}
        aria-label={label}
        data-kept={widths !== null || undefined}
        aria-rowcount={sorted.length + 1}
      >
        {widths === null ? null : (
          <colgroup>
            {columns.map(({ id }, at) => (
              <col key={id} style={{ width: widths[at] }} />
            ))}
          </colgroup>
        )}
        <thead ref={headings} className={head.head}>
          <tr>
            {columns.map(column => (
              <Heading
                key={column.id}
                column={column}
                sorting={sorting}
                onSort={next => (onSort === undefined ? setOwn(next) : onSort(next))}
              />
            ))}
          </tr>
        </thead>
        <tbody onFocus={onFocus}>
          {drawn.map(({ index, slot, gap }) => (
            <Fragment key={slot}>
              <Space height={gap} columns={columns.length} />
              <Line
                row={sorted[index]}
                id={keys[index] ?? ''}
                columns={columns as readonly Column<unknown>[]}
                index={index}
                measure={measure}
              />
            </Fragment>
          ))}
          <Space height={after} columns={columns.length} />
        </tbody>
      </table>
    </section>
  )
}

interface LineProperties {
  readonly row: unknown
  readonly id: string
  readonly columns: readonly Column<unknown>[]
  readonly index: number
  readonly measure: RefCallback<HTMLElement> | undefined
}

/**
 * Scrolling draws lines that come into view, not those that are there. A line takes over the element of one that left; what is in
 * its cells is made anew, as a reader may have opened something in them.
 */
const Line = memo(function Line({ row, id: rowId, columns, index, measure }: LineProperties) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: an element that becomes another row is measured again.
  const measured = useCallback((element: HTMLElement | null) => measure?.(element), [measure, index])
  return (
    <tr ref={measured} data-index={index} aria-rowindex={index + 2}>
      {columns.map(({ id, cell, align, isRowHeader }) =>
        isRowHeader === true ? (
          <th key={id} scope="row">
            <Fragment key={rowId}>{cell(row)}</Fragment>
          </th>
        ) : (
          <td key={id} data-align={align}>
            <Fragment key={rowId}>{cell(row)}</Fragment>
          </td>
        ),
      )}
    </tr>
  )
})

function Space({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null
  return (
    <tr className={classes.space}>
      <td colSpan={columns} style={{ height }} />
    </tr>
  )
}

interface HeadingProperties<R> {
  readonly column: Column<R>
  readonly sorting: Sorting | null
  readonly onSort: (sorting: Sorting) => void
}

function Heading<R>({ column, sorting, onSort }: HeadingProperties<R>) {
  const { id, title, sortBy, align, width } = column
  const isSorted = sorting?.column === id
  const direction = sorting?.isDescending === true ? 'descending' : 'ascending'
  const style = width === undefined ? {} : { width }
  if (sortBy === undefined)
    return (
      <th scope="col" data-align={align} style={style}>
        {title}
      </th>
    )
  return (
    <th scope="col" data-align={align} style={style} aria-sort={isSorted ? direction : 'none'}>
      <button type="button" onClick={() => onSort({ column: id, isDescending: isSorted && !sorting.isDescending })}>
        {title}
        <span aria-hidden="true">{isSorted ? (sorting.isDescending ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  )
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

function sortRows<R>(rows: readonly R[], columns: readonly Column<R>[], sorting: Sorting | null): readonly R[] {
  const sortBy = columns.find(({ id }) => id === sorting?.column)?.sortBy
  if (sortBy === undefined || sorting === null) return rows
  const sign = sorting.isDescending ? -1 : 1
  return rows
    .map(row => ({ row, value: sortBy(row) }))
    .sort((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null)
      return typeof a.value === 'number' && typeof b.value === 'number'
        ? sign * (a.value - b.value)
        : sign * collator.compare(String(a.value), String(b.value))
    })
    .map(({ row }) => row)
}
