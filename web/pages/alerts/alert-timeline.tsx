import { useClock } from '../../shell/clock.tsx'
import { words } from '../../words/words.ts'
import { type AlertStory, matterOf } from './alert.ts'
import classes from './alert-page.module.css'

const text = words.alerts.story

type Event = AlertStory['events'][number]

/** Everything that happened to an alert, the newest first, and who was told of it. */
export function AlertTimeline({ alert }: { readonly alert: AlertStory }) {
  const { formatInstant } = useClock()
  const isTold = alert.events.some(({ deliveries }) => deliveries.length > 0)
  return (
    <>
      <ol className={classes.timeline} reversed>
        {alert.events.toReversed().map(event => (
          <li key={`${event.change} ${event.at}`}>
            <strong>{titleOf(event)}</strong>
            <div className={classes.when}>
              {formatInstant(event.at)} · {event.actor === 'milepost' ? words.alerts.ours : event.actor}
            </div>
            <What alert={alert} event={event} />
            <Told deliveries={event.deliveries} />
          </li>
        ))}
      </ol>
      {isTold ? null : <p className={`${classes.none} quiet`}>{text.notTold}</p>}
    </>
  )
}

const titleOf = ({ change, actor }: Event): string =>
  change === 'resolved' && actor === 'milepost' ? text.resolvedByItself : text.changes[change]

/** What it said then, or what a person added. */
function What({ alert, event: { change, details } }: { readonly alert: AlertStory; readonly event: Event }) {
  const { formatInstant } = useClock()
  const { note, until } = details as { note?: string | null; until?: string }
  const matter = isFinding(change)
    ? matterOf({ kind: alert.kind, details: { ...alert.details, reason: null, from: null, to: null, ...details } })
    : null
  return (
    <>
      {matter === null ? null : <div>{matter}</div>}
      {until === undefined ? null : <div>{text.until(formatInstant(until))}</div>}
      {note === undefined || note === null ? null : <div>{text.note(note)}</div>}
    </>
  )
}

const isFinding = (change: Event['change']): boolean => change === 'opened' || change === 'worsened'

function Told({ deliveries }: Pick<Event, 'deliveries'>) {
  const { formatInstant } = useClock()
  if (deliveries.length === 0) return null
  return (
    <ul className={classes.told}>
      {deliveries.map(({ channelId, channelName, sentAt, givenUpAt, dueAt, attempts, lastError }) => (
        <li key={channelId} data-failing={(sentAt === null && lastError !== null) || undefined}>
          {sentAt !== null
            ? text.told(channelName, formatInstant(sentAt))
            : lastError === null
              ? text.due(channelName, formatInstant(dueAt))
              : givenUpAt === null
                ? text.failing(channelName, attempts, lastError)
                : text.givenUp(channelName, formatInstant(givenUpAt), lastError)}
        </li>
      ))}
    </ul>
  )
}
