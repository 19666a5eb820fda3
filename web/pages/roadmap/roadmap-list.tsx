import { Link } from '@tanstack/react-router'
import { DayMark } from '../../marks/day-mark.tsx'
import { HealthMark } from '../../marks/health-mark.tsx'
import { words } from '../../words/words.ts'
import { MilestoneShape, type Shape } from './milestone-shape.tsx'
import classes from './roadmap-list.module.css'
import { forecastOf, type Milestone, type Row } from './roadmap-rows.ts'

/** The roadmap where there is no room for a calendar: initiatives, and the days of their milestones. */
export function RoadmapList({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <div className={classes.list}>
      {rows.map(row => {
        if (row.kind === 'group') return <h2 key={row.id}>{row.name}</h2>
        if (row.kind === 'milestone') return null
        return (
          <section key={row.id} aria-label={row.node.name}>
            <h3>
              <Link to={`/initiatives/${row.id}` as '/'}>{row.node.name}</Link>
              <HealthMark colour={row.node.health.colour} />
            </h3>
            {row.milestones.length === 0 ? <p className="quiet">{words.roadmap.noMilestones}</p> : null}
            <ul>
              {row.milestones.map(milestone => (
                <MilestoneEntry key={milestone.id} milestone={milestone} />
              ))}
            </ul>
          </section>
        )
      })}
    </div>
  )
}

function MilestoneEntry({ milestone }: { readonly milestone: Milestone }) {
  const { name, status, baselineDay, currentDay, actualDay } = milestone
  const days: readonly (readonly [Shape, string | null])[] =
    actualDay === null
      ? [
          ['baseline', baselineDay],
          ['current', currentDay],
          ['forecast', forecastOf(milestone, 'p80')],
        ]
      : [
          ['baseline', baselineDay],
          ['actual', actualDay],
        ]
  return (
    <li>
      <div className={classes.head}>
        <span>{name}</span>
        <span className={classes.status} data-status={status}>
          {status === null ? words.shell.unknown : words.meanings.milestone[status]}
        </span>
      </div>
      <dl>
        {days.map(([shape, day]) => (
          <div key={shape}>
            <dt>
              <MilestoneShape shape={shape} size={14} />
              {words.roadmap.shapes[shape]}
            </dt>
            <dd>
              <DayMark day={day} />
            </dd>
          </div>
        ))}
      </dl>
    </li>
  )
}
