import { Alert as Notice } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useAnswer } from '../../api/queries.ts'
import { ItemLink } from '../../marks/item-link.tsx'
import { Answered } from '../../shell/answered.tsx'
import { TodayOnly } from '../../shell/as-of.tsx'
import { Page, Section } from '../../shell/page.tsx'
import { words } from '../../words/words.ts'
import { type AlertStory, isStanding, titleOf } from './alert.ts'
import { DecisionButtons } from './alert-actions.tsx'
import { AlertFacts } from './alert-facts.tsx'
import classes from './alert-page.module.css'
import { AlertTimeline } from './alert-timeline.tsx'
import { Moves } from './moves.tsx'

const text = words.alerts.story

/** The story of one alert: what it is about, what happened since, what drives it and what waits for it. */
export function AlertPage() {
  const { alertId } = useParams({ strict: false }) as { alertId: string }
  const query = useAnswer('GET /alerts/{id}', { path: { id: alertId } })
  return (
    <Answered query={query} height={600}>
      {alert => <Story alert={alert} />}
    </Answered>
  )
}

function Story({ alert }: { readonly alert: AlertStory }) {
  const [outcome, setOutcome] = useState<string | null>(null)
  return (
    <Page
      title={titleOf(alert)}
      lead={<Link to={'/alerts' as '/'}>{text.back}</Link>}
      actions={isStanding(alert) ? <DecisionButtons alerts={[alert]} onDecided={setOutcome} /> : null}
    >
      <TodayOnly />
      <div role="status">
        {outcome === null ? null : (
          <Notice mb="md" py="xs" color="indigo">
            {outcome}
          </Notice>
        )}
      </div>
      <div className={classes.columns}>
        <div>
          <Section title={text.facts}>
            <AlertFacts alert={alert} />
          </Section>
          <Items alert={alert} />
          <Downstream alert={alert} />
        </div>
        <Section title={text.events}>
          <AlertTimeline alert={alert} />
        </Section>
      </div>
      {alert.milestoneId === null ? null : <Moves milestoneId={alert.milestoneId} />}
    </Page>
  )
}

function Items({ alert: { items, details } }: { readonly alert: AlertStory }) {
  if (details.evidenceIds.length === 0) return null
  return (
    <Section title={text.items}>
      {items.length === 0 ? <p className={`${classes.none} quiet`}>{text.noItems}</p> : null}
      <ul className={classes.list}>
        {items.map(({ id, connectionId, key, title, url }) => (
          <li key={id}>
            {url === null ? (
              <span>
                <strong>{key}</strong> {title}
              </span>
            ) : (
              <ItemLink item={{ connectionId, key, title, url }} />
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Downstream({ alert: { milestoneId, details } }: { readonly alert: AlertStory }) {
  if (milestoneId === null) return null
  return (
    <Section title={text.downstream}>
      {details.downstream.length === 0 ? <p className={`${classes.none} quiet`}>{text.noDownstream}</p> : null}
      <ul className={classes.list}>
        {details.downstream.map(({ id, name, initiative }) => (
          <li key={id}>
            {name} {initiative === null ? null : <span className="quiet">{initiative}</span>}
          </li>
        ))}
      </ul>
    </Section>
  )
}
