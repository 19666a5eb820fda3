import { Group } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { FilterSelect } from '../../forms/filter-select.tsx'
import { DayMark, MovedMark } from '../../marks/day-mark.tsx'
import type { Dependency } from '../../marks/dependency-mark.tsx'
import { DependencyTable } from '../../marks/dependency-table.tsx'
import { MilestoneMark } from '../../marks/milestone-mark.tsx'
import { TrackerMark } from '../../marks/tracker-mark.tsx'
import { useTrackers } from '../../marks/tracker-names.tsx'
import { useSearchText } from '../../shell/place.ts'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { words } from '../../words/words.ts'
import classes from './roadmap-page.module.css'
import { forecastOf, type Milestone } from './roadmap-rows.ts'

const text = words.roadmap

interface Properties {
  readonly milestones: readonly Milestone[]
  /** By id. */
  readonly names: ReadonlyMap<string, string>
}

/** The timeline and its dependencies for those who rather read them. */
export function RoadmapTables({
  dependencies,
  milestones,
  ...shown
}: Properties & { readonly dependencies: readonly Dependency[] }) {
  const status = useSearchText('status', '')
  return (
    <div className={classes.tables}>
      <Group justify="space-between" align="flex-end">
        <h2>{text.milestones}</h2>
        <FilterSelect
          label={text.columns.status}
          name="status"
          value={status}
          all={text.all}
          options={Object.entries(words.meanings.milestone)}
        />
      </Group>
      <MilestoneTable
        milestones={status === '' ? milestones : milestones.filter(each => each.status === status)}
        {...shown}
      />
      <h2>{text.links}</h2>
      <DependencyTable dependencies={dependencies} />
    </div>
  )
}

function MilestoneTable({ milestones, names }: Properties) {
  const trackers = useTrackers()
  const day = (id: keyof typeof text.columns, dayOf: (milestone: Milestone) => string | null): Column<Milestone> => ({
    id,
    title: text.columns[id],
    cell: milestone => <DayMark day={dayOf(milestone)} />,
    sortBy: dayOf,
  })
  const columns: readonly Column<Milestone>[] = [
    {
      id: 'milestone',
      title: text.columns.milestone,
      cell: ({ name }) => name,
      sortBy: ({ name }) => name,
      isRowHeader: true,
    },
    {
      id: 'initiative',
      title: text.columns.initiative,
      cell: ({ initiativeId }) => (
        <Link to={`/initiatives/${initiativeId}` as '/'}>{names.get(initiativeId) ?? words.shell.unknown}</Link>
      ),
      sortBy: ({ initiativeId }) => names.get(initiativeId) ?? null,
    },
    {
      id: 'tracker',
      title: text.columns.tracker,
      cell: ({ connectionId }) => {
        const tracker = trackers.get(connectionId ?? '')
        return tracker === undefined ? text.entered : <TrackerMark kind={tracker.kind} name={tracker.name} />
      },
      sortBy: ({ connectionId }) => trackers.get(connectionId ?? '')?.name ?? null,
    },
    day('baseline', ({ baselineDay }) => baselineDay),
    day('current', ({ currentDay }) => currentDay),
    {
      id: 'moved',
      title: text.columns.moved,
      align: 'right',
      cell: ({ movedByDays }) => <MovedMark days={movedByDays} />,
      sortBy: ({ movedByDays }) => movedByDays,
    },
    day('p50', milestone => forecastOf(milestone, 'p50')),
    day('p80', milestone => forecastOf(milestone, 'p80')),
    day('actual', ({ actualDay }) => actualDay),
    {
      id: 'status',
      title: text.columns.status,
      cell: ({ status }) => <MilestoneMark status={status} />,
      sortBy: ({ status }) => (status === null ? null : words.meanings.milestone[status]),
    },
  ]
  return (
    <DataTable
      label={text.milestones}
      columns={columns}
      rows={milestones}
      rowKey={({ id }) => id}
      empty={<p>{text.noneFits}</p>}
    />
  )
}
