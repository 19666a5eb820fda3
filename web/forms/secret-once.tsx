import { Alert, Button, CopyButton, Group } from '@mantine/core'
import { words } from '../words/words.ts'
import classes from './secret-once.module.css'

interface Properties {
  readonly title: string
  readonly text: string
  readonly secret: string
  readonly onClose: () => void
}

/** A secret that the service shows this once: it stays until the reader closes it. */
export function SecretOnce({ title, text, secret, onClose }: Properties) {
  return (
    <Alert color="indigo" title={title} mb="md" role="alert">
      <p>{text}</p>
      <code className={classes.secret}>{secret}</code>
      <Group gap="xs" mt="sm">
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button size="xs" onClick={copy}>
              {copied ? words.forms.copied : words.forms.copy}
            </Button>
          )}
        </CopyButton>
        <Button size="xs" variant="default" onClick={onClose}>
          {words.forms.kept}
        </Button>
      </Group>
    </Alert>
  )
}
