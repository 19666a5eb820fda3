import { Badge, Checkbox } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { memo, type Ref, useEffect, useMemo } from 'react'
import { AgeMark } from '../../marks/day-mark.tsx'
import { SeverityMark } from '../../marks/severity-mark.tsx'
import { useClock } from '../../shell/clock.tsx'
import { useRowsInView } from '../../table/use-rows-in-view.ts'
import { formatSigned } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { type Alert, extentOf, isStanding, matterOf, stateOf, titleOf } from './alert.ts'
import type { AlertGroup } from './alert-groups.ts'
import classes from './alert-list.module.css'

const text = words.alerts

interface Properties {
  readonly groups: readonly AlertGroup[]
  readonly isNew: (alert: Alert) => boolean
  readonly selected: ReadonlySet<string>
  readonly onSelect: (ids: readonly string[], isSelected: boolean) => void
  /** The reader comes near the last of them. */
  readonly onNearEnd: () => void
}

/** Pixels of an alert as long as it was not measured. */
const ROW_HEIGHT = 78
/** Rows; a page of the service is a thousand. */
const NEAR_END = 200

/** Alerts one below the other, each group under a heading that selects all of it; of many, those in view are drawn. */
export function AlertList({ groups, isNew, selected, onSelect, onNearEnd }: Properties) {
  const lines = useMemo(() => groups.flatMap(listLines), [groups])
  const keys = useMemo(() => lines.map(({ key }) => key), [lines])
  const { scroller, isLong, drawn, after, measure, onFocus } = useRowsInView<HTMLElement>(keys, ROW_HEIGHT)
  const isNearEnd = (drawn.at(-1)?.index ?? 0) >= lines.length - NEAR_END
  useEffect(() => {
    if (isNearEnd) onNearEnd()
  }, [isNearEnd, onNearEnd])
  const byGroup = Map.groupBy(drawn, ({ index }) => lines[index]?.group)
  const parts = [...byGroup].map(([group, members]) => {
    if (group === undefined) return null
    const { key, title } = group
    return (
      <section key={key} className={classes.group} aria-label={title ?? words.shell.pages.alerts}>
        <Space height={members[0]?.gap ?? 0} />
        {members.some(({ index }) => lines[index]?.alert === null) ? (
          <Head
            group={group}
            index={members[0]?.index ?? 0}
            measure={measure}
            selected={selected}
            onSelect={onSelect}
          />
        ) : null}
        <ul className={classes.list}>
          {members.map(({ index, gap }, at) => {
            const line = lines[index]
            if (line === undefined || line.alert === null) return null
            return (
              <Row
                key={line.key}
                alert={line.alert}
                index={index}
                gap={at === 0 ? 0 : gap}
                place={line.place}
                count={group.alerts.length}
                measure={measure}
                isNew={isNew(line.alert)}
                isSelected={selected.has(line.alert.id)}
                onSelect={onSelect}
              />
            )
          })}
        </ul>
      </section>
    )
  })
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears which of its rows has the focus.
    <section
      ref={scroller}
      className={classes.scroller}
      data-long={isLong || undefined}
      onFocus={onFocus}
      {...(isLong ? { tabIndex: 0, 'aria-label': words.alerts.list } : {})}
    >
      {parts}
      <Space height={after} />
    </section>
  )
}

/** The heading of a group, or one of its alerts. */
interface Line {
  readonly key: string
  readonly group: AlertGroup
  readonly alert: Alert | null
  /** Of the alert in its group, from 1. */
  readonly place: number
}

const listLines = (group: AlertGroup): readonly Line[] => [
  { key: `group ${group.key}`, group, alert: null, place: 0 },
  ...group.alerts.map((alert, at) => ({ key: alert.id, group, alert, place: at + 1 })),
]

function Space({ height }: { readonly height: number }) {
  return height <= 0 ? null : <div role="presentation" style={{ height }} />
}

interface HeadProperties extends Pick<Properties, 'selected' | 'onSelect'> {
  readonly group: AlertGroup
  readonly index: number
  readonly measure: Ref<HTMLDivElement> | undefined
}

function Head({ group: { title, alerts }, index, measure, selected, onSelect }: HeadProperties) {
  const selectable = useMemo(() => alerts.filter(isStanding).map(({ id }) => id), [alerts])
  const count = selectable.filter(id => selected.has(id)).length
  return (
    <div className={classes.head} ref={measure} data-index={index}>
      <Checkbox
        size="xs"
        className="no-print"
        aria-label={title === null ? text.selectAll : text.select(title)}
        disabled={selectable.length === 0}
        checked={count > 0 && count === selectable.length}
        indeterminate={count > 0 && count < selectable.length}
        onChange={event => onSelect(selectable, event.currentTarget.checked)}
      />
      {title === null ? (
        <span className="quiet no-print">{text.selectAll}</span>
      ) : (
        <h2>
          {title} <span className="quiet">{text.grouped(alerts.length)}</span>
        </h2>
      )}
    </div>
  )
}

interface RowProperties extends Pick<Properties, 'onSelect'> {
  readonly alert: Alert
  readonly index: number
  /** Pixels of alerts above it that are not drawn. */
  readonly gap: number
  readonly place: number
  /** Of the alerts of its group. */
  readonly count: number
  readonly measure: Ref<HTMLLIElement> | undefined
  readonly isNew: boolean
  readonly isSelected: boolean
}

/** Scrolling draws alerts that come into view, not those that are there. */
const Row = memo(function Row({
  alert,
  index,
  gap,
  place,
  count,
  measure,
  isNew,
  isSelected,
  onSelect,
}: RowProperties) {
  const { formatInstant } = useClock()
  const title = titleOf(alert)
  const matter = matterOf(alert)
  const extent = extentOf(alert)
  return (
    <li
      ref={measure}
      data-index={index}
      aria-posinset={place}
      aria-setsize={count}
      className={classes.row}
      style={{ marginTop: gap }}
      data-selected={isSelected || undefined}
    >
      <Checkbox
        size="xs"
        className="no-print"
        aria-label={text.select(title)}
        disabled={!isStanding(alert)}
        checked={isSelected}
        onChange={event => onSelect([alert.id], event.currentTarget.checked)}
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
})

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
