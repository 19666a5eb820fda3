import { Link } from '@tanstack/react-router'
import { type Column, DataTable } from '../table/data-table.tsx'
import { formatShare, withDays } from '../words/format.ts'
import { words } from '../words/words.ts'
import { DayMark, Unknown } from './day-mark.tsx'
import { type Dependency, DependencyMark } from './dependency-mark.tsx'
import classes from './dependency-table.module.css'
import { TrackerMark } from './tracker-mark.tsx'

const text = words.meanings.dependencyColumns
const ORDER = { violated: 0, at_risk: 1, unknown: 2, holds: 3, met: 4 } as const

const endOf = (side: 'provider' | 'consumer'): Column<Dependency> => ({
  id: side,
  title: text[side],
  cell: dependency => <End end={dependency[side]} />,
  sortBy: dependency => dependency[side].name,
})

const COLUMNS: readonly Column<Dependency>[] = [
  {
    id: 'status',
    title: text.status,
    cell: ({ status }) => <DependencyMark status={status} />,
    sortBy: ({ status }) => ORDER[status],
  },
  endOf('provider'),
  endOf('consumer'),
  {
    id: 'neededBy',
    title: text.neededBy,
    cell: ({ neededBy }) => <DayMark day={neededBy} />,
    sortBy: ({ neededBy }) => neededBy,
  },
  {
    id: 'p80',
    title: text.p80,
    cell: ({ providerP80 }) => <DayMark day={providerP80} />,
    sortBy: ({ providerP80 }) => providerP80,
  },
  {
    id: 'late',
    title: text.late,
    align: 'right',
    cell: ({ probabilityLate }) => (probabilityLate === null ? <Unknown /> : formatShare(probabilityLate)),
    sortBy: ({ probabilityLate }) => probabilityLate,
  },
  {
    id: 'text',
    title: text.text,
    cell: dependency => <span className={classes.why}>{withDays(dependency.text)}</span>,
  },
]

/** What waits for what, in words, with both ends in their trackers. */
export function DependencyTable({ dependencies }: { readonly dependencies: readonly Dependency[] }) {
  return (
    <DataTable
      label={words.meanings.dependencyList}
      columns={COLUMNS}
      rows={dependencies}
      rowKey={({ id }) => id}
      rowHeight={64}
      empty={<p className="quiet">{words.meanings.noDependencies}</p>}
    />
  )
}

function End({ end }: { readonly end: Dependency['provider'] }) {
  const { name, url, initiative, initiativeId, trackerKind, trackerName } = end
  return (
    <div className={classes.end}>
      <div>
        {trackerKind === null ? null : <TrackerMark kind={trackerKind} name={trackerName ?? trackerKind} />}{' '}
        {url === null ? (
          (name ?? <Unknown />)
        ) : (
          <a href={url} target="_blank" rel="noreferrer">
            {name ?? url}
          </a>
        )}
      </div>
      <div className={classes.where}>
        {initiativeId === null ? (
          words.meanings.noInitiative
        ) : (
          <Link to={`/initiatives/${initiativeId}` as '/'}>{initiative ?? words.shell.unknown}</Link>
        )}
      </div>
    </div>
  )
}
