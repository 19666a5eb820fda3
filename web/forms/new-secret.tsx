import { Button, Group, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { words } from '../words/words.ts'

const text = words.forms.newSecret
const USUAL_HOURS = '24'

interface Properties {
  readonly isPending: boolean
  /** The former secret is good as well for so many hours. */
  readonly onAsk: (formerForHours: number) => void
}

/** Asks for a secret in place of the one that there is. */
export function NewSecret({ isPending, onAsk }: Properties) {
  const [hours, setHours] = useState(USUAL_HOURS)
  return (
    <Group align="flex-end" gap="sm" className="no-print">
      <NativeSelect
        size="xs"
        label={text.formerFor}
        value={hours}
        data={Object.entries(text.formerChoices).map(([value, label]) => ({ value, label }))}
        onChange={event => setHours(event.currentTarget.value)}
      />
      <Button size="xs" variant="default" loading={isPending} onClick={() => onAsk(Number(hours))}>
        {text.make}
      </Button>
    </Group>
  )
}
