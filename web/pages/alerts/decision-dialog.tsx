import { Button, Group, Modal, Alert as Notice, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type Changed, useChanges } from '../../api/queries.ts'
import { words } from '../../words/words.ts'
import type { Alert } from './alert.ts'

const text = words.alerts
const DAY_MS = 86_400_000
/** When people are back at work. */
const MORNING = 'T08:00'
const USUAL_DAYS = 7

export type Decision = 'acknowledged' | 'snoozed' | 'resolved'

const dayIn = (days: number): string => {
  const day = new Date(Date.now() + days * DAY_MS)
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map(part => String(part).padStart(2, '0')).join('-')
}

interface Properties {
  readonly decision: Decision
  readonly alerts: readonly Alert[]
  readonly onClose: () => void
  readonly onDecided: (sentence: string) => void
}

/** Asks for a reason, and for a snooze until when; then says how it went. */
export function DecisionDialog({ decision, alerts, onClose, onDecided }: Properties) {
  const [note, setNote] = useState('')
  const [day, setDay] = useState(dayIn(USUAL_DAYS))
  const acknowledge = useChanges('POST /alerts/{id}/acknowledge')
  const snooze = useChanges('POST /alerts/{id}/snooze')
  const resolve = useChanges('POST /alerts/{id}/resolve')
  const { isPending, error } = { acknowledged: acknowledge, snoozed: snooze, resolved: resolve }[decision]
  const decide = (): Promise<Changed> => {
    const paths = alerts.map(({ id }) => ({ path: { id } }))
    const body = note.trim() === '' ? {} : { note: note.trim() }
    if (decision === 'acknowledged') return acknowledge.mutateAsync(paths.map(path => ({ ...path, body })))
    if (decision === 'resolved') return resolve.mutateAsync(paths.map(path => ({ ...path, body })))
    const until = new Date(`${day}${MORNING}`).toISOString()
    return snooze.mutateAsync(paths.map(path => ({ ...path, body: { ...body, until } })))
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const { done, failures } = await decide()
    const [failure] = failures
    onDecided(
      failure === undefined
        ? text[decision](done)
        : text.someFailed(failures.length, alerts.length, failure.detail || failure.title),
    )
    onClose()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.decide[decision](alerts.length)}
      closeButtonProps={{ 'aria-label': words.shell.close }}
    >
      <form onSubmit={event => void submit(event)}>
        <Stack gap="md">
          <p className="quiet" style={{ margin: 0 }}>
            {text.decide[`${decision}Hint`]}
          </p>
          {decision === 'snoozed' ? <Until day={day} onChange={setDay} /> : null}
          <Textarea
            label={decision === 'acknowledged' ? text.decide.noteOptional : text.decide.note}
            description={text.decide.noteHint}
            required={decision !== 'acknowledged'}
            data-autofocus
            autosize
            minRows={2}
            maxLength={2000}
            value={note}
            onChange={event => setNote(event.currentTarget.value)}
          />
          {error === null ? null : (
            <Notice color="red" role="alert">
              {error.message}
            </Notice>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {text.decide.cancel}
            </Button>
            <Button type="submit" loading={isPending}>
              {{ acknowledged: text.acknowledge, snoozed: text.snooze, resolved: text.resolve }[decision]}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

function Until({ day, onChange }: { readonly day: string; readonly onChange: (day: string) => void }) {
  return (
    <div>
      <TextInput
        type="date"
        label={text.decide.until}
        required
        min={dayIn(1)}
        value={day}
        onChange={event => onChange(event.currentTarget.value)}
      />
      <Group gap="xs" mt="xs">
        {Object.entries(text.decide.presets).map(([days, label]) => (
          <Button
            key={days}
            size="compact-xs"
            variant={day === dayIn(Number(days)) ? 'filled' : 'default'}
            onClick={() => onChange(dayIn(Number(days)))}
          >
            {label}
          </Button>
        ))}
      </Group>
    </div>
  )
}
