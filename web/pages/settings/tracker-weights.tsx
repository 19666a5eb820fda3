import { Group, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useChange } from '../../api/queries.ts'
import type { Initiative } from '../../api/tree.ts'
import { FormActions } from '../../forms/form-actions.tsx'
import { Refusal } from '../../forms/refusal.tsx'
import { useTrackers } from '../../marks/tracker-names.tsx'
import { Section } from '../../shell/page.tsx'
import { words } from '../../words/words.ts'
import classes from './settings.module.css'

const text = words.settings.weights

const draftOf = ({ trackerWeights }: Initiative): ReadonlyMap<string, string> =>
  new Map(trackerWeights.map(({ connectionId, weight }) => [connectionId, `${weight}`]))

/** How much each tracker's part counts in the progress of an initiative. */
export function TrackerWeights({ initiative }: { readonly initiative: Initiative }) {
  const trackers = useTrackers()
  const before = draftOf(initiative)
  const [draft, setDraft] = useState(before)
  const save = useChange('PATCH /initiatives/{id}')
  const isDirty = [...trackers.keys()].some(id => (draft.get(id) ?? '') !== (before.get(id) ?? ''))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const trackerWeights = [...draft].flatMap(([connectionId, weight]) =>
      weight.trim() === '' ? [] : [{ connectionId, weight: Number(weight) }],
    )
    save.mutate({ path: { id: initiative.id }, body: { trackerWeights } })
  }
  if (trackers.size < 2) return null
  return (
    <Section title={text.title}>
      <form onSubmit={submit} className={classes.form}>
        <Stack gap="sm">
          <Text size="sm" className="quiet">
            {text.lead}
          </Text>
          <Refusal error={save.error} beside={[]} />
          <Group gap="sm" align="flex-end">
            {[...trackers].map(([id, { name }]) => (
              <TextInput
                key={id}
                label={name}
                type="number"
                step="any"
                placeholder={text.unset}
                value={draft.get(id) ?? ''}
                onChange={event => setDraft(new Map([...draft, [id, event.currentTarget.value]]))}
              />
            ))}
          </Group>
          <FormActions submit={words.forms.save} isPending={save.isPending} isDisabled={!isDirty}>
            <span role="status" className="quiet">
              {save.isSuccess && !isDirty ? words.forms.saved : null}
            </span>
          </FormActions>
        </Stack>
      </form>
    </Section>
  )
}
