import { useAnswer } from '../../api/queries.ts'
import { AgeMark, Unknown } from '../../marks/day-mark.tsx'
import { Answered } from '../../shell/answered.tsx'
import { Section } from '../../shell/page.tsx'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { formatCount } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { type Completeness, formatSeconds } from './connection.ts'
import { StateMark } from './state-mark.tsx'

const text = words.connections.completeness
const titles = text.columns

type StreamCount = Completeness['streams'][number]
type Unreadable = Completeness['unreadable'][number]

const streamOf = ({ stream }: StreamCount): string => words.connections.run.streams[stream]

const COLUMNS: readonly Column<StreamCount>[] = [
  { id: 'stream', title: titles.stream, cell: streamOf, sortBy: streamOf, isRowHeader: true },
  { id: 'scope', title: titles.scope, cell: ({ scope }) => scope, sortBy: ({ scope }) => scope },
  {
    id: 'source',
    title: titles.source,
    cell: ({ sourceCount }) => (sourceCount === null ? <Unknown reason={text.notCounted} /> : formatCount(sourceCount)),
    sortBy: ({ sourceCount }) => sourceCount,
    align: 'right',
  },
  {
    id: 'stored',
    title: titles.stored,
    cell: ({ storedCount }) => (storedCount === null ? <Unknown reason={text.notStored} /> : formatCount(storedCount)),
    sortBy: ({ storedCount }) => storedCount,
    align: 'right',
  },
  {
    id: 'difference',
    title: titles.difference,
    cell: ({ difference }) => <Difference difference={difference} />,
    sortBy: ({ difference }) => (difference === null ? null : -Math.abs(difference)),
    align: 'right',
  },
  {
    id: 'counted',
    title: titles.counted,
    cell: ({ countedAt }) =>
      countedAt === null ? <Unknown reason={text.notCounted} /> : <AgeMark at={countedAt} now={Date.now()} />,
    sortBy: ({ countedAt }) => countedAt,
  },
  {
    id: 'lag',
    title: titles.lag,
    cell: ({ lagSeconds }) => (lagSeconds === null ? <Unknown /> : formatSeconds(lagSeconds)),
    sortBy: ({ lagSeconds }) => (lagSeconds === null ? null : -lagSeconds),
    align: 'right',
  },
]

function Difference({ difference }: Pick<StreamCount, 'difference'>) {
  if (difference === null) return <Unknown reason={text.notCounted} />
  if (difference === 0) return <StateMark isGood word={formatCount(0)} />
  return <StateMark isGood={false} word={formatCount(difference)} />
}

const ORDER: readonly StreamCount['stream'][] = ['work_items', 'worklogs', 'links', 'iterations', 'releases', 'teams']

/** Work first, as that is what the numbers rest on. */
const inOrder = (streams: readonly StreamCount[]): readonly StreamCount[] =>
  streams.toSorted((a, b) => placeOf(a) - placeOf(b))

function placeOf({ stream }: StreamCount): number {
  const place = ORDER.indexOf(stream)
  return place === -1 ? ORDER.length : place
}

const UNREADABLE: readonly Column<Unreadable>[] = [
  { id: 'kind', title: text.unreadableColumns.kind, cell: ({ kind }) => kind },
  { id: 'id', title: text.unreadableColumns.id, cell: ({ externalId }) => externalId, isRowHeader: true },
  { id: 'reason', title: text.unreadableColumns.reason, cell: ({ reason }) => reason },
]

/** Of each stream and scope what the tracker counts, what is stored, the difference and the lag. */
export function CompletenessPanel({ connectionId }: { readonly connectionId: string }) {
  const query = useAnswer('GET /connections/{id}/completeness', { path: { id: connectionId } })
  return (
    <Answered query={query} height={300}>
      {({ streams, unreadable }) => (
        <>
          <Section title={text.title}>
            <DataTable
              label={text.title}
              columns={COLUMNS}
              rows={inOrder(streams)}
              rowKey={({ stream, scopeExternalId }) => `${stream} ${scopeExternalId}`}
              empty={text.none}
            />
          </Section>
          {unreadable.length === 0 ? null : (
            <Section title={text.unreadable}>
              <DataTable
                label={text.unreadable}
                columns={UNREADABLE}
                rows={unreadable}
                rowKey={({ kind, externalId }) => `${kind} ${externalId}`}
                empty={null}
              />
            </Section>
          )}
        </>
      )}
    </Answered>
  )
}
