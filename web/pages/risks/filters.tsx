import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { FilterSelect } from '../../forms/filter-select.tsx'
import { NodeSelect } from '../../forms/node-select.tsx'
import { useSetSearch } from '../../shell/place.ts'
import { words } from '../../words/words.ts'
import type { RegisterView } from './register.ts'

const text = words.risks.filters

/** What of the register is shown; it stands in the address. */
export function RegisterFilters({ view, portfolioId }: { readonly view: RegisterView; readonly portfolioId: string }) {
  const setSearch = useSetSearch()
  const isFiltered = [view.search, view.kind, view.source, view.node].some(value => value !== '')
  return (
    <Group gap="sm" mb="sm" className="no-print" align="flex-end" component="section" aria-label={text.label}>
      <TextInput
        size="xs"
        w={200}
        type="search"
        aria-label={text.search}
        placeholder={text.search}
        value={view.search}
        onChange={event => setSearch({ q: event.currentTarget.value })}
      />
      <NodeSelect
        size="xs"
        w={180}
        label={text.node}
        nothing={text.all}
        portfolioId={portfolioId}
        value={view.node}
        onChange={value => setSearch({ node: value })}
      />
      <FilterSelect
        label={text.kind}
        name="kind"
        value={view.kind}
        all={text.all}
        options={Object.entries(words.risks.kinds)}
      />
      <NativeSelect
        size="xs"
        label={text.status}
        value={view.status}
        data={[
          { value: 'pending', label: text.pending },
          { value: 'all', label: text.all },
          ...Object.entries(words.risks.statuses).map(([value, label]) => ({ value, label })),
        ]}
        onChange={({ currentTarget: { value } }) => setSearch({ status: value === 'pending' ? undefined : value })}
      />
      <FilterSelect
        label={text.source}
        name="source"
        value={view.source}
        all={text.all}
        options={Object.entries(words.risks.sources)}
      />
      {isFiltered ? (
        <Button
          size="xs"
          variant="default"
          onClick={() => setSearch({ q: undefined, kind: undefined, source: undefined, node: undefined })}
        >
          {text.clear}
        </Button>
      ) : null}
    </Group>
  )
}
