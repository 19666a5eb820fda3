import { Group, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useChange } from '../../api/queries.ts'
import type { NodeKind, TreeNode } from '../../api/tree.ts'
import { FormActions } from '../../forms/form-actions.tsx'
import { NodeSelect } from '../../forms/node-select.tsx'
import { errorAt, Refusal } from '../../forms/refusal.tsx'
import { words } from '../../words/words.ts'
import { listParents } from './node-kinds.ts'
import classes from './settings.module.css'

const text = words.settings.tree

interface Properties {
  readonly kind: NodeKind
  /** What is changed; null: something new. */
  readonly node: TreeNode | null
  readonly parentId: string | null
  /** Of initiatives only. */
  readonly priority?: number | undefined
  /** Of portfolios only. */
  readonly timeZone?: string | undefined
  readonly onDone?: (id: string) => void
  readonly onCancel?: () => void
}

const FIELDS = ['body.name', 'body.parentId', 'body.owner', 'body.weight', 'body.priority', 'body.timeZone'] as const
const numberOrNull = (value: string): number | null => (value.trim() === '' ? null : Number(value))

/** Name, place, owner and weight of a node. */
export function NodeForm({ kind, node, parentId, priority, timeZone, onDone, onCancel }: Properties) {
  const before = {
    name: node?.name ?? '',
    parentId: parentId ?? '',
    owner: node?.owner ?? '',
    weight: node?.weight?.toString() ?? '',
    priority: (priority ?? 0).toString(),
    timeZone: timeZone ?? 'UTC',
  }
  const [draft, setDraft] = useState(before)
  // An initiative takes everything that the other kinds take.
  const create = useChange(`POST /${kind}s` as 'POST /initiatives')
  const change = useChange(`PATCH /${kind}s/{id}` as 'PATCH /initiatives/{id}')
  const { error, isPending, isSuccess } = node === null ? create : change
  const set = (name: keyof typeof before, value: string) => setDraft({ ...draft, [name]: value })
  const isChanged = (name: keyof typeof before) => draft[name] !== before[name]
  const isDirty = Object.keys(before).some(name => isChanged(name as keyof typeof before))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const body = {
      ...(isChanged('name') ? { name: draft.name.trim() } : {}),
      ...(isChanged('owner') ? { owner: draft.owner.trim() === '' ? null : draft.owner.trim() } : {}),
      ...(isChanged('weight') ? { weight: numberOrNull(draft.weight) } : {}),
      ...(isChanged('priority') ? { priority: Number(draft.priority) } : {}),
      ...(isChanged('timeZone') ? { timeZone: draft.timeZone.trim() } : {}),
    }
    if (node === null)
      create.mutate(
        {
          body: { ...body, name: draft.name.trim(), ...(kind === 'portfolio' ? {} : { parentId: draft.parentId }) } as {
            readonly name: string
            readonly parentId: string
          },
        },
        { onSuccess: ({ id }) => onDone?.(id) },
      )
    else
      change.mutate({
        path: { id: node.id },
        body: { ...body, ...(isChanged('parentId') ? { parentId: draft.parentId } : {}) },
      })
  }
  return (
    <form onSubmit={submit} className={classes.form}>
      <Stack gap="sm">
        <Refusal error={error} beside={FIELDS} />
        <TextInput
          label={text.name}
          required
          value={draft.name}
          error={errorAt(error, 'body.name')}
          onChange={event => set('name', event.currentTarget.value)}
        />
        {kind === 'portfolio' ? null : (
          <NodeSelect
            label={text.parent}
            nothing={words.forms.choose}
            required
            kinds={listParents(kind)}
            value={draft.parentId}
            error={errorAt(error, 'body.parentId')}
            onChange={value => set('parentId', value)}
          />
        )}
        <TextInput
          label={text.owner}
          description={text.ownerHint}
          value={draft.owner}
          error={errorAt(error, 'body.owner')}
          onChange={event => set('owner', event.currentTarget.value)}
        />
        <Group grow align="flex-start">
          <TextInput
            label={text.weight}
            description={text.weightHint}
            type="number"
            step="any"
            value={draft.weight}
            error={errorAt(error, 'body.weight')}
            onChange={event => set('weight', event.currentTarget.value)}
          />
          {kind === 'initiative' ? (
            <TextInput
              label={text.priority}
              description={text.priorityHint}
              type="number"
              step={1}
              required
              value={draft.priority}
              error={errorAt(error, 'body.priority')}
              onChange={event => set('priority', event.currentTarget.value)}
            />
          ) : null}
        </Group>
        <FormActions
          submit={node === null ? text.create : words.forms.save}
          isPending={isPending}
          isDisabled={!isDirty}
          onCancel={onCancel}
        >
          <span role="status" className="quiet">
            {isSuccess && !isDirty ? words.forms.saved : null}
          </span>
        </FormActions>
      </Stack>
    </form>
  )
}
