import { Button, Group, Menu, Popover, TextInput } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { words } from '../words/words.ts'

const text = words.shell.views

type Search = Readonly<Record<string, unknown>>
interface SavedView {
  readonly name: string
  readonly search: Search
}

/** Which portfolio and which day is shown goes on when a view is chosen. */
const KEPT = ['portfolio', 'asOf'] as const

/** Names for what the reader chose on a page, kept in this browser; whoever gets the address has it without the name. */
export function SavedViews({ page }: { readonly page: string }) {
  const [views, setViews] = useLocalStorage<readonly SavedView[]>({
    key: `milepost views of ${page}`,
    defaultValue: NONE,
    getInitialValueInEffect: false,
  })
  const current = useSearch({ strict: false }) as Search
  const navigate = useNavigate()
  const show = ({ search }: SavedView) => {
    const kept = Object.fromEntries(KEPT.flatMap(name => (name in current ? [[name, current[name]]] : [])))
    void navigate({ to: '.', resetScroll: false, search: { ...search, ...kept } as never })
  }
  const save = (name: string) => {
    const search = Object.fromEntries(Object.entries(current).filter(([part]) => !KEPT.some(kept => kept === part)))
    setViews([...views.filter(view => view.name !== name), { name, search }])
  }
  return (
    <Group gap="xs" wrap="nowrap">
      {views.length === 0 ? null : (
        <Menu>
          <Menu.Target>
            <Button size="xs" variant="default">
              {text.choose}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {views.map(view => (
              <Menu.Item key={view.name} onClick={() => show(view)}>
                {view.name}
              </Menu.Item>
            ))}
            <Menu.Divider />
            {views.map(({ name }) => (
              <Menu.Item key={name} onClick={() => setViews(views.filter(view => view.name !== name))}>
                {text.forget(name)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <NameIt onSave={save} />
    </Group>
  )
}

const NONE: readonly SavedView[] = []
const LONGEST_NAME = 60

function NameIt({ onSave }: { readonly onSave: (name: string) => void }) {
  const [isOpen, setIsOpen] = useState(false)
  const [name, setName] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSave(name.trim())
    setName('')
    setIsOpen(false)
  }
  return (
    <Popover opened={isOpen} onChange={setIsOpen} trapFocus returnFocus position="bottom-end" shadow="md">
      <Popover.Target>
        <Button size="xs" variant="default" onClick={() => setIsOpen(!isOpen)}>
          {text.save}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={text.save}>
        <form onSubmit={submit}>
          <TextInput
            size="xs"
            label={text.name}
            description={text.hint}
            required
            maxLength={LONGEST_NAME}
            value={name}
            onChange={event => setName(event.currentTarget.value)}
          />
          <Button size="xs" type="submit" mt="xs" disabled={name.trim() === ''}>
            {words.forms.save}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
