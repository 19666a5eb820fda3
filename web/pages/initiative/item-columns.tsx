import { DayMark, InstantMark, Unknown } from '../../marks/day-mark.tsx'
import { ItemLink } from '../../marks/item-link.tsx'
import type { WorkItem } from '../../marks/item-list.tsx'
import type { Column } from '../../table/data-table.tsx'
import { formatNumber } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import classes from './scope-section.module.css'

const text = words.initiative.items.columns
const { state: states, unit, items } = words.meanings

/** In the order of work. */
const ORDER = ['blocked', 'in_review', 'in_progress', 'todo', 'done', 'cancelled'] as const

export const ITEM_COLUMNS: readonly Column<WorkItem>[] = [
  {
    id: 'item',
    title: items.item,
    isRowHeader: true,
    cell: item => (
      <div className={classes.item}>
        <ItemLink item={item} />
      </div>
    ),
    sortBy: ({ key }) => key,
  },
  {
    id: 'type',
    title: text.type,
    cell: ({ typeName }) => typeName ?? <Unknown />,
    sortBy: ({ typeName }) => typeName,
  },
  {
    id: 'state',
    title: text.state,
    cell: ({ state, statusName }) => (
      <>
        <span className="one-line">{state === null ? words.initiative.items.unknown : states[state]}</span>
        {statusName === null || (state !== null && statusName === states[state]) ? null : (
          <div className={classes.small}>{statusName}</div>
        )}
      </>
    ),
    sortBy: ({ state }) => (state === null ? null : ORDER.indexOf(state)),
  },
  {
    id: 'assignee',
    title: items.assignee,
    cell: ({ assigneeName }) => assigneeName ?? <Unknown reason={items.nobody} />,
    sortBy: ({ assigneeName }) => assigneeName,
  },
  {
    id: 'estimate',
    title: text.estimate,
    align: 'right',
    cell: ({ estimate, estimateUnit }) =>
      estimate === null ? (
        <Unknown reason={text.unestimated} />
      ) : (
        `${formatNumber(estimate)} ${estimateUnit === null ? '' : unit[estimateUnit]}`
      ),
    sortBy: ({ estimate }) => estimate,
  },
  {
    id: 'due',
    title: items.due,
    cell: ({ targetDay }) => <DayMark day={targetDay} />,
    sortBy: ({ targetDay }) => targetDay,
  },
  {
    id: 'done',
    title: text.done,
    cell: ({ doneAt }) => (doneAt === null ? <span className="quiet">{text.open}</span> : <InstantMark at={doneAt} />),
    sortBy: ({ doneAt }) => doneAt,
  },
  {
    id: 'updated',
    title: text.updated,
    cell: ({ updatedAt }) => <InstantMark at={updatedAt} />,
    sortBy: ({ updatedAt }) => updatedAt,
  },
]
