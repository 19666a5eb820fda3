import { Button, Group, Modal, Radio, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useChange } from '../../api/queries.ts'
import { errorAt, Refusal } from '../../forms/refusal.tsx'
import { HealthMark } from '../../marks/health-mark.tsx'
import { words } from '../../words/words.ts'
import type { Assessment } from './assessment.ts'

const text = words.initiative.override

const COLOURS = ['green', 'amber', 'red', 'grey'] as const
const DAY_MS = 86_400_000
const USUAL_DAYS = 14
/** Longer is refused: a word of a person is to be looked at again. */
const LONGEST_DAYS = 365
const END_OF_DAY = 'T23:59:59Z'
const LONGEST_REASON = 2000

const dayIn = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)

interface Properties {
  readonly initiativeId: string
  readonly colour: Assessment['health']['colour']
  readonly onClose: () => void
}

/** Puts a colour beside the computed one: which, why and until when. */
export function OverrideForm({ initiativeId, colour, onClose }: Properties) {
  const [chosen, setChosen] = useState<string>(colour)
  const [reason, setReason] = useState('')
  const [day, setDay] = useState(dayIn(USUAL_DAYS))
  const { mutate, error, isPending } = useChange('POST /initiatives/{id}/overrides')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = COLOURS.find(each => each === chosen)
    if (found === undefined) return
    const body = { colour: found, reason: reason.trim(), expiresAt: `${day}${END_OF_DAY}` }
    mutate({ path: { id: initiativeId }, body }, { onSuccess: onClose })
  }
  return (
    <Modal opened onClose={onClose} title={text.set} closeButtonProps={{ 'aria-label': words.shell.close }}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <p className="quiet" style={{ margin: 0 }}>
            {text.hint}
          </p>
          <Radio.Group label={text.colour} value={chosen} onChange={setChosen} required>
            <Group gap="lg" mt="xs">
              {COLOURS.map(each => (
                <Radio key={each} value={each} label={<HealthMark colour={each} />} />
              ))}
            </Group>
          </Radio.Group>
          <ReasonField value={reason} onChange={setReason} error={errorAt(error, 'body.reason')} />
          <TextInput
            type="date"
            label={text.until}
            description={text.untilHint}
            required
            min={dayIn(1)}
            max={dayIn(LONGEST_DAYS)}
            value={day}
            error={errorAt(error, 'body.expiresAt')}
            onChange={event => setDay(event.currentTarget.value)}
          />
          <Refusal error={error} beside={['body.reason', 'body.expiresAt']} />
          <Decide label={text.set} onClose={onClose} isPending={isPending} />
        </Stack>
      </form>
    </Modal>
  )
}

/** Ends the word of a person before its time. */
export function WithdrawForm({ initiativeId, onClose }: Omit<Properties, 'colour'>) {
  const [reason, setReason] = useState('')
  const { mutate, error, isPending } = useChange('POST /initiatives/{id}/overrides/withdraw')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate({ path: { id: initiativeId }, body: { reason: reason.trim() } }, { onSuccess: onClose })
  }
  return (
    <Modal opened onClose={onClose} title={text.withdraw} closeButtonProps={{ 'aria-label': words.shell.close }}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <ReasonField value={reason} onChange={setReason} error={errorAt(error, 'body.reason')} />
          <Refusal error={error} beside={['body.reason']} />
          <Decide label={text.withdraw} onClose={onClose} isPending={isPending} />
        </Stack>
      </form>
    </Modal>
  )
}

interface ReasonProperties {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error: string | undefined
}

function ReasonField({ value, onChange, error }: ReasonProperties) {
  return (
    <Textarea
      label={text.reason}
      description={text.reasonHint}
      required
      data-autofocus
      autosize
      minRows={2}
      maxLength={LONGEST_REASON}
      value={value}
      error={error}
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}

interface DecideProperties {
  readonly label: string
  readonly onClose: () => void
  readonly isPending: boolean
}

function Decide({ label, onClose, isPending }: DecideProperties) {
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={onClose}>
        {text.cancel}
      </Button>
      <Button type="submit" loading={isPending}>
        {label}
      </Button>
    </Group>
  )
}
