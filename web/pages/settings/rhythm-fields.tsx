import { Checkbox, Group, NativeSelect, Stack, TextInput, Title } from '@mantine/core'
import type { RequestError } from '../../api/request.ts'
import { errorAt } from '../../forms/refusal.tsx'
import { words } from '../../words/words.ts'
import type { Channel } from './channel.ts'

type Rhythm = Channel['rhythm']

const text = words.settings.channels.rhythm
const MORNING = '08:00'
const QUIET = { from: '20:00', to: '07:00', weekends: true }

interface Properties {
  readonly rhythm: Rhythm
  readonly timeZone: string
  readonly error: RequestError | null
  readonly onChange: (rhythm: Rhythm) => void
  readonly onTimeZone: (timeZone: string) => void
}

function rhythmOf(type: Rhythm['type']): Rhythm {
  switch (type) {
    case 'immediate':
      return { type }
    case 'daily':
      return { type, at: MORNING }
    case 'weekly':
      return { type, weekday: 1, at: MORNING }
  }
}

/** When a channel is told: at once, with quiet hours, or everything together. */
export function RhythmFields({ rhythm, timeZone, error, onChange, onTimeZone }: Properties) {
  return (
    <section>
      <Title order={3} size="h5" mb="xs">
        {text.title}
      </Title>
      <Stack gap="sm">
        <NativeSelect
          aria-label={text.title}
          value={rhythm.type}
          data={Object.entries(text.types).map(([value, label]) => ({ value, label }))}
          error={errorAt(error, 'body.rhythm')}
          onChange={event => onChange(rhythmOf(event.currentTarget.value as Rhythm['type']))}
        />
        {rhythm.type === 'immediate' ? <Quiet rhythm={rhythm} onChange={onChange} /> : null}
        {rhythm.type === 'weekly' ? (
          <NativeSelect
            label={text.weekday}
            value={`${rhythm.weekday}`}
            data={Object.entries(text.weekdays).map(([value, label]) => ({ value, label }))}
            onChange={event => onChange({ ...rhythm, weekday: Number(event.currentTarget.value) })}
          />
        ) : null}
        {rhythm.type === 'immediate' ? null : (
          <TextInput
            type="time"
            required
            label={text.at}
            value={rhythm.at}
            onChange={event => onChange({ ...rhythm, at: event.currentTarget.value })}
          />
        )}
        <TextInput
          label={text.timeZone}
          description={text.timeZoneHint}
          required
          value={timeZone}
          error={errorAt(error, 'body.timeZone')}
          onChange={event => onTimeZone(event.currentTarget.value)}
        />
      </Stack>
    </section>
  )
}

interface QuietProperties {
  readonly rhythm: Extract<Rhythm, { readonly type: 'immediate' }>
  readonly onChange: (rhythm: Rhythm) => void
}

function Quiet({ rhythm: { quiet }, onChange }: QuietProperties) {
  const set = (changed: Partial<typeof QUIET>) =>
    onChange({ type: 'immediate', quiet: { ...QUIET, ...quiet, ...changed } })
  return (
    <>
      <Checkbox
        label={text.quiet}
        checked={quiet !== undefined}
        onChange={event => (event.currentTarget.checked ? set({}) : onChange({ type: 'immediate' }))}
      />
      {quiet === undefined ? null : (
        <Group align="flex-end">
          <TextInput
            type="time"
            label={text.quietFrom}
            required
            value={quiet.from}
            onChange={event => set({ from: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            label={text.quietTo}
            required
            value={quiet.to}
            onChange={event => set({ to: event.currentTarget.value })}
          />
          <Checkbox
            mb={8}
            label={text.weekends}
            checked={quiet.weekends}
            onChange={event => set({ weekends: event.currentTarget.checked })}
          />
        </Group>
      )}
    </>
  )
}
