import { Text } from '@mantine/core'
import { useList } from '../../api/queries.ts'
import { Section } from '../../shell/page.tsx'
import { words } from '../../words/words.ts'
import { CellMark, describeCell, nameColumn } from './cell-mark.tsx'
import { bandOf, type Cell, type Column, type Period, type Plan } from './cells.ts'
import classes from './heat-map.module.css'

const text = words.capacity

interface Properties {
  readonly teams: Plan['teams']
  readonly columns: readonly Column[]
  readonly period: Period
}

/** The same for teams, of which only sums are known. */
export function TeamMap({ teams, columns, period }: Properties) {
  const named = useList('GET /teams', {}).data
  const nameOf = (teamId: string) => named?.find(({ id }) => id === teamId)?.name ?? teamId
  if (teams.length === 0) return null
  return (
    <Section title={text.teams}>
      <Text size="sm" className="quiet" mb="xs">
        {text.teamsNote}
      </Text>
      <div className={classes.scroller}>
        <table className={classes.table} aria-label={text.teams}>
          <thead>
            <tr>
              <th scope="col">{text.team}</th>
              {columns.map(column => (
                <th key={column.first} scope="col">
                  {nameColumn(column, period)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {teams.map(team => (
              <tr key={team.teamId}>
                <th scope="row">{nameOf(team.teamId)}</th>
                {columns.map(column => (
                  <TeamCell key={column.first} cell={foldTeam(team, column)} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

function TeamCell({ cell }: { readonly cell: Cell }) {
  return (
    <td>
      <span className={classes.cell} data-band={cell.band} title={describeCell(cell)}>
        <CellMark cell={cell} />
      </span>
    </td>
  )
}

function foldTeam({ weeks }: Plan['teams'][number], column: Column): Cell {
  const within = weeks.filter(({ week }) => column.weeks.has(week))
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
  const known = within.flatMap(({ capacityHours, loadHours }) =>
    capacityHours === null ? [] : [{ capacityHours, loadHours }],
  )
  const capacityHours = known.length === 0 ? null : sum(known.map(each => each.capacityHours))
  const knownLoad = sum(known.map(({ loadHours }) => loadHours))
  const utilisation = capacityHours === null || capacityHours === 0 ? null : knownLoad / capacityHours
  const overWeeks = known.filter(each => each.loadHours > each.capacityHours).length
  return {
    band: bandOf({ capacityHours, utilisation, loadHours: knownLoad, isOver: overWeeks > 0 }),
    capacityHours,
    loadHours: sum(within.map(({ loadHours }) => loadHours)),
    utilisation,
    weeks: within.length,
    overWeeks,
    unknownWeeks: within.length - known.length,
    unestimatedItems: 0,
  }
}
