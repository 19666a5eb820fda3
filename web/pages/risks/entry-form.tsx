import { Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useChange } from '../../api/queries.ts'
import { FormActions } from '../../forms/form-actions.tsx'
import { NodeSelect } from '../../forms/node-select.tsx'
import { errorAt, Refusal } from '../../forms/refusal.tsx'
import { words } from '../../words/words.ts'
import type { Entry } from './register.ts'

const text = words.risks.form

interface Draft {
  readonly nodeId: string
  readonly kind: Entry['kind']
  readonly title: string
  readonly description: string
  readonly owner: string
  readonly dueDay: string
  readonly probability: string
  readonly impact: string
}

const EMPTY: Draft = {
  nodeId: '',
  kind: 'risk',
  title: '',
  description: '',
  owner: '',
  dueDay: '',
  probability: '',
  impact: '',
}

const draftOf = (entry: Entry): Draft => ({
  nodeId: entry.nodeId,
  kind: entry.kind,
  title: entry.title,
  description: entry.description ?? '',
  owner: entry.owner ?? '',
  dueDay: entry.dueDay ?? '',
  probability: entry.probability?.toString() ?? '',
  impact: entry.impact?.toString() ?? '',
})

const textOrNull = (value: string): string | null => (value.trim() === '' ? null : value.trim())
const degreeOrNull = (value: string): number | null => (value === '' ? null : Number(value))

interface Properties {
  /** What is changed; null: something new. */
  readonly entry: Entry | null
  readonly node?: string | undefined
  readonly portfolioId: string
  readonly onDone: (id: string) => void
  readonly onCancel: () => void
}

/** Enters or changes an entry of the register. Of one that a rule found only owner and day are people's to say. */
export function EntryForm({ entry, node = '', portfolioId, onDone, onCancel }: Properties) {
  const [draft, setDraft] = useState<Draft>(entry === null ? { ...EMPTY, nodeId: node } : draftOf(entry))
  const enter = useChange('POST /risks')
  const change = useChange('PATCH /risks/{id}')
  const { error, isPending } = entry === null ? enter : change
  const isFound = entry?.source === 'automatic'
  const set = <K extends keyof Draft>(name: K, value: Draft[K]) => setDraft({ ...draft, [name]: value })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const ours = { owner: textOrNull(draft.owner), dueDay: textOrNull(draft.dueDay) }
    const whole = {
      ...ours,
      kind: draft.kind,
      title: draft.title.trim(),
      description: textOrNull(draft.description),
      probability: degreeOrNull(draft.probability),
      impact: degreeOrNull(draft.impact),
    }
    const onSuccess = ({ id }: { readonly id: string }) => onDone(id)
    if (entry === null) enter.mutate({ body: { ...whole, nodeId: draft.nodeId } }, { onSuccess })
    else change.mutate({ path: { id: entry.id }, body: isFound ? ours : whole }, { onSuccess })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Refusal error={error} beside={Object.keys(EMPTY).map(name => `body.${name}`)} />
        {entry === null ? (
          <NodeSelect
            label={text.node}
            nothing={words.forms.choose}
            required
            portfolioId={portfolioId}
            value={draft.nodeId}
            error={errorAt(error, 'body.nodeId')}
            onChange={value => set('nodeId', value)}
          />
        ) : null}
        {isFound ? null : <Content draft={draft} set={set} error={error} />}
        <Group grow align="flex-start">
          <TextInput
            label={text.owner}
            value={draft.owner}
            error={errorAt(error, 'body.owner')}
            onChange={event => set('owner', event.currentTarget.value)}
          />
          <TextInput
            type="date"
            label={text.due}
            value={draft.dueDay}
            error={errorAt(error, 'body.dueDay')}
            onChange={event => set('dueDay', event.currentTarget.value)}
          />
        </Group>
        <FormActions
          submit={entry === null ? text.submit : words.forms.save}
          isPending={isPending}
          onCancel={onCancel}
        />
      </Stack>
    </form>
  )
}

interface ContentProperties {
  readonly draft: Draft
  readonly set: <K extends keyof Draft>(name: K, value: Draft[K]) => void
  readonly error: Parameters<typeof errorAt>[0]
}

function Content({ draft, set, error }: ContentProperties) {
  const degrees = (labels: Readonly<Record<string, string>>) => [
    { value: '', label: text.unrated },
    ...Object.entries(labels).map(([value, label]) => ({ value, label: `${value} ${label}` })),
  ]
  return (
    <>
      <NativeSelect
        label={text.kind}
        value={draft.kind}
        data={Object.entries(words.risks.kinds).map(([value, label]) => ({ value, label }))}
        error={errorAt(error, 'body.kind')}
        onChange={event => set('kind', event.currentTarget.value as Entry['kind'])}
      />
      <TextInput
        label={text.title}
        required
        value={draft.title}
        error={errorAt(error, 'body.title')}
        onChange={event => set('title', event.currentTarget.value)}
      />
      <Textarea
        label={text.description}
        autosize
        minRows={2}
        maxRows={10}
        value={draft.description}
        error={errorAt(error, 'body.description')}
        onChange={event => set('description', event.currentTarget.value)}
      />
      <Group grow align="flex-start">
        <NativeSelect
          label={text.probability}
          value={draft.probability}
          data={degrees(words.risks.matrix.probabilities)}
          error={errorAt(error, 'body.probability')}
          onChange={event => set('probability', event.currentTarget.value)}
        />
        <NativeSelect
          label={text.impact}
          value={draft.impact}
          data={degrees(words.risks.matrix.impacts)}
          error={errorAt(error, 'body.impact')}
          onChange={event => set('impact', event.currentTarget.value)}
        />
      </Group>
    </>
  )
}
