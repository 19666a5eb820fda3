import { Button } from '@mantine/core'
import { useAnswer, useList } from '../../api/queries.ts'
import { AgeMark, Unknown } from '../../marks/day-mark.tsx'
import { Answered } from '../../shell/answered.tsx'
import { Instant } from '../../shell/clock.tsx'
import { Section } from '../../shell/page.tsx'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { formatCount } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { type Completeness, formatSeconds, isOpen, type Run } from './connection.ts'
import { RunBar } from './run-progress.tsx'
import { StateMark } from './state-mark.tsx'

const text = words.connections.run
const titles = text.columns

type Gap = Completeness['gaps'][number]

const COLUMNS: readonly Column<Run>[] = [
  { id: 'when', title: titles.when, cell: ({ queuedAt }) => <Instant at={queuedAt} />, isRowHeader: true },
  { id: 'mode', title: titles.mode, cell: ({ mode }) => words.connections.sync.modes[mode] },
  { id: 'state', title: titles.state, cell: run => <State run={run} /> },
  { id: 'took', title: titles.took, cell: run => <Took run={run} />, align: 'right' },
  { id: 'read', title: titles.read, cell: ({ done }) => formatCount(done), align: 'right' },
  { id: 'changed', title: titles.changed, cell: ({ changed }) => formatCount(changed), align: 'right' },
  { id: 'deleted', title: titles.deleted, cell: ({ deleted }) => formatCount(deleted), align: 'right' },
  {
    id: 'requests',
    title: titles.requests,
    cell: ({ requests, rateLimitedCount }) => (
      <span title={rateLimitedCount === 0 ? undefined : text.limited(formatCount(rateLimitedCount))}>
        {formatCount(requests)}
        {rateLimitedCount === 0 ? null : ` (${formatCount(rateLimitedCount)})`}
      </span>
    ),
    align: 'right',
  },
]

const GAPS: readonly Column<Gap>[] = [
  { id: 'where', title: text.gapColumns.where, cell: ({ scope }) => scope, sortBy: ({ scope }) => scope },
  { id: 'subject', title: text.gapColumns.subject, cell: ({ subject }) => subject, isRowHeader: true },
  { id: 'detail', title: text.gapColumns.detail, cell: ({ detail }) => detail },
  {
    id: 'since',
    title: text.gapColumns.since,
    cell: ({ openedAt }) => <AgeMark at={openedAt} now={Date.now()} />,
    sortBy: ({ openedAt }) => openedAt,
  },
]

function State({ run }: { readonly run: Run }) {
  if (isOpen(run)) return <RunBar run={run} />
  return (
    <>
      <StateMark isGood={run.state === 'complete'} word={text.states[run.state]} />
      {run.reasonText === null ? null : <div className="quiet">{run.reasonText}</div>}
    </>
  )
}

function Took({ run: { startedAt, finishedAt } }: { readonly run: Run }) {
  if (startedAt === null || finishedAt === null) return <Unknown />
  return formatSeconds((Date.parse(finishedAt) - Date.parse(startedAt)) / 1_000)
}

/** The passes over a tracker, newest first, and what is known to be missing after them. */
export function RunsPanel({ connectionId }: { readonly connectionId: string }) {
  const runs = useList('GET /sync-runs', { query: { connection: connectionId } })
  const completeness = useAnswer('GET /connections/{id}/completeness', { path: { id: connectionId } })
  return (
    <>
      <Section title={words.connections.tabs.runs}>
        <Answered query={runs}>
          {items => (
            <>
              <DataTable
                label={words.connections.tabs.runs}
                columns={COLUMNS}
                rows={items}
                rowKey={({ id }) => id}
                empty={text.none}
              />
              {runs.hasNextPage ? (
                <Button mt="sm" size="xs" variant="default" onClick={() => runs.fetchNextPage()}>
                  {words.shell.more}
                </Button>
              ) : null}
            </>
          )}
        </Answered>
      </Section>
      <Section title={text.gaps}>
        <Answered query={completeness} height={80}>
          {({ gaps }) => (
            <DataTable
              label={text.gaps}
              columns={GAPS}
              rows={gaps}
              rowKey={({ scope, stream, kind, subject }) => `${scope} ${stream} ${kind} ${subject}`}
              empty={text.noGaps}
            />
          )}
        </Answered>
      </Section>
    </>
  )
}
