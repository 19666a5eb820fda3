import { Button, Group, TextInput } from '@mantine/core'
import { useMemo } from 'react'
import type { Input } from '../../api/operation.ts'
import { FilterSelect } from '../../forms/filter-select.tsx'
import { useSearchText, useSetSearch } from '../../shell/place.ts'
import { words } from '../../words/words.ts'

const text = words.audit.filters
const DAY_MS = 86_400_000
const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

interface Chosen {
  readonly actor: string
  readonly subject: string
  /** Days; the last one is in it. */
  readonly from: string
  readonly to: string
}

/** What stands in the address. */
export function useChosen(): Chosen {
  const actor = useSearchText('actor', '')
  const subject = useSearchText('subject', '')
  const from = useSearchText('from', '')
  const to = useSearchText('to', '')
  return useMemo(() => ({ actor, subject, from, to }), [actor, subject, from, to])
}

/** What the service is asked for; null as long as an id is only being typed. */
export function askFor({ actor, subject, from, to }: Chosen): Input<'GET /audit'> | null {
  if (subject !== '' && !ID.test(subject)) return null
  const query = {
    actor,
    subject,
    from: from === '' ? '' : `${from}T00:00:00Z`,
    to: to === '' ? '' : new Date(Date.parse(to) + DAY_MS).toISOString(),
  }
  return { query: Object.fromEntries(Object.entries(query).filter(([, value]) => value !== '')) }
}

interface Properties {
  readonly chosen: Chosen
  readonly actors: readonly string[]
}

export function AuditFilters({ chosen, actors }: Properties) {
  const setSearch = useSetSearch()
  const field = (name: 'subject' | 'from' | 'to') => ({
    size: 'xs' as const,
    label: text[name],
    value: chosen[name],
    onChange: ({ currentTarget: { value } }: React.ChangeEvent<HTMLInputElement>) =>
      setSearch({ [name]: value.trim() }),
  })
  const isFiltered = Object.values(chosen).some(value => value !== '')
  const clear = () => setSearch({ actor: undefined, subject: undefined, from: undefined, to: undefined })
  return (
    <Group gap="sm" mb="sm" align="flex-start" className="no-print">
      <FilterSelect
        label={text.actor}
        name="actor"
        value={chosen.actor}
        all={text.all}
        width={180}
        options={actors.map(name => [name, name] as const)}
      />
      <TextInput
        {...field('subject')}
        w={240}
        error={chosen.subject === '' || ID.test(chosen.subject) ? null : text.subjectHint}
      />
      <TextInput {...field('from')} type="date" />
      <TextInput {...field('to')} type="date" />
      {isFiltered ? (
        <Button size="xs" variant="default" mt={25} onClick={clear}>
          {text.clear}
        </Button>
      ) : null}
    </Group>
  )
}
