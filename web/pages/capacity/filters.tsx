import { Button, Checkbox, Group, NativeSelect, TextInput } from '@mantine/core'
import { useList } from '../../api/queries.ts'
import { FilterSelect } from '../../forms/filter-select.tsx'
import { useSetSearch } from '../../shell/place.ts'
import { words } from '../../words/words.ts'
import { addWeeks, type CapacityView, mondayOf, rangeOf } from './view.ts'

const text = words.capacity.filters
const optionsOf = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }))

/** Who and when is shown. */
export function CapacityFilters({ view }: { readonly view: CapacityView }) {
  const setSearch = useSetSearch()
  const teams = useList('GET /teams', {}).data ?? []
  const { from } = rangeOf(view)
  const move = (weeks: number) => setSearch({ from: addWeeks(from, weeks) })
  return (
    <Group gap="sm" mb="sm" className="no-print" align="flex-end" component="section" aria-label={text.label}>
      <FilterSelect
        label={text.team}
        name="team"
        value={view.team}
        all={text.everybody}
        width={180}
        options={teams.map(({ id, name }) => [id, name] as const)}
      />
      <TextInput
        size="xs"
        type="date"
        label={text.from}
        value={from}
        onChange={({ currentTarget: { value } }) => {
          if (value !== '') setSearch({ from: mondayOf(value) })
        }}
      />
      <NativeSelect
        size="xs"
        label={text.range}
        value={view.weeks}
        data={optionsOf(text.ranges)}
        onChange={event => setSearch({ weeks: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        label={text.period}
        value={view.period}
        data={optionsOf(text.periods)}
        onChange={event => setSearch({ by: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        label={text.sort}
        value={view.isByLoad ? 'load' : 'name'}
        data={optionsOf(text.sorts)}
        onChange={event => setSearch({ sort: event.currentTarget.value })}
      />
      <Button.Group>
        <Button size="xs" variant="default" onClick={() => move(-Number(view.weeks))}>
          {text.earlier}
        </Button>
        <Button size="xs" variant="default" onClick={() => setSearch({ from: undefined })}>
          {text.thisWeek}
        </Button>
        <Button size="xs" variant="default" onClick={() => move(Number(view.weeks))}>
          {text.later}
        </Button>
      </Button.Group>
      <Checkbox
        size="sm"
        mb={6}
        label={text.over}
        checked={view.isOverOnly}
        onChange={event => setSearch({ over: event.currentTarget.checked ? 'only' : undefined })}
      />
    </Group>
  )
}
