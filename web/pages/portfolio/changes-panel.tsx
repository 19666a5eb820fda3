import { NativeSelect, Text } from '@mantine/core'
import { useMemo } from 'react'
import type { Item } from '../../api/operation.ts'
import { useList } from '../../api/queries.ts'
import { Unknown } from '../../marks/day-mark.tsx'
import { Answered } from '../../shell/answered.tsx'
import { Instant } from '../../shell/clock.tsx'
import { Section } from '../../shell/page.tsx'
import { usePlace, useSearchText, useSetSearch } from '../../shell/place.ts'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { withDays } from '../../words/format.ts'
import { words } from '../../words/words.ts'

type Change = Item<'GET /portfolios/{id}/changes'>

const text = words.portfolio.changes
const DAY_MS = 86_400_000
const USUAL_DAYS = '7'

const NAMES: Readonly<Record<string, string>> = { ...words.meanings.state, ...words.meanings.colour }

/** A state or a colour by its name, a day as the reader writes it; an estimate as it stands. */
const say = (value: string | null) => (value === null ? <Unknown /> : (NAMES[value] ?? withDays(value)))

const COLUMNS: readonly Column<Change>[] = [
  { id: 'when', title: text.columns.when, cell: ({ at }) => <Instant at={at} />, sortBy: ({ at }) => at },
  {
    id: 'what',
    title: text.columns.what,
    cell: ({ kind }) => text.kinds[kind],
    sortBy: ({ kind }) => text.kinds[kind],
  },
  { id: 'name', title: text.columns.name, cell: change => <Name change={change} />, sortBy: ({ name }) => name },
  { id: 'from', title: text.columns.from, cell: ({ from }) => say(from) },
  { id: 'to', title: text.columns.to, cell: ({ to }) => say(to) },
  {
    id: 'who',
    title: text.columns.who,
    cell: ({ personName, connectionId }) => personName ?? (connectionId === null ? text.ours : <Unknown />),
    sortBy: ({ personName }) => personName,
  },
]

/** What to tell since the last meeting. */
export function ChangesPanel({ portfolioId }: { readonly portfolioId: string }) {
  const { asOf } = usePlace()
  const days = useSearchText('since', USUAL_DAYS)
  const setSearch = useSetSearch()
  const range = useMemo(() => {
    const to = asOf === undefined ? Date.now() : Date.parse(asOf)
    const from = new Date(to - Number(days) * DAY_MS).toISOString()
    return asOf === undefined ? { from } : { from, to: asOf }
  }, [asOf, days])
  const query = useList('GET /portfolios/{id}/changes', { path: { id: portfolioId }, query: range })
  const choice = (
    <NativeSelect
      size="xs"
      aria-label={text.since}
      value={days}
      data={Object.entries(text.days).map(([value, label]) => ({ value, label: `${text.since} ${label}` }))}
      onChange={event =>
        setSearch({ since: event.currentTarget.value === USUAL_DAYS ? undefined : event.currentTarget.value })
      }
    />
  )
  return (
    <Section title={text.title} actions={choice}>
      <Answered query={query}>
        {changes => (
          <>
            <Text size="sm" className="quiet" mb="xs">
              {countByKind(changes)}
            </Text>
            <DataTable
              label={text.title}
              maxHeight={460}
              initialSorting={{ column: 'when', isDescending: true }}
              columns={COLUMNS}
              rows={changes}
              rowKey={change =>
                `${change.kind} ${change.at} ${change.itemId ?? change.milestoneId ?? change.initiativeId}`
              }
              empty={text.nothing}
            />
          </>
        )}
      </Answered>
    </Section>
  )
}

function Name({ change: { key, name, url } }: { readonly change: Change }) {
  const title = key === null ? name : `${key} ${name}`
  if (url === null) return title
  return (
    <a href={url} target="_blank" rel="noreferrer">
      {title}
    </a>
  )
}

const countByKind = (changes: readonly Change[]): string =>
  [...Map.groupBy(changes, ({ kind }) => kind)]
    .map(([kind, group]) => `${text.kinds[kind]} ${group.length}`)
    .join(' · ')
