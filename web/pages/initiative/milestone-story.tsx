import type { Item } from '../../api/operation.ts'
import { useAnswer } from '../../api/queries.ts'
import { DayMark, InstantMark, MovedMark } from '../../marks/day-mark.tsx'
import { ExplainMark } from '../../marks/explain-mark.tsx'
import { TrackerMark } from '../../marks/tracker-mark.tsx'
import { useTrackers } from '../../marks/tracker-names.tsx'
import { Answered } from '../../shell/answered.tsx'
import { usePlace } from '../../shell/place.ts'
import { formatCount, formatDay, formatShare, formatSigned } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import type { Milestone } from './milestone.ts'
import { MilestoneItems } from './milestone-items.tsx'
import classes from './milestones-section.module.css'

const text = words.initiative.milestones
type Slip = Item<'GET /milestones/{id}/slips'>

const COLUMNS = ['when', 'from', 'to', 'days', 'total', 'who', 'tool', 'effect'] as const

/** Who moved a milestone, when and how far, what its forecast rests on, and the items it waits for. */
export function MilestoneStory({ milestone }: { readonly milestone: Milestone }) {
  const { asOf } = usePlace()
  const query = useAnswer('GET /milestones/{id}/slips', { path: { id: milestone.id } })
  return (
    <div className={classes.storyBody}>
      <Remarks milestone={milestone} />
      {milestone.moves === 0 ? (
        <p className="quiet">{text.slips.none}</p>
      ) : (
        <Answered query={query} height={120}>
          {({ items }) => (
            <Ledger
              label={text.slips.title(milestone.name)}
              slips={items.filter(({ at }) => asOf === undefined || Date.parse(at) <= Date.parse(asOf))}
            />
          )}
        </Answered>
      )}
      <MilestoneItems milestone={milestone} />
      <ExplainMark explain={milestone.slip.explain} />
    </div>
  )
}

/** Every move in its order. Roles are spelled out because a phone shows each as a few lines. */
function Ledger({ label, slips }: { readonly label: string; readonly slips: readonly Slip[] }) {
  return (
    <table className={classes.ledger} role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map(column => (
            <th key={column} role="columnheader" scope="col">
              {text.slips.columns[column]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {slips.map(slip => (
          <tr key={`${slip.at} ${slip.to}`} role="row">
            <td role="cell">
              <InstantMark at={slip.at} />
            </td>
            <td role="cell">
              <DayMark day={slip.from} />
            </td>
            <td role="cell">
              <span className="one-line">
                <span aria-hidden="true">→ </span>
                <DayMark day={slip.to} />
              </span>
            </td>
            <td role="cell" className={classes.days}>
              <MovedMark days={slip.movedByDays} />
            </td>
            <td role="cell" className="quiet">
              <MovedMark days={slip.cumulativeDays} />
            </td>
            <td role="cell">{slip.personName ?? <span className="quiet">{text.slips.nobody}</span>}</td>
            <td role="cell">
              <Tool slip={slip} />
            </td>
            <td role="cell">
              <Effect slip={slip} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What a reader should know beside the dates. */
function Remarks({ milestone }: { readonly milestone: Milestone }) {
  const remarks = listRemarks(milestone)
  if (remarks.length === 0) return null
  return (
    <ul className={classes.remarks}>
      {remarks.map(remark => (
        <li key={remark}>{remark}</li>
      ))}
    </ul>
  )
}

function listRemarks({ silentSlipDays, conflicts, forecast, hitRate, retiredAt }: Milestone): readonly string[] {
  const isForecast = forecast !== null && forecast.status === 'forecast'
  return [
    ...(retiredAt === null ? [] : [text.retired(formatDay(retiredAt.slice(0, 10)))]),
    ...(silentSlipDays === null || silentSlipDays <= 0
      ? []
      : [text.silent(words.meanings.days(formatCount(silentSlipDays), silentSlipDays))]),
    ...conflicts.map(
      ({ source, day, yields }) =>
        `${text.conflict(text.source[source], formatDay(day))} ${yields ? text.yields : text.holds}`,
    ),
    ...(isForecast ? (forecast.waitsFor ?? []) : []).map(({ name, share }) => text.waits(name, formatShare(share))),
    ...(isForecast ? (forecast.notWaitedFor ?? []) : []).map(({ name, reason }) => text.blind(name, reason)),
    ...(hitRate === null || !isForecast ? [] : [describeHitRate(hitRate)]),
  ]
}

function describeHitRate({ of, forecasts, p50, p80, reason }: NonNullable<Milestone['hitRate']>): string {
  if (p50 === null || p80 === null) return text.hitRateUnknown(reason ?? words.shell.unknown)
  return text.hitRate(formatShare(p50), formatShare(p80), forecasts, text.hitRateOf[of])
}

function Tool({ slip: { connectionId, trackerName } }: { readonly slip: Slip }) {
  const tracker = useTrackers().get(connectionId ?? '')
  if (connectionId === null || trackerName === null) return text.slips.here
  return (
    <span className={classes.tool}>
      {tracker === undefined ? null : <TrackerMark kind={tracker.kind} name={trackerName} />}
      <span aria-hidden="true">{trackerName}</span>
    </span>
  )
}

/** What the move did to milestones that come after it. */
function Effect({ slip: { downstream } }: { readonly slip: Slip }) {
  return downstream.flatMap(({ milestoneId, name, moved, isBroken }) =>
    moved === null && !isBroken
      ? []
      : [
          <div key={milestoneId} className={classes.small}>
            {moved === null
              ? text.slips.broken(name)
              : text.slips.followed(name, words.meanings.days(formatSigned(moved.movedByDays), moved.movedByDays))}
          </div>,
        ],
  )
}
