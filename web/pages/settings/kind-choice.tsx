import { Checkbox } from '@mantine/core'
import { words } from '../../words/words.ts'
import classes from './settings.module.css'

export type AlertKind = keyof typeof words.alerts.kinds

interface Properties<K extends AlertKind> {
  readonly label: string
  readonly hint: string
  readonly kinds: readonly K[]
  readonly chosen: readonly K[]
  readonly error?: string | undefined
  readonly onChange: (chosen: readonly K[]) => void
}

/** Some kinds of alerts of all. */
export function KindChoice<K extends AlertKind>({ label, hint, kinds, chosen, error, onChange }: Properties<K>) {
  return (
    <Checkbox.Group
      label={label}
      description={hint}
      error={error}
      mb="md"
      value={[...chosen]}
      onChange={values => onChange(kinds.filter(kind => values.includes(kind)))}
    >
      <div className={classes.kinds} style={{ marginTop: 8 }}>
        {kinds.map(kind => (
          <Checkbox key={kind} size="xs" value={kind} label={words.alerts.kinds[kind]} />
        ))}
      </div>
    </Checkbox.Group>
  )
}
