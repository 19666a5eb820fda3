import { Button, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { RequestError } from '../../api/request.ts'
import { Refusal } from '../../forms/refusal.tsx'
import { useClock } from '../../shell/clock.tsx'
import { Section } from '../../shell/page.tsx'
import { words } from '../../words/words.ts'
import { RuleFields } from './rule-fields.tsx'
import { flattenRules, gatherRules, type Leaf, listDifferences, type RuleSet } from './rule-values.ts'
import { RuleVersions, type Version } from './rule-versions.tsx'
import classes from './settings.module.css'

const text = words.settings.rules

interface Properties {
  readonly title: string
  readonly current: {
    readonly version: number
    readonly rules: RuleSet
    readonly createdBy: string | null
    readonly createdAt: string | null
  }
  readonly versions: readonly Version[]
  readonly nameOf: (path: string) => string
  readonly error: RequestError | null
  readonly isBusy: boolean
  /** Takes all values: what is left out would be as in version 1. */
  readonly onSave: (rules: RuleSet) => void
  /** Lists of the rules are chosen in a way of their own. */
  readonly lists?: (draft: RuleSet, onChange: (changed: RuleSet) => void) => ReactNode
}

/** The rules of a portfolio with all their values, and their versions. What is not saved stays when the service refuses. */
export function RuleEditor({ title, current, versions, nameOf, error, isBusy, onSave, lists }: Properties) {
  const { formatInstant } = useClock()
  const [changed, setChanged] = useState<RuleSet | null>(null)
  const draft = changed ?? current.rules
  const differences = listDifferences(draft, current.rules)
  const values = flattenRules(draft)
  const set = (path: string, value: Leaf) =>
    setChanged({ ...draft, ...gatherRules(new Map([...values, [path, value]])) })
  return (
    <>
      <Section title={title} actions={<span className={classes.small}>{text.version(current.version)}</span>}>
        <Text size="sm" className="quiet" mb="md">
          {current.createdBy === null || current.createdAt === null
            ? text.own
            : text.setBy(current.createdBy, formatInstant(current.createdAt))}{' '}
          {text.judged}
        </Text>
        <form
          onSubmit={event => {
            event.preventDefault()
            onSave(draft)
          }}
        >
          <Refusal error={error} beside={[...values.keys()].map(path => `body.${path}`)} />
          {lists?.(draft, setChanged)}
          <RuleFields
            values={values}
            saved={flattenRules(current.rules)}
            nameOf={nameOf}
            error={error}
            onChange={set}
          />
          <div className={`${classes.bar} no-print`}>
            <Button type="submit" loading={isBusy} disabled={differences.length === 0}>
              {text.save}
            </Button>
            <Button variant="default" disabled={differences.length === 0} onClick={() => setChanged(null)}>
              {text.undo}
            </Button>
            <span role="status" className={classes.small}>
              {differences.length === 0 ? text.unchanged : text.changed(differences.length)}
            </span>
          </div>
        </form>
      </Section>
      <Section title={text.versions}>
        <RuleVersions versions={versions} nameOf={nameOf} onUse={setChanged} />
      </Section>
    </>
  )
}
