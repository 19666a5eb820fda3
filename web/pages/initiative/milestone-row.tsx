import { DayMark, MovedMark, Unknown } from '../../marks/day-mark.tsx'
import { Expander } from '../../marks/expander.tsx'
import { MilestoneMark } from '../../marks/milestone-mark.tsx'
import { formatCount, formatShare } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import type { Milestone } from './milestone.ts'
import { MilestoneStory } from './milestone-story.tsx'
import { MilestoneSubject } from './milestone-subject.tsx'
import classes from './milestones-section.module.css'

const text = words.initiative.milestones
const DAY_MS = 86_400_000

interface Properties {
  readonly milestone: Milestone
  readonly columns: number
  readonly isOpen: boolean
  readonly onToggle: (id: string) => void
}

export function MilestoneRow({ milestone, columns, isOpen, onToggle }: Properties) {
  const { id, name, status, baselineDay, isBaselineApproved, currentDay, actualDay } = milestone
  return (
    <tbody role="rowgroup">
      <tr role="row" className={classes.row}>
        <th role="rowheader" scope="row">
          <div className={classes.name}>
            <Expander
              isOpen={isOpen}
              label={isOpen ? text.hide(name) : text.show(name)}
              onToggle={() => onToggle(id)}
            />
            <div>
              <div>{name}</div>
              <MilestoneSubject milestone={milestone} />
            </div>
          </div>
        </th>
        <td role="cell" data-label={text.columns.status}>
          <MilestoneMark status={status} />
        </td>
        <td role="cell" data-label={text.columns.baseline}>
          <DayMark day={baselineDay} />
          {isBaselineApproved ? (
            <div className={classes.small} title={text.approvedHint}>
              {text.approved}
            </div>
          ) : null}
        </td>
        <td role="cell" data-label={text.columns.current}>
          <DayMark day={currentDay} />
        </td>
        <td role="cell" data-label={text.columns.moved}>
          <Moved milestone={milestone} />
        </td>
        <Forecast milestone={milestone} />
        <td role="cell" data-label={text.columns.actual}>
          {actualDay === null ? <span className="quiet">{text.items.open}</span> : <DayMark day={actualDay} />}
          <Late milestone={milestone} />
        </td>
      </tr>
      {isOpen ? (
        <tr role="row" className={classes.story}>
          <td role="cell" colSpan={columns}>
            <MilestoneStory milestone={milestone} />
          </td>
        </tr>
      ) : null}
    </tbody>
  )
}

function Moved({ milestone: { movedByDays, moves } }: Pick<Properties, 'milestone'>) {
  if (moves === 0) return <span className="quiet">{words.meanings.days('0', 0)}</span>
  return (
    <>
      <span data-late={(movedByDays ?? 0) > 0 || undefined}>
        <MovedMark days={movedByDays} />
      </span>
      <div className={classes.small}>{text.moves(moves)}</div>
    </>
  )
}

/** What was achieved after its day was late, whether or not somebody moved the day. */
function Late({ milestone: { currentDay, actualDay } }: Pick<Properties, 'milestone'>) {
  if (currentDay === null || actualDay === null || actualDay <= currentDay) return null
  const days = Math.round((Date.parse(actualDay) - Date.parse(currentDay)) / DAY_MS)
  return <div className={classes.small}>{text.late(words.meanings.days(formatCount(days), days))}</div>
}

/** Of what is done nothing is forecast any more. */
function Forecast({ milestone: { forecast, actualDay, currentDay } }: Pick<Properties, 'milestone'>) {
  if (actualDay !== null || forecast === null || forecast.status === 'cannot_forecast')
    return (
      <td role="cell" colSpan={3} data-label={text.columns.p80} data-over={actualDay !== null || undefined}>
        {actualDay === null ? (
          <span className="quiet">{text.noForecast(forecast?.reason ?? words.shell.unknown)}</span>
        ) : (
          <Unknown reason={words.meanings.milestone.achieved} />
        )}
      </td>
    )
  const { p50, p80, p95, probabilityByTarget } = forecast
  const isLate = (day: string | undefined) =>
    (day !== undefined && currentDay !== null && day > currentDay) || undefined
  return (
    <>
      <td role="cell" data-label={text.columns.p50} data-late={isLate(p50)}>
        <DayMark day={p50} />
      </td>
      <td role="cell" data-label={text.columns.p80} data-late={isLate(p80)}>
        <DayMark day={p80} />
        {probabilityByTarget === null || probabilityByTarget === undefined ? null : (
          <div className={classes.small}>{text.chance(formatShare(probabilityByTarget))}</div>
        )}
      </td>
      <td role="cell" data-label={text.columns.p95} data-late={isLate(p95)}>
        <DayMark day={p95} />
      </td>
    </>
  )
}
