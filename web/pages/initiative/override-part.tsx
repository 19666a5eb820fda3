import { Alert, Button, Group } from '@mantine/core'
import { useState } from 'react'
import { useList } from '../../api/queries.ts'
import { InstantMark } from '../../marks/day-mark.tsx'
import { Disclosure } from '../../marks/disclosure.tsx'
import { HealthMark } from '../../marks/health-mark.tsx'
import { Answered } from '../../shell/answered.tsx'
import { usePlace } from '../../shell/place.ts'
import { formatDay } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import type { Assessment } from './assessment.ts'
import classes from './health-section.module.css'
import { OverrideForm, WithdrawForm } from './override-form.tsx'

const text = words.initiative.override

interface Properties {
  readonly initiativeId: string
  readonly assessment: Assessment
}

/** What a person put beside the computed colour, to set and to withdraw it, and everything that was said before. */
export function OverridePart({ initiativeId, assessment: { health, override } }: Properties) {
  const { asOf } = usePlace()
  const [form, setForm] = useState<'set' | 'withdraw' | null>(null)
  const close = () => setForm(null)
  return (
    <div className={classes.override}>
      {override === null ? null : (
        <Alert color="gray" mb="sm" title={text.stands(override.createdBy, words.meanings.colour[override.colour])}>
          {override.reason}{' '}
          <span className="quiet">
            {text.span(formatDay(override.createdAt.slice(0, 10)), formatDay(override.expiresAt.slice(0, 10)))}{' '}
            {words.initiative.summary.computed(words.meanings.colour[health.computedColour])}
          </span>
        </Alert>
      )}
      {asOf === undefined ? (
        <Group gap="xs" className="no-print">
          <Button size="compact-sm" variant="default" onClick={() => setForm('set')}>
            {override === null ? text.set : text.change}
          </Button>
          {override === null ? null : (
            <Button size="compact-sm" variant="default" onClick={() => setForm('withdraw')}>
              {text.withdraw}
            </Button>
          )}
        </Group>
      ) : null}
      <Disclosure label={text.history}>{() => <History initiativeId={initiativeId} />}</Disclosure>
      {form === 'set' ? <OverrideForm initiativeId={initiativeId} colour={health.colour} onClose={close} /> : null}
      {form === 'withdraw' ? <WithdrawForm initiativeId={initiativeId} onClose={close} /> : null}
    </div>
  )
}

function History({ initiativeId }: Pick<Properties, 'initiativeId'>) {
  const { asOf } = usePlace()
  const query = useList('GET /initiatives/{id}/overrides', { path: { id: initiativeId } })
  return (
    <Answered query={query} height={60}>
      {entries => {
        const known = entries.filter(({ createdAt }) => asOf === undefined || Date.parse(createdAt) <= Date.parse(asOf))
        if (known.length === 0) return <p className="quiet">{text.none}</p>
        return (
          <ul className={classes.history}>
            {known.map(({ colour, reason, createdBy, createdAt, expiresAt }) => (
              <li key={createdAt}>
                <InstantMark at={createdAt} /> <strong>{createdBy}</strong>{' '}
                {colour === null ? text.withdrew : <HealthMark colour={colour} />} {reason}{' '}
                {expiresAt === null ? null : (
                  <span className="quiet">{text.untilDay(formatDay(expiresAt.slice(0, 10)))}</span>
                )}
              </li>
            ))}
          </ul>
        )
      }}
    </Answered>
  )
}
