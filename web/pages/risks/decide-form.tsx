import { Button, Group, NativeSelect, Stack, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useChange } from '../../api/queries.ts'
import { errorAt, Refusal } from '../../forms/refusal.tsx'
import { words } from '../../words/words.ts'
import type { Entry } from './register.ts'

const text = words.risks.decide
const BY_PEOPLE = ['open', 'in_progress', 'accepted', 'dismissed', 'closed'] as const
/** One that was found closes by itself when its evidence is gone. */
const OF_FOUND = ['open', 'accepted', 'dismissed'] as const

/** Accepts, dismisses, closes or opens an entry, with the reason that stands in its history. */
export function DecideForm({ entry }: { readonly entry: Entry }) {
  const choices = (entry.source === 'automatic' ? OF_FOUND : BY_PEOPLE).filter(status => status !== entry.status)
  const [status, setStatus] = useState<Entry['status']>(choices.includes('accepted') ? 'accepted' : 'open')
  const [reason, setReason] = useState('')
  const change = useChange('PATCH /risks/{id}')
  const path = { id: entry.id }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const statusReason = reason.trim() === '' ? null : reason.trim()
    change.mutate({ path, body: { status, statusReason } }, { onSuccess: () => setReason('') })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Refusal error={change.error} beside={['body.status', 'body.statusReason']} />
        <NativeSelect
          label={text.to}
          value={status}
          data={choices.map(value => ({ value, label: text.choices[value] }))}
          error={errorAt(change.error, 'body.status')}
          onChange={event => setStatus(event.currentTarget.value as Entry['status'])}
        />
        <Textarea
          label={text.reason}
          description={text.reasonHint}
          required={status === 'accepted' || status === 'dismissed'}
          autosize
          minRows={2}
          maxRows={8}
          value={reason}
          error={errorAt(change.error, 'body.statusReason')}
          onChange={event => setReason(event.currentTarget.value)}
        />
        <Group gap="xs">
          <Button type="submit" loading={change.isPending}>
            {text.submit}
          </Button>
          <Button variant="default" disabled={change.isPending} onClick={() => change.mutate({ path, body: {} })}>
            {text.review}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
