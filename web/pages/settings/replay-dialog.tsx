import { Alert, Button, Checkbox, Modal, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../../api/queries.ts'
import { errorAt, Refusal } from '../../forms/refusal.tsx'
import { words } from '../../words/words.ts'

const text = words.settings.channels
const DAY_MS = 86_400_000

interface Properties {
  readonly id: string
  readonly name: string
  readonly onClose: () => void
}

/** Sends again what a channel was told since a day: for a receiver that was away. */
export function ReplayDialog({ id, name, onClose }: Properties) {
  const [since, setSince] = useState(() => new Date(Date.now() - DAY_MS).toISOString().slice(0, 10))
  const [onlyGivenUp, setOnlyGivenUp] = useState(false)
  const replay = useChange('POST /channels/{id}/replay')
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.replayTitle(name)}
      closeButtonProps={{ 'aria-label': words.shell.close }}
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          replay.mutate({ path: { id }, body: { since: `${since}T00:00:00Z`, onlyGivenUp } })
        }}
      >
        <Stack gap="sm">
          <Refusal error={replay.error} beside={['body.since']} />
          <TextInput
            type="date"
            label={text.replaySince}
            required
            value={since}
            error={errorAt(replay.error, 'body.since')}
            onChange={event => setSince(event.currentTarget.value)}
          />
          <Checkbox
            label={text.replayOnly}
            checked={onlyGivenUp}
            onChange={event => setOnlyGivenUp(event.currentTarget.checked)}
          />
          <Button type="submit" loading={replay.isPending}>
            {text.replay}
          </Button>
          <div role="status">
            {replay.data === undefined ? null : <Alert color="green">{text.replayed(replay.data.messages)}</Alert>}
          </div>
        </Stack>
      </form>
    </Modal>
  )
}
