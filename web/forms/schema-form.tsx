import { NativeSelect, Stack } from '@mantine/core'
import type { RequestError } from '../api/request.ts'
import { words } from '../words/words.ts'
import { errorAt } from './refusal.tsx'
import { listVariants, type Schema, type Values } from './schema.ts'
import { nameField, nameValue, SchemaField } from './schema-field.tsx'

interface Properties {
  /** As the service gives it, for example in GET /channel-kinds. */
  readonly schema: Schema
  readonly values: Values
  readonly onChange: (values: Values) => void
  /** The refusal of what was sent, and where these values stood in it ("body.settings"): each problem stands at its field. */
  readonly error: RequestError | null
  readonly path: string
  /** Fields that the page asks for in a way of its own, or not at all. */
  readonly without?: readonly string[]
}

/** A form for values that a schema describes; of an object of several kinds, the kind is chosen first. */
export function SchemaForm({ schema, values, onChange, error, path, without = [] }: Properties) {
  const variants = listVariants(schema)
  if (variants === null)
    return <Fields schema={schema} values={values} onChange={onChange} error={error} path={path} without={without} />
  const [first = ''] = variants.keys()
  const chosen = typeof values.type === 'string' && variants.has(values.type) ? values.type : first
  return (
    <Stack gap="sm">
      <NativeSelect
        label={nameField('type')}
        value={chosen}
        data={[...variants.keys()].map(value => ({ value, label: nameValue(value) }))}
        error={errorAt(error, `${path}.type`)}
        onChange={event => onChange({ type: event.currentTarget.value })}
      />
      <Fields
        key={chosen}
        schema={variants.get(chosen) ?? {}}
        values={{ ...values, type: chosen }}
        onChange={onChange}
        error={error}
        path={path}
        without={[...without, 'type']}
      />
    </Stack>
  )
}

function Fields({ schema, values, onChange, error, path, without = [] }: Properties) {
  const { properties = {}, required = [] } = schema
  return (
    <Stack gap="sm">
      {Object.entries(properties)
        .filter(([name, each]) => !without.includes(name) && each.const === undefined)
        .map(([name, each]) => (
          <SchemaField
            key={name}
            name={name}
            schema={each}
            isRequired={required.includes(name)}
            value={values[name]}
            error={errorAt(error, `${path}.${name}`)}
            onChange={value => onChange({ ...values, [name]: value })}
          />
        ))}
      {Object.keys(properties).length === 0 ? <p className="quiet">{words.shell.none}</p> : null}
    </Stack>
  )
}
