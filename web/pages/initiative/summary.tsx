import { Link } from '@tanstack/react-router'
import type { Answer } from '../../api/operation.ts'
import { useList } from '../../api/queries.ts'
import { CoverageMark } from '../../marks/coverage-mark.tsx'
import { DayMark, Unknown } from '../../marks/day-mark.tsx'
import { ExplainMark } from '../../marks/explain-mark.tsx'
import { HealthMark } from '../../marks/health-mark.tsx'
import { ProgressMark } from '../../marks/progress-mark.tsx'
import { TrackerMark } from '../../marks/tracker-mark.tsx'
import { type Tracker, useTrackers } from '../../marks/tracker-names.tsx'
import { formatDay, formatShare, withDays } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { type AssessedMilestone, type Assessment, findLast } from './assessment.ts'
import classes from './summary.module.css'

const text = words.initiative.summary

interface Properties {
  readonly initiative: Answer<'GET /initiatives/{id}'>
  readonly assessment: Assessment
}

/** How the initiative stands, readable from across the room. */
export function Summary({ initiative, assessment }: Properties) {
  const { progress, milestones, nextMilestoneId } = assessment
  const next = milestones.find(({ milestoneId }) => milestoneId === nextMilestoneId)
  const last = findLast(milestones)
  const { fraction } = progress.size.fraction === null ? progress.count : progress.size
  return (
    <section className={`panel ${classes.summary}`} aria-label={initiative.name}>
      <div>
        <h2>{text.health}</h2>
        <HealthSummary assessment={assessment} />
      </div>
      <div>
        <h2>{text.progress}</h2>
        <p className={classes.large}>{fraction === null ? words.shell.unknown : formatShare(fraction)}</p>
        <div className={classes.bars}>
          <ProgressMark progress={progress} label={initiative.name} />
        </div>
        <ExplainMark explain={assessment.explain}>
          <a href="#items">{words.shell.evidence}</a>
        </ExplainMark>
      </div>
      <div>
        <h2>{text.next}</h2>
        {next === undefined ? <p className="quiet">{text.noNext}</p> : <MilestoneDays milestone={next} />}
        {last === null || last === next ? null : (
          <>
            <h2 className={classes.fact}>{text.finish}</h2>
            <MilestoneDays milestone={last} />
          </>
        )}
      </div>
      <Facts initiative={initiative} assessment={assessment} />
    </section>
  )
}

function HealthSummary({ assessment: { health, override } }: Pick<Properties, 'assessment'>) {
  const { colour } = words.meanings
  const worst = health.axes.find(({ axis }) => axis === health.worstAxis)
  return (
    <>
      <p className={classes.large}>
        <HealthMark colour={health.colour} />
      </p>
      {override === null ? null : (
        <p className={classes.fact}>
          {text.said(colour[override.colour], override.createdBy, formatDay(override.expiresAt.slice(0, 10)))}
          {': '}
          {override.reason} <span className="quiet">{text.computed(colour[health.computedColour])}</span>
        </p>
      )}
      {health.computedColour === 'green' ? null : (
        <p className={classes.fact}>
          <strong>{text.worst(words.meanings.axis[health.worstAxis])}</strong>
        </p>
      )}
      <p className={classes.fact}>{withDays(worst?.reasons[0] ?? health.reasons[0] ?? '')}</p>
    </>
  )
}

function MilestoneDays({ milestone }: { readonly milestone: AssessedMilestone }) {
  const { name, baselineDay, currentDay, forecast } = milestone
  return (
    <div>
      <div className={classes.milestone}>{name}</div>
      <dl className={classes.facts}>
        <dt>{words.portfolio.baseline}</dt>
        <dd>
          <DayMark day={baselineDay} />
        </dd>
        <dt>{words.portfolio.current}</dt>
        <dd>
          <DayMark day={currentDay} />
        </dd>
        <dt title={words.portfolio.forecastHint}>{words.portfolio.forecast}</dt>
        <dd>
          <DayMark day={forecast.p80} />
        </dd>
      </dl>
    </div>
  )
}

function Facts({ initiative, assessment }: Properties) {
  const trackers = useTrackers()
  return (
    <dl className={classes.facts}>
      <dt>{text.owner}</dt>
      <dd>{initiative.owner ?? <span className="quiet">{words.initiative.unowned}</span>}</dd>
      <dt>{text.trackers}</dt>
      <dd className={classes.trackers}>
        {assessment.byTracker.map(({ connectionId }) => (
          <TrackerName key={connectionId} tracker={trackers.get(connectionId)} />
        ))}
      </dd>
      <dt>{text.alerts}</dt>
      <dd>
        <OpenAlerts initiativeId={initiative.id} />
      </dd>
      <dt>{text.data}</dt>
      <dd>
        <CoverageMark coverage={assessment.coverage} name={initiative.name} />
      </dd>
    </dl>
  )
}

function TrackerName({ tracker }: { readonly tracker: Tracker | undefined }) {
  if (tracker === undefined) return <Unknown />
  return (
    <span className={classes.tracker}>
      <TrackerMark kind={tracker.kind} name={tracker.name} />
      <span aria-hidden="true">{tracker.name}</span>
    </span>
  )
}

/** Alerts are of today, also where the page shows a past day. */
function OpenAlerts({ initiativeId }: { readonly initiativeId: string }) {
  const { data } = useList('GET /alerts', { query: { initiative: initiativeId, state: 'unresolved' } })
  if (data === undefined) return <Unknown />
  if (data.length === 0) return 0
  return (
    <Link to={'/alerts' as '/'} search={{ initiative: initiativeId, state: 'unresolved' } as never}>
      {data.length} <span className="visually-hidden">{text.seeAlerts}</span>
    </Link>
  )
}
