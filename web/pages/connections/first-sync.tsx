import { Alert, Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useAnswer, useWholeList } from '../../api/queries.ts'
import { Section } from '../../shell/page.tsx'
import { words } from '../../words/words.ts'
import { type Connection, isOpen, type Run } from './connection.ts'
import classes from './connection-page.module.css'
import { Review } from './mapping-panel.tsx'
import { ProblemsPanel } from './problems-panel.tsx'
import { RunBar, RunProgress } from './run-progress.tsx'

const text = words.connections.wizard

/** The pass that reads the tracker first, kept up to date by the live events. */
const useFirstRun = (connectionId: string): Run | undefined =>
  useAnswer('GET /sync-runs', { query: { connection: connectionId, limit: 20 } }).data?.items.findLast(
    ({ mode }) => mode === 'incremental' || mode === 'full',
  )

interface MeaningProperties {
  readonly connection: Connection
  readonly onDone: () => void
}

/** What of the tracker's words is not sure, as soon as they are read; the reading goes on above. */
export function FirstMeanings({ connection: { id }, onDone }: MeaningProperties) {
  const run = useFirstRun(id)
  const all = useAnswer('GET /connections/{id}/mappings', { path: { id }, query: { limit: 1 } })
  const review = useWholeList('GET /connections/{id}/mappings', { path: { id }, query: { needsReview: true } })
  const isWaiting = all.data?.items.length === 0 && (run === undefined || isOpen(run))
  return (
    <>
      {run === undefined ? null : (
        <Section title={text.sync}>
          <RunBar run={run} />
        </Section>
      )}
      <Section title={words.connections.mapping.title}>
        <p className={`${classes.lead} quiet`}>{text.meaning}</p>
        {isWaiting ? (
          <p role="status">{text.waiting}</p>
        ) : (
          <Review connectionId={id} items={review.data ?? []} empty={words.connections.mapping.none} />
        )}
        <Button mt="md" onClick={onDone}>
          {text.toSync}
        </Button>
      </Section>
    </>
  )
}

/** How far the first reading is, and what comes after it. */
export function FirstSync({ connection: { id } }: { readonly connection: Connection }) {
  const run = useFirstRun(id)
  if (run === undefined) return null
  return (
    <>
      <Section title={text.sync}>
        {isOpen(run) ? null : (
          <Alert mb="md" color={run.state === 'complete' ? 'indigo' : 'red'} role="status">
            {run.state === 'complete' ? text.readNow : run.state === 'partial' ? text.partly : text.failed}
          </Alert>
        )}
        <RunProgress run={run} />
        {isOpen(run) ? <p className={`${classes.small} quiet`}>{text.background}</p> : null}
      </Section>
      {isOpen(run) ? null : <ProblemsPanel connectionId={id} />}
      <Section title={text.next}>
        <ul>
          <li>
            <Link to={`/connections/${id}` as '/'}>{text.toConnection}</Link>
          </li>
          <li>
            <Link to={'/settings' as '/'}>{text.toSettings}</Link>
          </li>
          <li>
            <Link to="/">{text.toPortfolio}</Link>
          </li>
        </ul>
      </Section>
    </>
  )
}
