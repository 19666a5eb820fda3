import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { words } from '../../words/words.ts'
import type { MappedWord, Meaning } from './meaning.ts'

const text = words.connections.mapping
const NOTHING = 'nothing'

interface Properties {
  readonly word: MappedWord
  readonly onClose: () => void
  readonly onDecide: (meaning: Meaning) => void
}

/** Asks what a word means, in the way that fits what it is a word for. */
export function MeaningDialog({ word, onClose, onDecide }: Properties) {
  const [meaning, setMeaning] = useState<Meaning>(word.effective.meaning ?? word.proposed)
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.dialog(word.name)}
      closeButtonProps={{ 'aria-label': words.shell.close }}
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          onDecide(meaning)
        }}
      >
        <Stack gap="md">
          <Choice word={word} meaning={meaning} onChange={setMeaning} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {words.connections.remove.cancel}
            </Button>
            <Button type="submit">{text.save}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

interface ChoiceProperties {
  readonly word: MappedWord
  readonly meaning: Meaning
  readonly onChange: (meaning: Meaning) => void
}

const optionsOf = (names: Readonly<Record<string, string>>) => [
  { value: NOTHING, label: text.nothing },
  ...Object.entries(names).map(([value, label]) => ({ value, label })),
]

function Choice({ word: { subject }, meaning, onChange }: ChoiceProperties) {
  // The options are words of the API: what is chosen is one of its meanings.
  const choose = (value: string, toMeaning: (value: string) => unknown) =>
    onChange(value === NOTHING ? null : (toMeaning(value) as Meaning))
  if (subject === 'status' || subject === 'link_type')
    return (
      <NativeSelect
        label={text.meaning}
        data-autofocus
        value={typeof meaning === 'string' ? meaning : NOTHING}
        data={optionsOf(subject === 'status' ? words.meanings.state : text.links)}
        onChange={event => choose(event.currentTarget.value, value => value)}
      />
    )
  if (subject === 'item_type') {
    const now = typeof meaning === 'object' && meaning !== null && 'kind' in meaning ? meaning : null
    return (
      <>
        <NativeSelect
          label={text.kind}
          data-autofocus
          value={now?.kind ?? NOTHING}
          data={optionsOf(text.kinds)}
          onChange={event => choose(event.currentTarget.value, kind => ({ kind, level: now?.level ?? 0 }))}
        />
        {now === null ? null : (
          <TextInput
            type="number"
            min={-1}
            max={10}
            label={text.level}
            description={text.levelHint}
            value={now.level}
            onChange={event => onChange({ ...now, level: Number(event.currentTarget.value) })}
          />
        )}
      </>
    )
  }
  const now = typeof meaning === 'object' && meaning !== null && 'role' in meaning ? meaning : null
  return (
    <>
      <NativeSelect
        label={text.role}
        data-autofocus
        value={now?.role ?? NOTHING}
        data={optionsOf(text.roles)}
        onChange={event =>
          choose(event.currentTarget.value, role => ({ role, unit: unitFor(role, now?.unit), rank: now?.rank ?? 0 }))
        }
      />
      {now === null || !COUNTED.has(now.role) ? null : (
        <NativeSelect
          label={text.unit}
          value={now.unit ?? ''}
          data={Object.entries(text.units).map(([value, label]) => ({ value, label }))}
          onChange={event => onChange({ ...now, unit: event.currentTarget.value as NonNullable<typeof now.unit> })}
        />
      )}
      {now === null ? null : (
        <TextInput
          type="number"
          min={0}
          max={100}
          label={text.rank}
          description={text.rankHint}
          value={now.rank}
          onChange={event => onChange({ ...now, rank: Number(event.currentTarget.value) })}
        />
      )}
    </>
  )
}

const COUNTED: ReadonlySet<string> = new Set(['estimate', 'original_effort', 'remaining_effort', 'completed_effort'])

/** Points are for estimates, time for effort; days and marks have no unit. */
function unitFor(role: string, before: string | null | undefined): string | null {
  if (!COUNTED.has(role)) return null
  if (role === 'estimate') return before ?? 'points'
  return before === undefined || before === null || before === 'points' ? 'hours' : before
}
