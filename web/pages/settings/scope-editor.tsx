import { Button, Group, NativeSelect, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../../api/queries.ts'
import type { RequestError } from '../../api/request.ts'
import type { Initiative } from '../../api/tree.ts'
import { errorAt, Refusal } from '../../forms/refusal.tsx'
import { useTrackers } from '../../marks/tracker-names.tsx'
import { Section } from '../../shell/page.tsx'
import { words } from '../../words/words.ts'
import { ScopePreview, useScopePreview } from './scope-preview.tsx'
import { canHaveProject, type DraftRule, isSame, type Rule, ruleOf } from './scope-rule.ts'
import classes from './settings.module.css'

const text = words.settings.scope
const optionsOf = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }))

const draftOf = (rules: readonly Rule[]): readonly DraftRule[] => rules.map((rule, key) => ({ ...rule, key }))

/** The rules of an initiative, with what they catch while they are being written. */
export function ScopeEditor({ initiative }: { readonly initiative: Initiative }) {
  const [draft, setDraft] = useState(() => draftOf(initiative.scope))
  const trackers = useTrackers()
  const save = useChange('PATCH /initiatives/{id}')
  const preview = useScopePreview(initiative.id, draft)
  const isDirty = !isSame(draft, initiative.scope)
  const error = save.error ?? preview.error
  const [first = '', second] = trackers.keys()
  const add = () =>
    setDraft([
      ...draft,
      {
        key: Math.max(-1, ...draft.map(({ key }) => key)) + 1,
        effect: 'include',
        // Of several, a person chooses.
        connectionId: second === undefined ? first : '',
        selector: 'project',
        value: '',
        project: null,
      },
    ])
  return (
    <Section title={text.title}>
      <form
        onSubmit={event => {
          event.preventDefault()
          save.mutate({ path: { id: initiative.id }, body: { scope: draft.map(ruleOf) } })
        }}
      >
        <Text size="sm" className="quiet" mb="sm">
          {draft.length === 0 ? text.none : text.lead}
        </Text>
        <Refusal error={save.error} beside={['body.scope']} />
        {draft.map((rule, index) => (
          <RuleFields
            key={rule.key}
            rule={rule}
            index={index}
            error={error}
            onChange={changed => {
              save.reset()
              setDraft(draft.map(each => (each.key === rule.key ? changed : each)))
            }}
            onRemove={() => setDraft(draft.filter(each => each.key !== rule.key))}
          />
        ))}
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={add}>
            {text.add}
          </Button>
          <Button size="xs" type="submit" loading={save.isPending} disabled={!isDirty}>
            {text.save}
          </Button>
          {isDirty ? (
            <Button size="xs" variant="default" onClick={() => setDraft(draftOf(initiative.scope))}>
              {text.reset}
            </Button>
          ) : null}
          <span role="status" className={classes.small}>
            {isDirty ? text.unsaved : save.isSuccess ? words.forms.saved : null}
          </span>
        </Group>
      </form>
      <ScopePreview preview={preview} />
    </Section>
  )
}

interface RuleProperties {
  readonly rule: DraftRule
  readonly index: number
  readonly error: RequestError | null
  readonly onChange: (rule: DraftRule) => void
  readonly onRemove: () => void
}

function RuleFields({ rule, index, error, onChange, onRemove }: RuleProperties) {
  const trackers = useTrackers()
  const path = `body.scope.${index}`
  const set = (changed: Partial<Rule>) => onChange({ ...rule, ...changed })
  return (
    <fieldset className={classes.rule}>
      <legend>{text.rule(index + 1)}</legend>
      <div className={classes.ruleFields}>
        <NativeSelect
          size="xs"
          label={text.effect}
          value={rule.effect}
          data={optionsOf(text.effects)}
          error={errorAt(error, `${path}.effect`)}
          onChange={event => set({ effect: event.currentTarget.value as Rule['effect'] })}
        />
        <NativeSelect
          size="xs"
          label={text.tracker}
          required
          value={rule.connectionId}
          data={[
            { value: '', label: words.forms.choose },
            ...[...trackers.values()].map(({ id, name }) => ({ value: id, label: name })),
          ]}
          error={errorAt(error, `${path}.connectionId`)}
          onChange={event => set({ connectionId: event.currentTarget.value })}
        />
        <NativeSelect
          size="xs"
          label={text.selector}
          value={rule.selector}
          data={optionsOf(text.selectors)}
          error={errorAt(error, `${path}.selector`)}
          onChange={event => set({ selector: event.currentTarget.value as Rule['selector'] })}
        />
        <TextInput
          size="xs"
          label={text.value}
          placeholder={text.hints[rule.selector]}
          required
          value={rule.value}
          error={errorAt(error, `${path}.value`)}
          onChange={event => set({ value: event.currentTarget.value })}
        />
        <TextInput
          size="xs"
          label={text.project}
          disabled={!canHaveProject(rule)}
          value={canHaveProject(rule) ? (rule.project ?? '') : ''}
          error={errorAt(error, `${path}.project`)}
          onChange={event => set({ project: event.currentTarget.value })}
        />
        <Button size="xs" variant="default" aria-label={text.remove(index + 1)} onClick={onRemove}>
          {words.forms.remove}
        </Button>
      </div>
    </fieldset>
  )
}
