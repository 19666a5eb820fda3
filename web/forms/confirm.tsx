import { Button, Group, Modal, Text } from '@mantine/core'
import type { RequestError } from '../api/request.ts'
import { words } from '../words/words.ts'
import { Refusal } from './refusal.tsx'

interface Properties {
  readonly isOpen: boolean
  readonly title: string
  readonly text: string
  /** What the button says that does it. */
  readonly action: string
  readonly error: RequestError | null
  readonly isBusy: boolean
  readonly onConfirm: () => void
  readonly onCancel: () => void
}

/** Asks before something is gone. */
export function Confirm({ isOpen, title, text, action, error, isBusy, onConfirm, onCancel }: Properties) {
  return (
    <Modal opened={isOpen} onClose={onCancel} title={title} closeButtonProps={{ 'aria-label': words.shell.close }}>
      <Refusal error={error} beside={[]} />
      <Text size="sm" my="sm">
        {text}
      </Text>
      <Group gap="xs">
        <Button color="red" loading={isBusy} onClick={onConfirm}>
          {action}
        </Button>
        <Button variant="default" onClick={onCancel} data-autofocus>
          {words.forms.cancel}
        </Button>
      </Group>
    </Modal>
  )
}
