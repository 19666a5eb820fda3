import { Alert, Button, CopyButton, PasswordInput, Stack, TextInput } from '@mantine/core'
import { words } from '../../words/words.ts'

const text = words.connections.once

interface Properties {
  readonly webhook: { readonly url: string; readonly secret: string }
  readonly hint?: string
  /** Afterwards nobody can see it any more. */
  readonly onDone: () => void
}

/** A secret that the service tells once: to be copied, and then gone from the page. */
export function SecretOnce({ webhook, hint, onDone }: Properties) {
  return (
    <Alert color="indigo" title={text.title} mb="md" role="alert">
      <Stack gap="sm">
        {hint === undefined ? null : <div>{hint}</div>}
        <TextInput
          readOnly
          label={text.url}
          value={webhook.url}
          rightSectionWidth={80}
          rightSection={<Copy value={webhook.url} />}
        />
        <PasswordInput readOnly label={text.secret} value={webhook.secret} />
        <div>
          <Copy value={webhook.secret} what={text.secret} />{' '}
          <Button size="compact-sm" onClick={onDone}>
            {text.done}
          </Button>
        </div>
      </Stack>
    </Alert>
  )
}

/** Puts a text on the clipboard, and says that it is there. */
export function Copy({ value, what }: { readonly value: string; readonly what?: string }) {
  return (
    <CopyButton value={value} timeout={2_000}>
      {({ copied, copy }) => (
        <Button size="compact-sm" variant="default" onClick={copy} aria-live="polite">
          {copied ? text.copied : what === undefined ? text.copy : `${text.copy}: ${what}`}
        </Button>
      )}
    </CopyButton>
  )
}
