import { NativeSelect, TextInput } from '@mantine/core'
import type { RequestError } from '../../api/request.ts'
import { errorAt } from '../../forms/refusal.tsx'
import { words } from '../../words/words.ts'
import { fromShown, type Leaf, toShown } from './rule-values.ts'
import classes from './settings.module.css'

interface Properties {
  readonly values: ReadonlyMap<string, Leaf>
  readonly saved: ReadonlyMap<string, Leaf>
  readonly nameOf: (path: string) => string
  readonly error: RequestError | null
  readonly onChange: (path: string, value: Leaf) => void
}

/** Every value of a set of rules, by group. What is changed and not saved is marked. */
export function RuleFields({ values, saved, nameOf, error, onChange }: Properties) {
  const groups = Map.groupBy(values.keys(), path => (path.includes('.') ? (path.split('.')[0] ?? '') : ''))
  return (
    <div className={classes.groups}>
      {[...groups].map(([group, paths]) => (
        <fieldset key={group} className={classes.group}>
          <legend>{words.settings.rules.groups[group] ?? group}</legend>
          {paths.map(path => (
            <Value
              key={path}
              path={path}
              name={nameOf(path)}
              value={values.get(path) ?? null}
              before={saved.get(path) ?? null}
              error={errorAt(error, `body.${path}`)}
              onChange={value => onChange(path, value)}
            />
          ))}
        </fieldset>
      ))}
    </div>
  )
}

interface ValueProperties {
  readonly path: string
  readonly name: string
  readonly value: Leaf
  readonly before: Leaf
  readonly error: string | undefined
  readonly onChange: (value: Leaf) => void
}

function Value({ path, name, value, before, error, onChange }: ValueProperties) {
  const id = `rule-${path}`
  const isShare = name.endsWith('%')
  return (
    <div className={classes.value} data-changed={value !== before || undefined}>
      <label htmlFor={id}>{name}</label>
      {typeof before === 'string' ? (
        <NativeSelect
          id={id}
          size="xs"
          value={String(value)}
          data={Object.entries(words.meanings.severity).map(([each, label]) => ({ value: each, label }))}
          error={error}
          onChange={event => onChange(event.currentTarget.value)}
        />
      ) : (
        <TextInput
          id={id}
          size="xs"
          type="number"
          step="any"
          value={toShown(value, isShare)}
          error={error}
          onChange={event => onChange(fromShown(event.currentTarget.value, before, isShare))}
        />
      )}
    </div>
  )
}
