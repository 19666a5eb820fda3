import { Checkbox, Group, NativeSelect, Stack, TextInput, Title } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useChange } from '../../api/queries.ts'
import { FormActions } from '../../forms/form-actions.tsx'
import { errorAt, Refusal } from '../../forms/refusal.tsx'
import type { Schema, Values } from '../../forms/schema.ts'
import { withoutEmpty } from '../../forms/schema.ts'
import { SchemaForm } from '../../forms/schema-form.tsx'
import { words } from '../../words/words.ts'
import type { Channel, ChannelKind } from './channel.ts'
import { RhythmFields } from './rhythm-fields.tsx'
import { RouteFields } from './route-fields.tsx'
import classes from './settings.module.css'

const text = words.settings.channels

const EVERYTHING: Channel['route'] = { portfolioIds: null, owners: null, kinds: null, leastSeverity: 'low' }
const AT_ONCE: Channel['rhythm'] = { type: 'immediate' }

interface Properties {
  /** What is changed; null: another. */
  readonly channel: Channel | null
  readonly kinds: readonly ChannelKind[]
  /** With the secret that is shown this once, where one was made. */
  readonly onDone: (secret: string | null) => void
  readonly onCancel: () => void
}

/** A channel: its medium and address, which alerts it is told of, and when. */
export function ChannelForm({ channel, kinds, onDone, onCancel }: Properties) {
  const [name, setName] = useState(channel?.name ?? '')
  const [kindName, setKindName] = useState(channel?.kind ?? kinds[0]?.kind ?? '')
  const [settings, setSettings] = useState<Values>({})
  const [isKept, setIsKept] = useState(channel !== null)
  const [route, setRoute] = useState(channel?.route ?? EVERYTHING)
  const [rhythm, setRhythm] = useState(channel?.rhythm ?? AT_ONCE)
  const [timeZone, setTimeZone] = useState(() => channel?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone)
  const create = useChange('POST /channels')
  const change = useChange('PATCH /channels/{id}')
  const { error, isPending } = channel === null ? create : change
  const kind = kinds.find(each => each.kind === kindName)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const ours = { name: name.trim(), route, rhythm, timeZone }
    const given = { settings: { ...withoutEmpty(settings) } }
    if (channel === null)
      create.mutate({ body: { ...ours, ...given, kind: kindName } }, { onSuccess: ({ secret }) => onDone(secret) })
    else
      change.mutate(
        { path: { id: channel.id }, body: { ...ours, ...(isKept ? {} : given) } },
        { onSuccess: () => onDone(null) },
      )
  }
  return (
    <form onSubmit={submit} className={classes.form}>
      <Stack gap="md">
        <Refusal
          error={error}
          beside={['body.name', 'body.kind', 'body.settings', 'body.route', 'body.rhythm', 'body.timeZone']}
        />
        <Group grow align="flex-start">
          <TextInput
            label={text.name}
            required
            value={name}
            error={errorAt(error, 'body.name')}
            onChange={event => setName(event.currentTarget.value)}
          />
          <NativeSelect
            label={text.kind}
            disabled={channel !== null}
            value={kindName}
            data={kinds.map(each => ({ value: each.kind, label: each.name }))}
            error={errorAt(error, 'body.kind')}
            onChange={event => {
              setKindName(event.currentTarget.value)
              setSettings({})
            }}
          />
        </Group>
        <div>
          <Title order={3} size="h5" mb="xs">
            {text.settings}
          </Title>
          {channel === null ? null : (
            <Checkbox
              mb="sm"
              label={text.keepSettings}
              checked={isKept}
              onChange={event => setIsKept(event.currentTarget.checked)}
            />
          )}
          {isKept || kind === undefined ? null : (
            <SchemaForm
              schema={kind.settings as Schema}
              values={settings}
              onChange={setSettings}
              error={error}
              path="body.settings"
            />
          )}
        </div>
        <RouteFields route={route} error={error} onChange={setRoute} />
        <RhythmFields rhythm={rhythm} timeZone={timeZone} error={error} onChange={setRhythm} onTimeZone={setTimeZone} />
        <FormActions
          submit={channel === null ? text.add : words.forms.save}
          isPending={isPending}
          onCancel={onCancel}
        />
      </Stack>
    </form>
  )
}
