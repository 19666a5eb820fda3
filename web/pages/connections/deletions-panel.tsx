import { Button, Group } from '@mantine/core'
import type { Item } from '../../api/operation.ts'
import { useAnswer, useChange } from '../../api/queries.ts'
import { Instant } from '../../shell/clock.tsx'
import { Section } from '../../shell/page.tsx'
import { formatAge, formatCount } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import classes from './connection-page.module.css'
import { Said } from './said.tsx'

const text = words.connections.deletions

type Hold = Item<'GET /connections/{id}/deletions'>

/** What is missing in such numbers that a person says whether it is gone. Nothing is shown where nothing ever was. */
export function DeletionsPanel({ connectionId }: { readonly connectionId: string }) {
  const { data } = useAnswer('GET /connections/{id}/deletions', { path: { id: connectionId } })
  if (data === undefined || data.items.length === 0) return null
  return (
    <Section title={text.title}>
      {data.items.map(hold => (
        <Waiting key={hold.id} connectionId={connectionId} hold={hold} />
      ))}
    </Section>
  )
}

function Waiting({ connectionId, hold }: { readonly connectionId: string; readonly hold: Hold }) {
  const confirm = useChange('POST /connections/{id}/deletions/confirm')
  const dismiss = useChange('POST /connections/{id}/deletions/dismiss')
  const { id, project, counts, explanation, sample, state, foundAt, decidedBy, decidedAt } = hold
  const decide = (decision: typeof confirm | typeof dismiss) =>
    decision.mutate({ path: { id: connectionId }, body: { ids: [id] } })
  return (
    <div className={classes.hold}>
      <Group justify="space-between" align="flex-start">
        <div>
          <strong>{project === null ? text.everywhere : project.name}</strong>{' '}
          <span className="quiet">{text.found(formatAge(foundAt, Date.now()))}</span>
          <div>
            {counts
              .map(({ kind, missing, stored }) =>
                text.missing(formatCount(missing), formatCount(stored), text.kinds[kind] ?? kind),
              )
              .join(' · ')}
          </div>
        </div>
        {state === 'open' || state === 'dismissed' ? (
          <Group gap="xs" className="no-print">
            <Button
              size="xs"
              variant="default"
              title={text.confirmHint}
              loading={confirm.isPending}
              onClick={() => decide(confirm)}
            >
              {text.confirm}
            </Button>
            {state === 'open' ? (
              <Button
                size="xs"
                variant="default"
                title={text.dismissHint}
                loading={dismiss.isPending}
                onClick={() => decide(dismiss)}
              >
                {text.dismiss}
              </Button>
            ) : null}
          </Group>
        ) : null}
      </Group>
      <p>{explanation}</p>
      {sample.length === 0 ? null : (
        <p className="quiet">
          {text.sample}: {sample.map(({ key, externalId }) => key ?? externalId).join(', ')}
        </p>
      )}
      {decidedBy === null || decidedAt === null ? null : (
        <p>
          {text.decided[state]} {text.by(decidedBy)}, <Instant at={decidedAt} />
        </p>
      )}
      <Said done={null} error={confirm.error ?? dismiss.error} />
    </div>
  )
}
