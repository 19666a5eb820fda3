import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useChange } from '../../api/queries.ts'
import { errorAt, Refusal } from '../../forms/refusal.tsx'
import { words } from '../../words/words.ts'

const text = words.changeRequests

export type Decision = 'approve' | 'reject'

interface Properties {
  readonly of: { readonly id: string; readonly title: string }
  readonly decision: Decision
  readonly onClose: () => void
}

/** Says who decided about a change of the plan, how and why. */
export function DecisionForm({ of: { id, title }, decision, onClose }: Properties) {
  const said = text[decision]
  const [by, setBy] = useState('')
  const [reason, setReason] = useState('')
  const approve = useChange('POST /change-requests/{id}/approve')
  const reject = useChange('POST /change-requests/{id}/reject')
  const { error, isPending } = decision === 'approve' ? approve : reject
  const byField = decision === 'approve' ? 'body.approvedBy' : 'body.rejectedBy'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const [path, person] = [{ id }, by.trim()]
    if (decision === 'approve')
      approve.mutate({ path, body: { approvedBy: person, reason: reason.trim() } }, { onSuccess: onClose })
    else reject.mutate({ path, body: { rejectedBy: person, reason: reason.trim() } }, { onSuccess: onClose })
  }
  return (
    <Modal opened onClose={onClose} title={said.openOf(title)} closeButtonProps={{ 'aria-label': words.shell.close }}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <p className="quiet" style={{ margin: 0 }}>
            {said.hint}
          </p>
          <TextInput
            label={said.by}
            required
            data-autofocus
            value={by}
            error={errorAt(error, byField)}
            onChange={event => setBy(event.currentTarget.value)}
          />
          <Textarea
            label={said.reason}
            required
            autosize
            minRows={2}
            value={reason}
            error={errorAt(error, 'body.reason')}
            onChange={event => setReason(event.currentTarget.value)}
          />
          <Refusal error={error} beside={[byField, 'body.reason']} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {words.forms.cancel}
            </Button>
            <Button type="submit" loading={isPending}>
              {said.submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
