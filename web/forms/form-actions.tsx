import { Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { words } from '../words/words.ts'

interface Properties {
  readonly submit: string
  readonly isPending: boolean
  readonly isDisabled?: boolean
  /** Without it there is nothing to go back to. */
  readonly onCancel?: (() => void) | undefined
  /** What stands beside the buttons. */
  readonly children?: ReactNode
}

/** The end of a form: what saves it, and what leaves it. */
export function FormActions({ submit, isPending, isDisabled = false, onCancel, children }: Properties) {
  return (
    <Group gap="xs">
      <Button type="submit" loading={isPending} disabled={isDisabled}>
        {submit}
      </Button>
      {onCancel === undefined ? null : (
        <Button variant="default" onClick={onCancel}>
          {words.forms.cancel}
        </Button>
      )}
      {children}
    </Group>
  )
}
