import { Link } from '@tanstack/react-router'
import { memo, startTransition, useEffect, useState } from 'react'
import { CoverageMark } from '../../marks/coverage-mark.tsx'
import { DayMark } from '../../marks/day-mark.tsx'
import { Expander } from '../../marks/expander.tsx'
import { HealthMark } from '../../marks/health-mark.tsx'
import { ProgressMark } from '../../marks/progress-mark.tsx'
import { TrackerMark } from '../../marks/tracker-mark.tsx'
import head from '../../table/head.module.css'
import { withDays } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import type { RollupNode } from './rollup-node.ts'
import { isSortable, type RowGroup, type TreeRow, takeRows, type View } from './tree-rows.ts'
import classes from './tree-table.module.css'
import { TrendCell } from './trend-cell.tsx'

const text = words.portfolio
const COLUMNS = ['name', 'trackers', 'progress', 'milestone', 'health', 'trend', 'data', 'alerts'] as const

interface Properties {
  readonly groups: readonly RowGroup[]
  readonly view: View
  readonly onSort: (column: string) => void
  readonly onToggle: (nodeId: string) => void
}

/** More than the tallest screen holds. */
const FIRST_ROWS = 20

/** The tree, a row a node. Roles are spelled out because none of it is laid out as a table. */
export function TreeTable({ groups, view, onSort, onToggle }: Properties) {
  // What is seen first stands first; the rest is drawn while it is read, and gives way to what the reader does.
  const [isWhole, setWhole] = useState(false)
  useEffect(() => startTransition(() => setWhole(true)), [])
  return (
    <table className={classes.table} role="table" aria-label={words.shell.pages.portfolio}>
      <thead role="rowgroup" className={head.head}>
        <tr role="row">
          {COLUMNS.map(column => (
            <Heading key={column} column={column} view={view} onSort={onSort} />
          ))}
        </tr>
      </thead>
      {(isWhole ? groups : takeRows(groups, FIRST_ROWS)).map(({ title, rows }) => (
        <tbody key={title ?? ''} role="rowgroup">
          {title === null ? null : (
            <tr role="row" className={classes.group}>
              <th role="rowheader" scope="rowgroup" colSpan={COLUMNS.length}>
                {title} <span className="quiet">{rows.length}</span>
              </th>
            </tr>
          )}
          {rows.map(row => (
            <Row key={row.node.id} {...row} onToggle={onToggle} />
          ))}
        </tbody>
      ))}
    </table>
  )
}

function Heading({ column, view, onSort }: { column: (typeof COLUMNS)[number] } & Pick<Properties, 'view' | 'onSort'>) {
  const title = text.columns[column]
  if (!isSortable(column))
    return (
      <th role="columnheader" scope="col" data-column={column}>
        {title}
      </th>
    )
  const isSorted = view.sort === column
  return (
    <th
      role="columnheader"
      scope="col"
      data-column={column}
      aria-sort={isSorted ? (view.isDescending ? 'descending' : 'ascending') : 'none'}
    >
      <button type="button" onClick={() => onSort(column)}>
        {title}
        <span aria-hidden="true">{isSorted ? (view.isDescending ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  )
}

interface RowProperties extends TreeRow {
  readonly onToggle: (nodeId: string) => void
}

/** What is opened, closed or sorted moves rows, and draws none again. */
const Row = memo(function Row({ node, depth, isOpen, onToggle }: RowProperties) {
  return (
    <tr role="row" data-kind={node.kind} className={classes.row} style={{ '--depth': depth } as React.CSSProperties}>
      <th role="rowheader" scope="row" data-column="name">
        <div className={classes.name}>
          <Expander
            isOpen={isOpen}
            label={isOpen === true ? text.collapse(node.name) : text.expand(node.name)}
            onToggle={() => onToggle(node.id)}
          />
          <div>
            {node.kind === 'initiative' ? (
              <Link to="/initiatives/$initiativeId" params={{ initiativeId: node.id }}>
                {node.name}
              </Link>
            ) : (
              <span>{node.name}</span>
            )}
            {node.owner === null ? null : <div className={classes.small}>{text.owner(node.owner)}</div>}
          </div>
        </div>
      </th>
      <td role="cell" data-column="trackers" data-label={text.columns.trackers}>
        <div className={classes.trackers}>
          {node.byTracker.map(({ connectionId, kind, name }) => (
            <TrackerMark key={connectionId} kind={kind} name={name} />
          ))}
        </div>
      </td>
      <td role="cell" data-column="progress" data-label={text.columns.progress}>
        <ProgressMark progress={node.progress} label={node.name} />
      </td>
      <td role="cell" data-column="milestone" data-label={text.columns.milestone} className={classes.wide}>
        <NextMilestone node={node} />
      </td>
      <td role="cell" data-column="health" data-label={text.columns.health} className={classes.wide}>
        <Health node={node} />
      </td>
      <td role="cell" data-column="trend" data-label={text.columns.trend}>
        <TrendCell nodeId={node.id} name={node.name} />
      </td>
      <td role="cell" data-column="data" data-label={text.columns.data}>
        <CoverageMark coverage={node.coverage} name={node.name} />
      </td>
      <td role="cell" data-column="alerts" data-label={text.columns.alerts} data-align="right">
        <Alerts node={node} />
      </td>
    </tr>
  )
})

function NextMilestone({ node: { nextMilestone } }: { readonly node: RollupNode }) {
  if (nextMilestone === null) return <span className="quiet">{text.noMilestone}</span>
  const { name, baselineDay, currentDay, forecast, status } = nextMilestone.milestone
  return (
    <div>
      <div className={classes.milestone}>{name}</div>
      <dl className={classes.days}>
        <div>
          <dt>{text.baseline}</dt>
          <dd>
            <DayMark day={baselineDay} />
          </dd>
        </div>
        <div>
          <dt>{text.current}</dt>
          <dd>
            <DayMark day={currentDay} />
          </dd>
        </div>
        <div>
          <dt title={text.forecastHint}>{text.forecast}</dt>
          <dd data-late={status === 'at_risk' || status === 'slipped' || undefined}>
            <DayMark day={forecast.p80} />
          </dd>
        </div>
      </dl>
    </div>
  )
}

function Health({ node: { health, override } }: { readonly node: RollupNode }) {
  const [reason] = health.reasons
  return (
    <div>
      <div className={classes.verdict}>
        <HealthMark colour={health.colour} />
        {health.worstAxis === null ? null : (
          <span className={classes.axis}>{words.meanings.axis[health.worstAxis]}</span>
        )}
      </div>
      {override === null ? null : (
        <div className={classes.small}>
          {text.overridden(words.meanings.colour[override.colour], override.createdBy, override.reason)}
        </div>
      )}
      {reason === undefined ? null : (
        <div className={classes.reason} title={withDays(health.reasons.join('\n'))}>
          {withDays(reason)}
        </div>
      )}
    </div>
  )
}

function Alerts({ node }: { readonly node: RollupNode }) {
  if (node.openAlerts === 0) return <span className="quiet">0</span>
  return (
    <Link
      to={'/alerts' as '/'}
      search={{ node: node.id, state: 'unresolved' } as never}
      aria-label={text.openAlerts(node.openAlerts)}
    >
      {node.openAlerts}
    </Link>
  )
}
