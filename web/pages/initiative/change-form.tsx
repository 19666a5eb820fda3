import { Button, Group, Modal, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useChange } from '../../api/queries.ts'
import { errorAt, Refusal } from '../../forms/refusal.tsx'
import { words } from '../../words/words.ts'

const text = words.changeRequests.form

const EMPTY = {
  title: '',
  description: '',
  proposedBy: '',
  items: '',
  size: '',
  unit: 'points',
  days: '',
  amount: '',
  currency: 'EUR',
}
type Draft = typeof EMPTY
type Unit = keyof typeof text.units

const isSaid = (value: string): boolean => value.trim() !== ''

/** What is left empty is not known, and not sent. */
const effectOf = ({ items, size, unit, days, amount, currency }: Draft) => ({
  ...(isSaid(items) ? { items: Number(items) } : {}),
  ...(isSaid(size) ? { size: { value: Number(size), unit: unit as Unit } } : {}),
  ...(isSaid(days) ? { days: Number(days) } : {}),
  ...(isSaid(amount) ? { money: { amount: amount.trim(), currency: currency.trim().toUpperCase() } } : {}),
})

interface Properties {
  readonly initiativeId: string
  readonly onClose: () => void
}

const FIELDS = ['title', 'description', 'proposedBy', 'effect.items', 'effect.size', 'effect.days', 'effect.money']

/** Proposes a change of the approved plan, with what it does. */
export function ChangeForm({ initiativeId, onClose }: Properties) {
  const [draft, setDraft] = useState(EMPTY)
  const { mutate, error, isPending } = useChange('POST /change-requests')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const description = isSaid(draft.description) ? { description: draft.description.trim() } : {}
    const body = {
      initiativeId,
      title: draft.title.trim(),
      ...description,
      proposedBy: draft.proposedBy.trim(),
      effect: effectOf(draft),
    }
    mutate({ body }, { onSuccess: onClose })
  }
  const field = (name: keyof Draft, path: string = name) => ({
    label: text[name as Exclude<keyof Draft, 'unit'>],
    value: draft[name],
    error: errorAt(error, `body.${path}`),
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      setDraft({ ...draft, [name]: event.currentTarget.value }),
  })
  const hasEffect = Object.keys(effectOf(draft)).length > 0
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={words.changeRequests.propose}
      closeButtonProps={{ 'aria-label': words.shell.close }}
    >
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput {...field('title')} required data-autofocus />
          <Textarea {...field('description')} autosize minRows={2} maxRows={8} />
          <TextInput {...field('proposedBy')} required />
          <fieldset style={{ border: 'none', margin: 0, padding: 0 }}>
            <legend style={{ fontWeight: 600, fontSize: 14, padding: 0 }}>{text.effect}</legend>
            <p className="quiet" style={{ margin: '0 0 8px', fontSize: 13 }}>
              {text.effectHint}
            </p>
            <Stack gap="sm">
              <Group grow align="flex-start">
                <TextInput {...field('items', 'effect.items')} type="number" step={1} />
                <TextInput {...field('days', 'effect.days')} type="number" step={1} />
              </Group>
              <Group grow align="flex-start">
                <TextInput {...field('size', 'effect.size')} type="number" step="any" />
                <NativeSelect
                  {...field('unit', 'effect.size.unit')}
                  data={Object.entries(text.units).map(([value, label]) => ({ value, label }))}
                />
              </Group>
              <Group grow align="flex-start">
                <TextInput {...field('amount', 'effect.money')} inputMode="decimal" />
                <TextInput {...field('currency', 'effect.money.currency')} maxLength={3} />
              </Group>
            </Stack>
          </fieldset>
          <Refusal error={error} beside={FIELDS.map(name => `body.${name}`)} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {words.forms.cancel}
            </Button>
            <Button type="submit" loading={isPending} disabled={!hasEffect}>
              {text.submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
