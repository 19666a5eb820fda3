import { Badge, Checkbox } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { AgeMark } from '../../marks/day-mark.tsx'
import { SeverityMark } from '../../marks/severity-mark.tsx'
import { useClock } from '../../shell/clock.tsx'
import { formatSigned } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { type Alert, extentOf, isStanding, matterOf, stateOf, titleOf } from './alert.ts'
import classes from './alert-list.module.css'

const text = words.alerts

interface Properties {
  readonly title: string | null
  readonly alerts: readonly Alert[]
  readonly isNew: (alert: Alert) => boolean
  readonly selected: ReadonlySet<string>
  readonly onSelect: (ids: readonly string[], isSelected: boolean) => void
}

/** Alerts one below the other, under a heading that selects them all. */
export function AlertList({ title, alerts, isNew, selected, onSelect }: Properties) {
  const selectable = alerts.filter(isStanding)
  const count = selectable.filter(({ id }) => selected.has(id)).length
  const all = selectable.map(({ id }) => id)
  return (
    <section className={classes.group} aria-label={title ?? words.shell.pages.alerts}>
      <div className={classes.head}>
        <Checkbox
          size="xs"
          className="no-print"
          aria-label={title === null ? text.selectAll : text.select(title)}
          disabled={selectable.length === 0}
          checked={count > 0 && count === selectable.length}
          indeterminate={count > 0 && count < selectable.length}
          onChange={event => onSelect(all, event.currentTarget.checked)}
        />
        {title === null ? (
          <span className="quiet no-print">{text.selectAll}</span>
        ) : (
          <h2>
            {title} <span className="quiet">{text.grouped(alerts.length)}</span>
          </h2>
        )}
      </div>
      <ul className={classes.list}>
        {alerts.map(alert => (
          <Row
            key={alert.id}
            alert={alert}
            isNew={isNew(alert)}
            isSelected={selected.has(alert.id)}
            onSelect={isSelected => onSelect([alert.id], isSelected)}
          />
        ))}
      </ul>
    </section>
  )
}

interface RowProperties {
  readonly alert: Alert
  readonly isNew: boolean
  readonly isSelected: boolean
  readonly onSelect: (isSelected: boolean) => void
}

function Row({ alert, isNew, isSelected, onSelect }: RowProperties) {
  const { formatInstant } = useClock()
  const title = titleOf(alert)
  const matter = matterOf(alert)
  const extent = extentOf(alert)
  return (
    <li className={classes.row} data-selected={isSelected || undefined}>
      <Checkbox
        size="xs"
        className="no-print"
        aria-label={text.select(title)}
        disabled={!isStanding(alert)}
        checked={isSelected}
        onChange={event => onSelect(event.currentTarget.checked)}
      />
      <div className={classes.severity}>
        <SeverityMark severity={alert.severity} />
      </div>
      <div className={classes.what}>
        <div className={classes.title}>
          <Link to={`/alerts/${alert.id}` as '/'}>{title}</Link>
          {isNew ? (
            <Badge size="xs" ml={8}>
              {text.isNew}
            </Badge>
          ) : null}
        </div>
        {matter === null ? null : <div className={classes.matter}>{matter}</div>}
        <div className={classes.where}>{listWhere(alert).join(' · ')}</div>
      </div>
      <div className={classes.extent}>{extent}</div>
      <div className={classes.state}>
        <div>{stateOf(alert, formatInstant)}</div>
        <div className="quiet">
          <AgeMark at={alert.changedAt} now={Date.now()} />
        </div>
      </div>
    </li>
  )
}

/** Of which initiative, who moved it in which tool, and how it went on. */
function listWhere({ initiativeName, details, worsenedCount, escalations }: Alert): readonly string[] {
  const { byPersonName, trackerName, movedByDays, totalDays } = details
  const hasMovedBefore = totalDays !== null && movedByDays !== null && totalDays !== movedByDays
  return [
    ...(initiativeName === null ? [] : [initiativeName]),
    ...(byPersonName === null ? [] : [text.by(byPersonName)]),
    ...(trackerName === null ? [] : [text.inTracker(trackerName)]),
    ...(hasMovedBefore ? [text.inAll(words.meanings.days(formatSigned(totalDays), totalDays))] : []),
    ...(worsenedCount > 0 ? [text.worsened(worsenedCount)] : []),
    ...(escalations > 0 ? [text.escalated(escalations)] : []),
  ]
}
