import { useTree } from '../../api/tree.ts'
import { AgeMark, DayMark, Unknown } from '../../marks/day-mark.tsx'
import { NodeLink } from '../../marks/node-link.tsx'
import { useSearchText, useSetSearch } from '../../shell/place.ts'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { withDays } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import classes from './matrix.module.css'
import { type Entry, isOverdue, type Limits, levelOf, probabilityOf } from './register.ts'

const text = words.risks

interface Properties {
  readonly entries: readonly Entry[]
  readonly limits: Limits
  readonly isFiltered: boolean
  /** Columns that would say the same in every row. */
  readonly without?: readonly string[]
}

/** The register, the gravest first unless the reader sorts it. */
export function RegisterTable({ entries, limits, isFiltered, without = [] }: Properties) {
  const setSearch = useSetSearch()
  const { byId } = useTree()
  const column = useSearchText('sort', 'exposure')
  const order = useSearchText('order', column === 'exposure' ? 'descending' : 'ascending')
  return (
    <DataTable
      label={text.entries}
      columns={listColumns(
        limits,
        nodeId => byId.get(nodeId)?.name ?? null,
        id => setSearch({ entry: id }),
      ).filter(({ id }) => !without.includes(id))}
      rows={entries}
      rowKey={({ id }) => id}
      sorting={{ column, isDescending: order === 'descending' }}
      onSort={next => setSearch({ sort: next.column, order: next.isDescending ? 'descending' : 'ascending' })}
      empty={isFiltered ? text.noneFits : text.none}
    />
  )
}

const now = () => Date.now()
const today = () => new Date().toISOString().slice(0, 10)

const listColumns = (
  limits: Limits,
  nameOf: (nodeId: string) => string | null,
  open: (id: string) => void,
): readonly Column<Entry>[] => [
  {
    id: 'title',
    title: text.columns.title,
    isRowHeader: true,
    sortBy: ({ title }) => title,
    cell: entry => (
      <div style={{ minWidth: 200 }}>
        <button type="button" className={classes.title} onClick={() => open(entry.id)}>
          {entry.title}
        </button>
        {entry.evidence === null ? null : <div className={classes.small}>{withDays(entry.evidence.text)}</div>}
      </div>
    ),
  },
  {
    id: 'exposure',
    title: text.columns.exposure,
    sortBy: ({ exposure }) => exposure,
    cell: entry => <ExposureMark entry={entry} limits={limits} />,
  },
  {
    id: 'where',
    title: text.columns.where,
    cell: ({ nodeId }) => <NodeLink id={nodeId} />,
    sortBy: ({ nodeId }) => nameOf(nodeId),
  },
  {
    id: 'kind',
    title: text.columns.kind,
    cell: ({ kind }) => text.kinds[kind],
    sortBy: ({ kind }) => text.kinds[kind],
  },
  {
    id: 'source',
    title: text.columns.source,
    sortBy: ({ source, rule }) => `${source} ${rule}`,
    cell: ({ source, rule, createdBy }) => (
      <>
        {text.sources[source]}
        <div className={classes.small}>{rule === null ? createdBy : text.rules[rule]}</div>
      </>
    ),
  },
  {
    id: 'status',
    title: text.columns.status,
    sortBy: ({ status }) => text.statuses[status],
    cell: ({ status, statusReason }) => (
      <>
        {text.statuses[status]}
        {statusReason === null ? null : <div className={classes.small}>{statusReason}</div>}
      </>
    ),
  },
  { id: 'owner', title: text.columns.owner, cell: ({ owner }) => owner ?? <Unknown />, sortBy: ({ owner }) => owner },
  {
    id: 'due',
    title: text.columns.due,
    sortBy: ({ dueDay }) => dueDay,
    cell: entry => (
      <>
        <DayMark day={entry.dueDay} />
        {isOverdue(entry, today()) ? <div className={classes.late}>{text.overdue}</div> : null}
      </>
    ),
  },
  {
    id: 'reviewed',
    title: text.columns.reviewed,
    sortBy: ({ reviewedAt }) => reviewedAt,
    cell: ({ reviewedAt }) =>
      reviewedAt === null ? (
        <span className={classes.small}>{text.never}</span>
      ) : (
        <AgeMark at={reviewedAt} now={now()} />
      ),
  },
]

/** Probability times impact, with the level that the health rules give it. */
export function ExposureMark({ entry, limits }: { readonly entry: Entry; readonly limits: Limits }) {
  const probability = probabilityOf(entry)
  if (entry.exposure === null || probability === null || entry.impact === null)
    return <span className={classes.small}>{text.notRated}</span>
  const level = levelOf(entry.exposure, limits)
  return (
    <span className={classes.level} data-level={level}>
      {text.exposure(`${probability}`, `${entry.impact}`, `${entry.exposure}`)} {text.matrix.legend[level]}
    </span>
  )
}
