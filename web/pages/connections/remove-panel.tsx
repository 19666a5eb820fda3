import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useChange } from '../../api/queries.ts'
import { Section } from '../../shell/page.tsx'
import { words } from '../../words/words.ts'
import type { Connection } from './connection.ts'
import classes from './connection-page.module.css'
import { Said } from './said.tsx'

const text = words.connections.remove

/** Deletes a connection with everything read from it, after its name was typed. */
export function RemovePanel({ connection: { id, name } }: { readonly connection: Connection }) {
  const [isAsking, setIsAsking] = useState(false)
  const [typed, setTyped] = useState('')
  const remove = useChange('DELETE /connections/{id}')
  const navigate = useNavigate()
  const submit = () =>
    remove.mutate({ path: { id } }, { onSuccess: () => void navigate({ to: '/connections' as '/' }) })
  return (
    <Section title={text.title}>
      <p className={`${classes.small} quiet`}>{text.hint}</p>
      <Button color="red" variant="outline" size="xs" onClick={() => setIsAsking(true)}>
        {text.open}
      </Button>
      <Modal
        opened={isAsking}
        onClose={() => setIsAsking(false)}
        title={text.title}
        closeButtonProps={{ 'aria-label': words.shell.close }}
      >
        <form
          onSubmit={event => {
            event.preventDefault()
            submit()
          }}
        >
          <Stack gap="md">
            <p style={{ margin: 0 }}>{text.hint}</p>
            <TextInput
              label={text.confirm(name)}
              data-autofocus
              autoComplete="off"
              value={typed}
              onChange={event => setTyped(event.currentTarget.value)}
            />
            <Said done={null} error={remove.error} />
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setIsAsking(false)}>
                {text.cancel}
              </Button>
              <Button type="submit" color="red" disabled={typed !== name} loading={remove.isPending}>
                {text.submit}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </Section>
  )
}
