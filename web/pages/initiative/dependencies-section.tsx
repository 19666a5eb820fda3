import { useMediaQuery } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import type { Answer } from '../../api/operation.ts'
import { useAnswer } from '../../api/queries.ts'
import { DependencyTable } from '../../marks/dependency-table.tsx'
import { ExplainMark } from '../../marks/explain-mark.tsx'
import { Answered } from '../../shell/answered.tsx'
import { Section } from '../../shell/page.tsx'
import { usePlace } from '../../shell/place.ts'
import { formatDay, formatShare, withDays } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import type { Assessment, SectionProperties } from './assessment.ts'
import { makeGraph } from './dependency-graph.ts'
import { DependencyPicture } from './dependency-picture.tsx'
import classes from './section.module.css'

const text = words.initiativeCharts.dependencies
type Found = NonNullable<Answer<'GET /initiatives/{id}/dependencies'>['dependencies']>

/** What it waits for and what waits for it, over all trackers, with what is violated or at risk. */
export function DependenciesSection({ initiativeId, assessment, title }: SectionProperties) {
  const { asOf } = usePlace()
  const query = useAnswer('GET /initiatives/{id}/dependencies', {
    path: { id: initiativeId },
    query: asOf === undefined ? {} : { asOf },
  })
  return (
    <Section title={title}>
      <Answered query={query} height={320}>
        {({ dependencies, explain }) => (
          <>
            {dependencies === null ? (
              <p className="quiet">{withDays(explain.text)}</p>
            ) : (
              <Dependencies initiativeId={initiativeId} found={dependencies} milestones={assessment.milestones} />
            )}
            <ExplainMark explain={explain} />
          </>
        )}
      </Answered>
    </Section>
  )
}

interface Properties {
  readonly initiativeId: string
  readonly found: Found
  readonly milestones: Assessment['milestones']
}

function Dependencies({ initiativeId, found: { counts, open, cycles, criticalPath }, milestones }: Properties) {
  const graph = useMemo(() => makeGraph(initiativeId, open, milestones), [initiativeId, open, milestones])
  const isNarrow = useMediaQuery('(max-width: 700px)', undefined, { getInitialValueInEffect: false })
  const [chosen, setChosen] = useState<readonly string[] | null>(null)
  const shown = chosen === null ? open : open.filter(({ id }) => chosen.includes(id))
  return (
    <>
      <p className={classes.note}>
        {text.counts(counts.violated, counts.at_risk, counts.holds, counts.unknown, counts.met)}
      </p>
      {cycles.map(cycle => (
        <p key={cycle.join()} className={classes.note}>
          <strong>{text.circle}</strong> {cycle.join(' → ')}
        </p>
      ))}
      {open.length === 0 || isNarrow ? null : (
        <div className={classes.scroller}>
          <DependencyPicture graph={graph} onChoose={setChosen} />
        </div>
      )}
      {open.length === 0 ? null : (
        <h3 className={classes.heading}>{chosen === null ? text.all(open.length) : text.some(shown.length)}</h3>
      )}
      <DependencyTable dependencies={shown} />
      <CriticalPath steps={criticalPath} />
    </>
  )
}

/** What decides the last milestone, from its end back to its begin. */
function CriticalPath({ steps }: { readonly steps: Found['criticalPath'] }) {
  if (steps.length < 2) return null
  return (
    <>
      <h3 className={classes.heading}>{text.criticalPath}</h3>
      <ol className={classes.path}>
        {steps.map(({ id, name, p50, decidedByNext }) => (
          <li key={id}>
            <strong>{name}</strong>, {text.finished(formatDay(p50))}
            {decidedByNext === null ? null : ` · ${text.decided(formatShare(decidedByNext))}`}
          </li>
        ))}
      </ol>
    </>
  )
}
