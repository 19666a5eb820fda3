import { Button, Group, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Answer, Item } from '../../api/operation.ts'
import { useAnswer, useChange } from '../../api/queries.ts'
import { errorAt, Refusal } from '../../forms/refusal.tsx'
import { type Schema, type Values, withKind, withoutEmpty } from '../../forms/schema.ts'
import { SchemaForm } from '../../forms/schema-form.tsx'
import { Answered } from '../../shell/answered.tsx'
import { Section } from '../../shell/page.tsx'
import { words } from '../../words/words.ts'
import classes from './steps.module.css'

const text = words.connections.wizard
/** Chosen in a step of its own, from what the tracker shows. */
const LATER = ['projects']

type Made = Answer<'POST /connections'>

interface Properties {
  readonly kind: string
  readonly onBack: () => void
  readonly onMade: (made: Made) => void
}

/** Address and sign-in, as the connector asks for them; nothing is stored that the tracker does not take. */
export function EnterCredentials({ kind, onBack, onMade }: Properties) {
  const query = useAnswer('GET /connectors', {})
  return (
    <Answered query={query}>
      {({ items }) => {
        const connector = items.find(each => each.kind === kind)
        return connector === undefined ? null : <Form connector={connector} onBack={onBack} onMade={onMade} />
      }}
    </Answered>
  )
}

function Form({
  connector,
  onBack,
  onMade,
}: Pick<Properties, 'onBack' | 'onMade'> & { readonly connector: Item<'GET /connectors'> }) {
  const create = useChange('POST /connections')
  const [name, setName] = useState(connector.name)
  const [settings, setSettings] = useState<Values>({})
  const [credentials, setCredentials] = useState<Values>({})
  const settingsSchema = connector.settings as Schema
  const credentialsSchema = connector.credentials as Schema
  const needed = settingsSchema.required ?? []
  const optional = Object.keys(settingsSchema.properties ?? {}).filter(each => !needed.includes(each))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate(
      {
        query: { read: false },
        body: {
          name: name.trim(),
          kind: connector.kind,
          settings: withoutEmpty(settings),
          credentials: withoutEmpty(withKind(credentialsSchema, credentials)),
        },
      },
      { onSuccess: onMade },
    )
  }
  const form = { error: create.error, values: settings, onChange: setSettings, path: 'body.settings' }
  return (
    <Section title={connector.name}>
      <form onSubmit={submit} className={classes.form}>
        <Stack gap="md">
          <TextInput
            label={text.name}
            description={text.nameHint}
            required
            maxLength={200}
            value={name}
            error={errorAt(create.error, 'body.name')}
            onChange={event => setName(event.currentTarget.value)}
          />
          <SchemaForm {...form} schema={settingsSchema} without={[...optional, ...LATER]} />
          {optional.every(each => LATER.includes(each)) ? null : (
            <details>
              <summary>{text.more}</summary>
              <Stack gap="sm" mt="sm">
                <SchemaForm {...form} schema={settingsSchema} without={[...needed, ...LATER]} />
              </Stack>
            </details>
          )}
          <fieldset style={{ border: 'none', margin: 0, padding: 0 }}>
            <legend style={{ padding: 0 }}>
              <strong>{text.credentials}</strong>
            </legend>
            <p className={`${classes.small} quiet`}>{text.credentialsHint}</p>
            <SchemaForm
              schema={credentialsSchema}
              values={credentials}
              onChange={setCredentials}
              error={create.error}
              path="body.credentials"
            />
          </fieldset>
          <Refusal error={create.error} beside={['body.name', 'body.settings', 'body.credentials']} />
          {create.isPending ? <p role="status">{text.checking}</p> : null}
          <Group>
            <Button variant="default" onClick={onBack}>
              {text.back}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {text.check}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}
