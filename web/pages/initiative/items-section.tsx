import { Group, TextInput } from '@mantine/core'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useWholeList } from '../../api/queries.ts'
import { FilterSelect } from '../../forms/filter-select.tsx'
import type { WorkItem } from '../../marks/item-list.tsx'
import { useTrackers } from '../../marks/tracker-names.tsx'
import { Answered, Loading } from '../../shell/answered.tsx'
import { Section } from '../../shell/page.tsx'
import { usePlace, useSearchText, useSetSearch } from '../../shell/place.ts'
import { DataTable } from '../../table/data-table.tsx'
import { words } from '../../words/words.ts'
import type { Assessment, SectionProperties } from './assessment.ts'
import { ITEM_COLUMNS } from './item-columns.tsx'
import classes from './scope-section.module.css'

const text = words.initiative.items

/** So far below the window the items are asked for. */
const NEAR = '600px'
const UNKNOWN = 'unknown'
/** What changed last comes first. */
const USUAL_SORT = 'updated'
/** Two lines: our word for the state, and the tracker's. */
const ROW_HEIGHT = 58
const STATES = Object.entries(words.meanings.state)

/** Every item in scope, over all trackers, each leading into its own. */
export function ItemsSection({ initiativeId, assessment, title }: SectionProperties) {
  const { asOf } = usePlace()
  const { place, isNear } = useNear()
  const query = useWholeList(
    'GET /work-items',
    isNear ? { query: { initiative: initiativeId, ...(asOf === undefined ? {} : { asOf }) } } : null,
  )
  const view = useView()
  const fitting = useMemo(() => (query.data ?? []).filter(item => fits(item, view)), [query.data, view])
  return (
    <div ref={place} className="no-print">
      <Section
        title={title}
        actions={
          query.data === undefined ? null : (
            <span className={`quiet ${classes.small}`}>{words.shell.rows(fitting.length)}</span>
          )
        }
      >
        <Filters assessment={assessment} view={view} />
        {isNear ? (
          <Answered query={query} height={480}>
            {() => <ItemTable items={fitting} />}
          </Answered>
        ) : (
          <Loading height={480} />
        )}
      </Section>
    </div>
  )
}

/** Whether the reader is close enough for it to be worth asking; it stays so. */
function useNear() {
  const place = useRef<HTMLDivElement>(null)
  const [isNear, setIsNear] = useState(false)
  useEffect(() => {
    if (place.current === null) return
    const observer = new IntersectionObserver(
      entries => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setIsNear(true)
      },
      { rootMargin: NEAR },
    )
    observer.observe(place.current)
    return () => observer.disconnect()
  }, [])
  return { place, isNear }
}

function ItemTable({ items }: { readonly items: readonly WorkItem[] }) {
  const column = useSearchText('itemSort', USUAL_SORT)
  const order = useSearchText('itemOrder', column === USUAL_SORT ? 'descending' : 'ascending')
  const setSearch = useSetSearch()
  return (
    <DataTable
      label={text.list}
      columns={ITEM_COLUMNS}
      rows={items}
      rowKey={({ id }) => id}
      sorting={{ column, isDescending: order === 'descending' }}
      onSort={next => setSearch({ itemSort: next.column, itemOrder: next.isDescending ? 'descending' : 'ascending' })}
      rowHeight={ROW_HEIGHT}
      empty={text.none}
    />
  )
}

interface View {
  readonly search: string
  readonly state: string
  readonly tracker: string
}

/** What the reader wants to see of them: what the address says. */
function useView(): View {
  const search = useSearchText('item', '')
  const state = useSearchText('state', '')
  const tracker = useSearchText('tracker', '')
  return useMemo(() => ({ search, state, tracker }), [search, state, tracker])
}

function fits({ key, title, state, connectionId, assigneeName }: WorkItem, view: View): boolean {
  const found = `${key} ${title} ${assigneeName ?? ''}`.toLocaleLowerCase()
  return (
    (view.state === '' || (state ?? UNKNOWN) === view.state) &&
    (view.tracker === '' || connectionId === view.tracker) &&
    found.includes(view.search.toLocaleLowerCase())
  )
}

function Filters({ assessment, view }: { readonly assessment: Assessment; readonly view: View }) {
  const setSearch = useSetSearch()
  const trackers = useTrackers()
  return (
    <Group gap="sm" mb="sm" align="flex-end">
      <TextInput
        size="xs"
        type="search"
        label={text.search}
        value={view.search}
        onChange={event => setSearch({ item: event.currentTarget.value })}
      />
      <FilterSelect
        label={text.state}
        name="state"
        value={view.state}
        all={text.all}
        options={[...STATES, [UNKNOWN, text.unknown]]}
      />
      {assessment.byTracker.length < 2 ? null : (
        <FilterSelect
          label={text.tracker}
          name="tracker"
          value={view.tracker}
          all={text.all}
          options={assessment.byTracker.map(
            ({ connectionId }) => [connectionId, trackers.get(connectionId)?.name ?? words.shell.unknown] as const,
          )}
        />
      )}
    </Group>
  )
}
