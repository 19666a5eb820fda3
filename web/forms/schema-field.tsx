import { Checkbox, NativeSelect, PasswordInput, Textarea, TextInput } from '@mantine/core'
import { words } from '../words/words.ts'
import { listChoices, type Schema } from './schema.ts'

interface Properties {
  readonly name: string
  readonly schema: Schema
  readonly isRequired: boolean
  readonly value: unknown
  readonly error: string | undefined
  readonly onChange: (value: unknown) => void
}

/** Text above this is of many lines: certificates. */
const LONGEST_LINE = 5000
const SECRET = /secret|token|password/i

/** One value of a schema, asked for in the way that fits it. */
export function SchemaField({ name, schema, isRequired, value, error, onChange }: Properties) {
  const choices = listChoices(schema)
  const described = {
    label: nameField(name),
    description: schema.description,
    required: isRequired,
    error,
  }
  if (choices !== null)
    return (
      <NativeSelect
        {...described}
        value={textOf(value)}
        data={[
          { value: '', label: isRequired ? words.forms.choose : words.forms.optional },
          ...choices.map(each => ({ value: each, label: nameValue(each) })),
        ]}
        onChange={event => onChange(event.currentTarget.value)}
      />
    )
  switch (schema.type) {
    case 'boolean':
      return (
        <Checkbox
          label={described.label}
          description={described.description}
          error={error}
          checked={value === true}
          onChange={event => onChange(event.currentTarget.checked)}
        />
      )
    case 'integer':
    case 'number':
      return (
        <TextInput
          {...described}
          type="number"
          step={schema.type === 'integer' ? 1 : 'any'}
          value={textOf(value)}
          onChange={({ currentTarget: { value: text } }) => onChange(text === '' ? undefined : Number(text))}
        />
      )
    case 'array':
      return (
        <Textarea
          {...described}
          description={[schema.description, words.forms.perLine].filter(Boolean).join('. ')}
          autosize
          minRows={2}
          maxRows={10}
          value={Array.isArray(value) ? value.join('\n') : ''}
          onChange={event => onChange(event.currentTarget.value.split('\n'))}
        />
      )
    default:
      return <Text {...described} name={name} schema={schema} value={textOf(value)} onChange={onChange} />
  }
}

function Text({
  name,
  schema,
  ...properties
}: Pick<Properties, 'name' | 'schema' | 'error'> & {
  readonly label: string
  readonly description: string | undefined
  readonly required: boolean
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  const { onChange, ...rest } = properties
  if (SECRET.test(name))
    return (
      <PasswordInput {...rest} autoComplete="new-password" onChange={event => onChange(event.currentTarget.value)} />
    )
  if ((schema.maxLength ?? 0) > LONGEST_LINE)
    return (
      <Textarea
        {...rest}
        autosize
        minRows={2}
        maxRows={8}
        onChange={event => onChange(event.currentTarget.value)}
        spellCheck={false}
      />
    )
  return <TextInput {...rest} autoComplete="off" onChange={event => onChange(event.currentTarget.value)} />
}

const textOf = (value: unknown): string => (value === undefined || value === null ? '' : String(value))

/** What a field is called; one that is new here by its own name: "clientId" is "Client id". */
export function nameField(name: string): string {
  const known = words.forms.fields[name]
  if (known !== undefined) return known
  const spaced = name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}

export const nameValue = (value: string): string => words.forms.values[value] ?? value
