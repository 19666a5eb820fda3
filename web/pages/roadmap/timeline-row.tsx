import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import { Expander } from '../../marks/expander.tsx'
import { HealthMark } from '../../marks/health-mark.tsx'
import { TrackerMark } from '../../marks/tracker-mark.tsx'
import { useTrackers } from '../../marks/tracker-names.tsx'
import { words } from '../../words/words.ts'
import { Line } from './line.tsx'
import { MilestoneMarks } from './milestone-marks.tsx'
import { MilestoneShape } from './milestone-shape.tsx'
import type { RoadmapLink } from './roadmap-links.ts'
import { daysOf, forecastOf, HEIGHTS, type InitiativeRow, isDone, type MilestoneRow, type Row } from './roadmap-rows.ts'
import { placeDay, type Scale } from './time-scale.ts'
import classes from './timeline.module.css'

const text = words.roadmap

interface Properties {
  readonly row: Row
  /** Pixels from the first row. */
  readonly top: number
  readonly scale: Scale
  readonly links: readonly RoadmapLink[]
  readonly onToggle: (initiativeId: string) => void
  /** Tab leads to its mark; from there arrow keys lead to the others. */
  readonly isStop: boolean
  /** The reader looks at a row; null: at none. */
  readonly onActive: (rowId: string | null) => void
  readonly onFocus: (rowId: string) => void
}

/** A line of the timeline: its name, and what it has in the calendar. */
export const TimelineRow = memo(function TimelineRow(properties: Properties) {
  const { row, top, scale, links, isStop, onToggle, onActive, onFocus } = properties
  const style = { height: HEIGHTS[row.kind], top }
  switch (row.kind) {
    case 'group':
      return (
        <div className={classes.row} data-kind="group" style={style}>
          <h2 className={classes.name} style={{ paddingLeft: 12 + row.depth * 14 }}>
            {row.name}
          </h2>
        </div>
      )
    case 'initiative':
      return (
        <div className={classes.row} data-kind="initiative" style={style}>
          <InitiativeName row={row} onToggle={onToggle} />
          <div className={classes.canvas}>
            <Summary row={row} scale={scale} />
          </div>
        </div>
      )
    case 'milestone':
      return (
        <div className={classes.row} data-kind="milestone" style={style}>
          <MilestoneName row={row} />
          <div className={classes.canvas}>
            <MilestoneMarks
              milestone={row.milestone}
              initiative={row.initiative}
              scale={scale}
              links={links}
              isStop={isStop}
              onFocus={() => onFocus(row.id)}
              onActive={isActive => onActive(isActive ? row.id : null)}
            />
          </div>
        </div>
      )
  }
})

function InitiativeName({ row, onToggle }: { readonly row: InitiativeRow } & Pick<Properties, 'onToggle'>) {
  const { node, milestones, isOpen } = row
  return (
    <div className={classes.name}>
      <Expander
        isOpen={milestones.length === 0 ? null : isOpen}
        label={isOpen ? text.collapse(node.name) : text.expand(node.name)}
        onToggle={() => onToggle(row.id)}
      />
      <Link to={`/initiatives/${row.id}` as '/'} className={classes.link} title={node.name}>
        {node.name}
      </Link>
      <span className={classes.marks}>
        <HealthMark colour={node.health.colour} compact />
        {node.byTracker.map(({ connectionId, kind, name }) => (
          <TrackerMark key={connectionId} kind={kind} name={name} />
        ))}
      </span>
    </div>
  )
}

function MilestoneName({ row: { milestone } }: { readonly row: MilestoneRow }) {
  const tracker = useTrackers().get(milestone.connectionId ?? '')
  return (
    <div className={classes.name}>
      <span className={classes.text} title={milestone.name}>
        {milestone.name}
      </span>
      <span className={classes.marks}>
        {tracker === undefined ? null : <TrackerMark kind={tracker.kind} name={tracker.name} />}
      </span>
    </div>
  )
}

/** From its first milestone to its last, and on to the last forecast; closed, with the dates of now in it. */
function Summary({ row: { milestones, isOpen }, scale }: { readonly row: InitiativeRow; readonly scale: Scale }) {
  const dates = milestones.flatMap(each => [each.actualDay ?? each.currentDay].flatMap(day => day ?? []))
  const [begin, ...rest] = dates.toSorted()
  if (begin === undefined) {
    return <span className={classes.none}>{milestones.length === 0 ? text.noMilestones : text.noDates}</span>
  }
  const end = rest.at(-1) ?? begin
  const forecast = milestones
    .flatMap(each => forecastOf(each, 'p80') ?? [])
    .toSorted()
    .at(-1)
  return (
    <>
      <Line from={begin} to={end} scale={scale} kind="span" />
      {forecast !== undefined && forecast > end ? <Line from={end} to={forecast} scale={scale} kind="late" /> : null}
      {isOpen
        ? null
        : milestones
            .filter(each => daysOf(each).length > 0)
            .map(each => (
              <span
                key={each.id}
                className={classes.shape}
                style={{ left: `${placeDay(scale, each.actualDay ?? each.currentDay ?? begin) * 100}%` }}
              >
                <MilestoneShape shape={isDone(each) ? 'actual' : 'current'} size={16} />
              </span>
            ))}
      {isOpen || forecast === undefined ? null : (
        <span className={classes.shape} style={{ left: `${placeDay(scale, forecast) * 100}%` }}>
          <MilestoneShape shape="forecast" size={16} />
        </span>
      )}
    </>
  )
}
