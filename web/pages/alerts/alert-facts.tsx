import { Link } from '@tanstack/react-router'
import { AgeMark, DayMark, MovedMark } from '../../marks/day-mark.tsx'
import { Fact } from '../../marks/fact.tsx'
import { SeverityMark } from '../../marks/severity-mark.tsx'
import { Instant, useClock } from '../../shell/clock.tsx'
import { withDays } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { type AlertStory, extentOf, stateOf } from './alert.ts'
import classes from './alert-page.module.css'

const text = words.alerts.story

/** Which of the two days is the date and which something else, by kind. */
const MOVE_WORDS: Readonly<Partial<Record<AlertStory['kind'], string>>> = {
  silent_slip: text.forecastMove,
  milestone_at_risk: text.forecastMove,
  dependency_violated: text.neededMove,
}

/** What an alert is about: its subject, the move behind it, and how old the data is. */
export function AlertFacts({ alert }: { readonly alert: AlertStory }) {
  const { formatInstant } = useClock()
  const { kind, severity, details, initiativeId, initiativeName, url, openedAt, worsenedCount } = alert
  const { reason, from, to, totalDays, baselineDay, milestoneName, dataAt } = details
  return (
    <dl className={classes.facts}>
      {reason === null ? null : <Fact name={text.reason}>{withDays(reason)}</Fact>}
      {from === null ? null : (
        <Fact name={MOVE_WORDS[kind] ?? text.move}>
          <span className={classes.move}>
            <span>
              <DayMark day={from} /> → <DayMark day={to} />
            </span>
            {details.movedByDays === null ? <span>{extentOf(alert)}</span> : <MovedMark days={details.movedByDays} />}
          </span>
        </Fact>
      )}
      <Mover alert={alert} />
      {totalDays === null ? null : (
        <Fact name={text.total}>
          <MovedMark days={totalDays} />
          {baselineDay === null ? null : (
            <span className="quiet">
              {' '}
              ({words.portfolio.baseline} <DayMark day={baselineDay} />)
            </span>
          )}
        </Fact>
      )}
      {milestoneName === null ? null : (
        <Fact name={text.milestone}>
          {url === null ? (
            milestoneName
          ) : (
            <a href={url} target="_blank" rel="noreferrer" title={text.openSubject}>
              {milestoneName}
            </a>
          )}
        </Fact>
      )}
      {initiativeId === null ? null : (
        <Fact name={text.initiative}>
          <Link to={`/initiatives/${initiativeId}` as '/'}>{initiativeName ?? words.shell.unknown}</Link>
        </Fact>
      )}
      <Operations alert={alert} />
      <Fact name={text.severity}>
        <SeverityMark severity={severity} />
      </Fact>
      <Fact name={text.state}>
        {stateOf(alert, formatInstant)}
        {worsenedCount === 0 ? null : <span className="quiet"> · {words.alerts.worsened(worsenedCount)}</span>}
      </Fact>
      <Fact name={text.kind}>{words.alerts.kinds[kind]}</Fact>
      <Fact name={text.opened}>
        <Instant at={openedAt} />
      </Fact>
      <Fact name={text.dataAt}>
        <AgeMark at={dataAt} now={Date.now()} />
      </Fact>
    </dl>
  )
}

/** Who moved it, in which tool, and when. */
function Mover({ alert: { kind, details } }: { readonly alert: AlertStory }) {
  const { byPersonName, connectionId, trackerName, at } = details
  const isMove = kind === 'milestone_slipped' || kind === 'milestone_pulled_in'
  return (
    <>
      {isMove ? <Fact name={text.moveBy}>{byPersonName ?? text.noPerson}</Fact> : null}
      {connectionId === null ? null : <Fact name={text.moveIn}>{trackerName ?? words.shell.unknown}</Fact>}
      {isMove ? (
        <Fact name={text.moveAt}>
          <Instant at={at} />
        </Fact>
      ) : null}
    </>
  )
}

/** Where to do something about a connection or a channel. */
function Operations({ alert: { kind, connectionId, channelId } }: { readonly alert: AlertStory }) {
  if (connectionId === null && channelId === null) return null
  return (
    <Fact name={text.where}>
      {connectionId === null ? (
        <Link to={'/settings' as '/'}>{text.links.channel}</Link>
      ) : (
        <Link to={`/connections/${connectionId}` as '/'}>
          {kind === 'deletion_breaker' ? text.links.deletions : text.links.connection}
        </Link>
      )}
    </Fact>
  )
}
