import { Link } from '@tanstack/react-router'
import { DependencyMark } from '../../marks/dependency-mark.tsx'
import { HintOn } from '../../marks/hint.tsx'
import { formatDay, formatSigned, withDays } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { Line } from './line.tsx'
import { MilestoneShape, type Shape } from './milestone-shape.tsx'
import type { RoadmapLink } from './roadmap-links.ts'
import { daysOf, forecastOf, type Milestone } from './roadmap-rows.ts'
import { placeDay, type Scale } from './time-scale.ts'
import classes from './timeline.module.css'

const text = words.roadmap

interface Properties {
  readonly milestone: Milestone
  readonly initiative: string
  readonly scale: Scale
  /** Those that begin or end here. */
  readonly links: readonly RoadmapLink[]
  readonly isStop: boolean
  readonly onActive: (isActive: boolean) => void
  readonly onFocus: () => void
}

/** The days of a milestone and how it moves; on hover and focus in words. */
export function MilestoneMarks(properties: Properties) {
  const { milestone, initiative, scale, links, isStop, onActive, onFocus } = properties
  const { baselineDay, currentDay, actualDay, status, movedByDays } = milestone
  const days = daysOf(milestone).toSorted()
  const end = days.at(-1)
  if (end === undefined) return <span className={classes.none}>{words.meanings.milestone.no_date}</span>
  const p80 = forecastOf(milestone, 'p80')
  const shown = actualDay ?? currentDay
  const shapes: readonly (readonly [Shape, string | null])[] = [
    ['baseline', baselineDay],
    ['current', actualDay === null ? currentDay : null],
    ['forecast', p80],
    ['actual', actualDay],
  ]
  const word = status === null ? words.shell.unknown : words.meanings.milestone[status]
  const moved =
    movedByDays === null || movedByDays === 0 || actualDay !== null
      ? ''
      : ` ${words.meanings.days(formatSigned(movedByDays), movedByDays)}`
  return (
    <>
      {baselineDay !== null && shown !== null ? (
        <Line from={baselineDay} to={shown} scale={scale} kind="moved" />
      ) : null}
      {currentDay !== null && p80 !== null ? (
        <Line from={currentDay} to={p80} scale={scale} kind={p80 > currentDay ? 'late' : 'early'} />
      ) : null}
      {shapes.map(([shape, day]) =>
        day === null ? null : (
          <span key={shape} className={classes.shape} style={{ left: `${placeDay(scale, day) * 100}%` }}>
            <MilestoneShape shape={shape} />
          </span>
        ),
      )}
      <HintOn
        width={340}
        position="top"
        detail={() => <Card milestone={milestone} initiative={initiative} word={word} links={links} />}
        target={looking => (
          <Link
            {...looking}
            to={`/initiatives/${milestone.initiativeId}` as '/'}
            hash="milestones"
            className={classes.mark}
            data-mark=""
            aria-label={describe(milestone, word, links)}
            onMouseEnter={() => onActive(true)}
            onMouseLeave={() => onActive(false)}
            tabIndex={isStop ? 0 : -1}
            onFocus={() => {
              looking.onFocus?.()
              onActive(true)
              onFocus()
            }}
            onBlur={() => onActive(false)}
            style={{ left: `${placeDay(scale, shown ?? end) * 100}%` }}
          />
        )}
      />
      <span className={classes.said} data-status={status} style={{ left: `${placeDay(scale, end) * 100}%` }}>
        {word}
        {moved}
      </span>
    </>
  )
}

/** All its days, for those who hear the page. */
function describe(milestone: Milestone, word: string, links: readonly RoadmapLink[]): string {
  const days = listDays(milestone).flatMap(([shape, day]) =>
    day === null ? [] : text.day(text.shapes[shape], formatDay(day)),
  )
  const waits = links.flatMap(({ dependencies }) => dependencies.map(tellDependency))
  return [[text.describe(milestone.name, word), ...days].join(', '), ...waits].join('. ')
}

const tellDependency = (dependency: RoadmapLink['dependencies'][number]): string =>
  text.dependency(words.meanings.dependency[dependency.status], withDays(dependency.text))

const listDays = (milestone: Milestone): readonly (readonly [Shape, string | null])[] => [
  ['baseline', milestone.baselineDay],
  ['current', milestone.currentDay],
  ['forecast', forecastOf(milestone, 'p80')],
  ['actual', milestone.actualDay],
]

/** Of many, those that are told on the card; all are in the table. */
const MOST_TOLD = 4

interface CardProperties extends Pick<Properties, 'links'> {
  readonly milestone: Milestone
  readonly initiative: string
  readonly word: string
}

function Card({ milestone, initiative, word, links }: CardProperties) {
  const waits = links.flatMap(({ dependencies }) => dependencies)
  const { name, forecast, silentSlipDays, movedByDays } = milestone
  return (
    <div className={classes.card}>
      <strong>{name}</strong>
      <div className="quiet">{initiative}</div>
      <dl>
        {listDays(milestone).map(([shape, day]) =>
          day === null ? null : (
            <div key={shape}>
              <dt>
                <MilestoneShape shape={shape} size={15} />
                {text.shapes[shape]}
              </dt>
              <dd>{formatDay(day)}</dd>
            </div>
          ),
        )}
      </dl>
      <p>
        {word}
        {movedByDays === null || movedByDays === 0
          ? null
          : `, ${text.moved(words.meanings.days(formatSigned(movedByDays), movedByDays))}`}
      </p>
      {silentSlipDays === null || silentSlipDays <= 0 ? null : (
        <p>{text.silent(words.meanings.days(String(silentSlipDays), silentSlipDays))}</p>
      )}
      {forecast?.reason === undefined ? null : (
        <p className="quiet">
          {text.noForecast}: {withDays(forecast.reason)}
        </p>
      )}
      {waits.slice(0, MOST_TOLD).map(dependency => (
        <p key={dependency.id}>
          <DependencyMark status={dependency.status} /> {withDays(dependency.text)}
        </p>
      ))}
      {waits.length > MOST_TOLD ? <p className="quiet">{text.moreLinks(waits.length - MOST_TOLD)}</p> : null}
    </div>
  )
}
