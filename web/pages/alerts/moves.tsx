import type { Item } from '../../api/operation.ts'
import { useAnswer } from '../../api/queries.ts'
import { DayMark, MovedMark, Unknown } from '../../marks/day-mark.tsx'
import { Answered } from '../../shell/answered.tsx'
import { Instant } from '../../shell/clock.tsx'
import { Section } from '../../shell/page.tsx'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { words } from '../../words/words.ts'

const text = words.alerts.story
const titles = text.slipColumns

type Move = Item<'GET /milestones/{id}/slips'>

const COLUMNS: readonly Column<Move>[] = [
  { id: 'when', title: titles.when, cell: ({ at }) => <Instant at={at} />, sortBy: ({ at }) => at },
  { id: 'from', title: titles.from, cell: ({ from }) => <DayMark day={from} />, sortBy: ({ from }) => from },
  { id: 'to', title: titles.to, cell: ({ to }) => <DayMark day={to} />, sortBy: ({ to }) => to },
  { id: 'days', title: titles.days, cell: ({ movedByDays }) => <MovedMark days={movedByDays} />, align: 'right' },
  {
    id: 'total',
    title: titles.total,
    cell: ({ cumulativeDays }) => <MovedMark days={cumulativeDays} />,
    align: 'right',
  },
  { id: 'who', title: titles.who, cell: ({ personName }) => personName ?? <Unknown reason={text.noPerson} /> },
  { id: 'tracker', title: titles.tracker, cell: ({ trackerName }) => trackerName ?? text.here },
]

/** Who moved the date of a milestone, when, from where to where, and in which tool. */
export function Moves({ milestoneId }: { readonly milestoneId: string }) {
  const query = useAnswer('GET /milestones/{id}/slips', { path: { id: milestoneId } })
  return (
    <Section title={text.slips}>
      <Answered query={query}>
        {({ items }) => (
          <DataTable
            label={text.slips}
            columns={COLUMNS}
            rows={items.toReversed()}
            rowKey={({ at, from, to }) => `${at} ${from} ${to}`}
            empty={text.noSlips}
          />
        )}
      </Answered>
    </Section>
  )
}
