import { Button, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useAnswer, useChange } from '../../api/queries.ts'
import { errorAt, Refusal } from '../../forms/refusal.tsx'
import { type Schema, type Values, withKind, withoutEmpty } from '../../forms/schema.ts'
import { SchemaForm } from '../../forms/schema-form.tsx'
import { Answered } from '../../shell/answered.tsx'
import { Section } from '../../shell/page.tsx'
import { words } from '../../words/words.ts'
import type { Connection } from './connection.ts'
import classes from './connection-page.module.css'
import { Said } from './said.tsx'

const text = words.connections.edit

/** Name, settings and credentials; the tracker is asked before anything of them is kept. */
export function EditPanel({ connection }: { readonly connection: Connection }) {
  const connectors = useAnswer('GET /connectors', {})
  return (
    <Answered query={connectors}>
      {({ items }) => {
        const connector = items.find(({ kind }) => kind === connection.kind)
        if (connector === undefined) return null
        return (
          <>
            <SettingsForm connection={connection} schema={connector.settings as Schema} />
            <CredentialsForm connectionId={connection.id} schema={connector.credentials as Schema} />
          </>
        )
      }}
    </Answered>
  )
}

function SettingsForm({ connection, schema }: { readonly connection: Connection; readonly schema: Schema }) {
  const change = useChange('PATCH /connections/{id}')
  const [name, setName] = useState(connection.name)
  const [settings, setSettings] = useState<Values>(connection.settings as Values)
  const [every, setEvery] = useState(String(connection.syncEverySeconds))
  const [blind, setBlind] = useState(String(connection.blindAfterSeconds))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const given = withoutEmpty(settings)
    const isNew = JSON.stringify(given) !== JSON.stringify(connection.settings)
    change.mutate({
      path: { id: connection.id },
      body: {
        name,
        syncEverySeconds: Number(every),
        blindAfterSeconds: Number(blind),
        ...(isNew ? { settings: given } : {}),
      },
    })
  }
  return (
    <Section title={text.title}>
      <form onSubmit={submit} className={classes.form}>
        <Stack gap="sm">
          <TextInput
            label={text.name}
            required
            maxLength={200}
            value={name}
            error={errorAt(change.error, 'body.name')}
            onChange={event => setName(event.currentTarget.value)}
          />
          <SchemaForm
            schema={schema}
            values={settings}
            onChange={setSettings}
            error={change.error}
            path="body.settings"
          />
          <TextInput
            type="number"
            label={text.every}
            value={every}
            error={errorAt(change.error, 'body.syncEverySeconds')}
            onChange={event => setEvery(event.currentTarget.value)}
          />
          <TextInput
            type="number"
            label={text.blind}
            value={blind}
            error={errorAt(change.error, 'body.blindAfterSeconds')}
            onChange={event => setBlind(event.currentTarget.value)}
          />
          <Refusal
            error={change.error}
            beside={['body.name', 'body.settings', 'body.syncEverySeconds', 'body.blindAfterSeconds']}
          />
          <Said done={change.isSuccess ? text.saved : null} error={null} />
          <div>
            <Button type="submit" loading={change.isPending}>
              {text.save}
            </Button>
          </div>
        </Stack>
      </form>
    </Section>
  )
}

function CredentialsForm({ connectionId, schema }: { readonly connectionId: string; readonly schema: Schema }) {
  const change = useChange('PATCH /connections/{id}')
  const [credentials, setCredentials] = useState<Values>({})
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate(
      { path: { id: connectionId }, body: { credentials: withoutEmpty(withKind(schema, credentials)) } },
      { onSuccess: () => setCredentials({}) },
    )
  }
  return (
    <Section title={text.credentials}>
      <form onSubmit={submit} className={classes.form}>
        <Stack gap="sm">
          <p className={`${classes.lead} quiet`}>{text.credentialsHint}</p>
          <SchemaForm
            schema={schema}
            values={credentials}
            onChange={setCredentials}
            error={change.error}
            path="body.credentials"
          />
          <Refusal error={change.error} beside={['body.credentials']} />
          <Said done={change.isSuccess ? text.saved : null} error={null} />
          <div>
            <Button type="submit" variant="default" loading={change.isPending}>
              {text.replace}
            </Button>
          </div>
        </Stack>
      </form>
    </Section>
  )
}
