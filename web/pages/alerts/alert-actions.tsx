import { Button, Group, Alert as Notice } from '@mantine/core'
import { useState } from 'react'
import { words } from '../../words/words.ts'
import type { Alert } from './alert.ts'
import classes from './alert-actions.module.css'
import { type Decision, DecisionDialog } from './decision-dialog.tsx'

const text = words.alerts
const DECISIONS = ['acknowledged', 'snoozed', 'resolved'] as const
const VERBS = { acknowledged: text.acknowledge, snoozed: text.snooze, resolved: text.resolve }

interface Properties {
  /** Those that are selected. */
  readonly alerts: readonly Alert[]
  readonly onSelect: (ids: ReadonlySet<string>) => void
}

/** What can be done with the alerts that are selected, at the top of the list for as long as some are. */
export function AlertActions({ alerts, onSelect }: Properties) {
  const [outcome, setOutcome] = useState<string | null>(null)
  return (
    <>
      <div role="status">
        {outcome === null ? null : (
          <Notice
            m="sm"
            py="xs"
            color="indigo"
            withCloseButton
            closeButtonLabel={words.shell.close}
            onClose={() => setOutcome(null)}
          >
            {outcome}
          </Notice>
        )}
      </div>
      {alerts.length === 0 ? null : (
        <Group className={`${classes.bar} no-print`} gap="sm">
          <strong>{text.selected(alerts.length)}</strong>
          <DecisionButtons
            alerts={alerts}
            onDecided={sentence => {
              setOutcome(sentence)
              onSelect(new Set())
            }}
          />
          <Button size="xs" variant="subtle" onClick={() => onSelect(new Set())}>
            {text.unselect}
          </Button>
        </Group>
      )}
    </>
  )
}

interface ButtonProperties {
  readonly alerts: readonly Alert[]
  readonly onDecided: (sentence: string) => void
}

/** Acknowledge, snooze, resolve: each asks in a dialog for what it needs to know. */
export function DecisionButtons({ alerts, onDecided }: ButtonProperties) {
  const [decision, setDecision] = useState<Decision | null>(null)
  return (
    <>
      {DECISIONS.map(each => (
        <Button key={each} size="xs" variant="default" onClick={() => setDecision(each)}>
          {VERBS[each]}
        </Button>
      ))}
      {decision === null ? null : (
        <DecisionDialog decision={decision} alerts={alerts} onClose={() => setDecision(null)} onDecided={onDecided} />
      )}
    </>
  )
}
