import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { FilterSelect } from '../../forms/filter-select.tsx'
import { useSetSearch } from '../../shell/place.ts'
import { SavedViews } from '../../shell/saved-views.tsx'
import { words } from '../../words/words.ts'
import { listNodes, type RollupNode } from './rollup-node.ts'
import { isFiltered, type View } from './tree-rows.ts'

const text = words.portfolio.filters
const COLOURS = ['red', 'amber', 'green', 'grey'] as const

/** What of the tree is shown, and how; all of it stands in the address, so that a link is a saved view. */
export function Filters({ root, view }: { readonly root: RollupNode; readonly view: View }) {
  const setSearch = useSetSearch()
  const trackers = new Map(
    listNodes(root).flatMap(node => node.byTracker.map(({ connectionId, name }) => [connectionId, name])),
  )
  return (
    <Group gap="sm" p="sm" className="no-print" align="flex-end">
      <TextInput
        size="xs"
        flex="1 1 140px"
        maw={220}
        type="search"
        aria-label={text.search}
        placeholder={text.search}
        value={view.search}
        onChange={event => setSearch({ q: event.currentTarget.value })}
      />
      <FilterSelect
        label={text.health}
        name="health"
        value={view.colour}
        all={text.all}
        options={COLOURS.map(colour => [colour, words.meanings.colour[colour]] as const)}
      />
      <FilterSelect label={text.tracker} name="tracker" value={view.tracker} all={text.all} options={[...trackers]} />
      <NativeSelect
        size="xs"
        label={text.group}
        value={view.group}
        data={Object.entries(text.groups).map(([value, label]) => ({ value, label }))}
        onChange={event =>
          setSearch({ group: event.currentTarget.value === 'tree' ? undefined : event.currentTarget.value })
        }
      />
      {isFiltered(view) ? (
        <Button
          size="xs"
          variant="default"
          onClick={() => setSearch({ q: undefined, health: undefined, tracker: undefined })}
        >
          {text.clear}
        </Button>
      ) : null}
      <div style={{ marginLeft: 'auto' }}>
        <SavedViews page="portfolio" />
      </div>
    </Group>
  )
}
