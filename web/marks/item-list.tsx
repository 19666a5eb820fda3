import type { Item } from '../api/operation.ts'
import { useList } from '../api/queries.ts'
import { Answered } from '../shell/answered.tsx'
import { type Column, DataTable } from '../table/data-table.tsx'
import { words } from '../words/words.ts'
import { DayMark, Unknown } from './day-mark.tsx'
import { ItemLink } from './item-link.tsx'

export type WorkItem = Item<'GET /work-items'>

const text = words.meanings.items
/** As many as the service takes at once. */
const MOST_IDS = 100

const COLUMNS: readonly Column<WorkItem>[] = [
  {
    id: 'item',
    title: text.item,
    isRowHeader: true,
    cell: item => <ItemLink item={item} />,
    sortBy: ({ key }) => key,
  },
  { id: 'status', title: text.status, cell: item => nameStatus(item), sortBy: item => nameStatus(item) },
  {
    id: 'assignee',
    title: text.assignee,
    cell: ({ assigneeName }) => assigneeName ?? <Unknown reason={text.nobody} />,
    sortBy: ({ assigneeName }) => assigneeName,
  },
  {
    id: 'due',
    title: text.due,
    cell: ({ targetDay }) => <DayMark day={targetDay} />,
    sortBy: ({ targetDay }) => targetDay,
  },
]

interface Properties {
  readonly ids: readonly string[]
  readonly asOf?: string | undefined
  /** What these items are. */
  readonly label: string
}

/** Work items by id, each with the way into its tracker; of more than 100 the first. */
export function ItemList({ ids, asOf, label }: Properties) {
  const query = useList(
    'GET /work-items',
    ids.length === 0
      ? null
      : { query: { ids: ids.slice(0, MOST_IDS).join(','), ...(asOf === undefined ? {} : { asOf }) } },
  )
  if (ids.length === 0) return <span className="quiet">{words.shell.none}</span>
  return (
    <Answered query={query} height={120}>
      {items => (
        <DataTable
          label={label}
          columns={COLUMNS}
          rows={items}
          rowKey={({ id }) => id}
          maxHeight={420}
          empty={text.gone}
        />
      )}
    </Answered>
  )
}

const nameStatus = ({ statusName, state }: WorkItem): string =>
  statusName ?? (state === null ? words.shell.unknown : words.meanings.state[state])
