import { Button, Group, NativeSelect, Radio, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useChange } from '../../api/queries.ts'
import type { TreeNode } from '../../api/tree.ts'
import { FormActions } from '../../forms/form-actions.tsx'
import { errorAt, Refusal } from '../../forms/refusal.tsx'
import { Section } from '../../shell/page.tsx'
import { words } from '../../words/words.ts'
import classes from './settings.module.css'

const text = words.settings.milestones

type Rule = NonNullable<TreeNode['milestonesFrom']>[number]
interface Draft {
  readonly key: number
  readonly source: Rule['source']
  /** Empty: all of them. */
  readonly name: string
}

const SOURCES = Object.entries(text.sources).map(([value, label]) => ({ value, label }))

const draftOf = (rules: TreeNode['milestonesFrom']): readonly Draft[] =>
  (rules ?? []).map(({ source, name }, key) => ({ key, source, name: name ?? '' }))

const rulesOf = (isOwn: boolean, draft: readonly Draft[]): TreeNode['milestonesFrom'] =>
  isOwn ? draft.map(({ source, name }) => ({ source, name: name.trim() === '' ? null : name.trim() })) : null

/** What milestones come from, here and below: as the node above says, or by rules of its own. */
export function MilestoneSources({ node }: { readonly node: TreeNode }) {
  const [isOwn, setIsOwn] = useState(node.milestonesFrom !== null)
  const [draft, setDraft] = useState(() => draftOf(node.milestonesFrom))
  const save = useChange(`PATCH /${node.kind}s/{id}` as 'PATCH /initiatives/{id}')
  const milestonesFrom = rulesOf(isOwn, draft)
  const isDirty = JSON.stringify(milestonesFrom) !== JSON.stringify(node.milestonesFrom)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ path: { id: node.id }, body: { milestonesFrom } as Parameters<typeof save.mutate>[0]['body'] })
  }
  const set = (index: number, part: Partial<Draft>) =>
    setDraft(draft.map((each, at) => (at === index ? { ...each, ...part } : each)))
  const add = () => {
    const key = Math.max(-1, ...draft.map(each => each.key)) + 1
    setDraft([...draft, { key, source: 'release', name: '' }])
  }
  return (
    <Section title={text.title}>
      <form onSubmit={submit} className={classes.form}>
        <Stack gap="sm">
          <Refusal error={save.error} beside={draft.map((_, index) => `body.milestonesFrom.${index}`)} />
          <Radio.Group label={text.lead} value={isOwn ? 'own' : 'above'} onChange={value => setIsOwn(value === 'own')}>
            <Stack gap="xs" mt="xs">
              <Radio value="above" label={node.parentId === null ? text.usual : text.above} />
              <Radio value="own" label={text.own} />
            </Stack>
          </Radio.Group>
          {isOwn && draft.length === 0 ? (
            <Text size="sm" className="quiet">
              {text.nowhere}
            </Text>
          ) : null}
          {isOwn
            ? draft.map(({ key, source, name }, index) => (
                <Group key={key} gap="sm" align="flex-end" role="group" aria-label={text.rule(index + 1)}>
                  <NativeSelect
                    label={text.source}
                    value={source}
                    data={SOURCES}
                    onChange={event => set(index, { source: event.currentTarget.value as Rule['source'] })}
                  />
                  <TextInput
                    style={{ flex: '1 1 160px' }}
                    label={text.name}
                    placeholder={text.all}
                    value={name}
                    error={errorAt(save.error, `body.milestonesFrom.${index}`)}
                    onChange={event => set(index, { name: event.currentTarget.value })}
                  />
                  <Button
                    variant="default"
                    aria-label={text.remove(index + 1)}
                    onClick={() => setDraft(draft.filter((_, at) => at !== index))}
                  >
                    {words.forms.remove}
                  </Button>
                </Group>
              ))
            : null}
          <FormActions submit={words.forms.save} isPending={save.isPending} isDisabled={!isDirty}>
            {isOwn ? (
              <Button variant="default" onClick={add}>
                {text.add}
              </Button>
            ) : null}
            <span role="status" className="quiet">
              {save.isSuccess && !isDirty ? words.forms.saved : null}
            </span>
          </FormActions>
        </Stack>
      </form>
    </Section>
  )
}
