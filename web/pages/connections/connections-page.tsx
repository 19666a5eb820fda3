import { Alert, Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Item } from '../../api/operation.ts'
import { useAnswer, useAreSettled } from '../../api/queries.ts'
import { AgeMark, Unknown } from '../../marks/day-mark.tsx'
import { TrackerMark } from '../../marks/tracker-mark.tsx'
import { Answered, Loading } from '../../shell/answered.tsx'
import { TodayOnly } from '../../shell/as-of.tsx'
import { Page } from '../../shell/page.tsx'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { formatCount, withDays } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { type Completeness, findLag, formatSeconds } from './connection.ts'
import { RunBar } from './run-progress.tsx'
import { StateMark } from './state-mark.tsx'

const text = words.connections

type Connection = Item<'GET /connections'>

const LISTED_HEIGHT = 300

/** All trackers: whether they are read, how far behind, and what is the matter with them. */
export function ConnectionsPage() {
  const query = useAnswer('GET /connections', {})
  const count = query.data?.items.length
  return (
    <Page
      title={words.shell.pages.connections}
      lead={count === undefined ? '' : count === 0 ? undefined : text.lead(count)}
      actions={
        <Button component={Link} to={'/connections/new' as '/'} size="sm">
          {text.add}
        </Button>
      }
    >
      <TodayOnly />
      <Answered query={query} height={LISTED_HEIGHT}>
        {({ items }) =>
          items.length === 0 ? <Alert title={text.none}>{text.noneHint}</Alert> : <Listed connections={items} />
        }
      </Answered>
    </Page>
  )
}

function Listed({ connections }: { readonly connections: readonly Connection[] }) {
  const ids = connections.map(({ id }) => id)
  const areCounted = useAreSettled('GET /connections/{id}/completeness', ids.map(completenessOf))
  const areDated = useAreSettled('GET /sync-runs', ids.map(runsOf))
  if (!areCounted || !areDated) return <Loading height={LISTED_HEIGHT} />
  return (
    <div className="panel" style={{ padding: 12 }}>
      <DataTable
        label={words.shell.pages.connections}
        columns={COLUMNS}
        rows={connections}
        rowKey={({ id }) => id}
        empty={text.none}
      />
    </div>
  )
}

const runsOf = (id: string) => ({ query: { connection: id, limit: 10 } })
const completenessOf = (id: string) => ({ path: { id } })

const COLUMNS: readonly Column<Connection>[] = [
  {
    id: 'name',
    title: text.columns.name,
    cell: ({ id, kind, name }) => (
      <span style={{ display: 'inline-flex', gap: 8, alignItems: 'center' }}>
        <TrackerMark kind={kind} name={kind} />
        <Link to={`/connections/${id}` as '/'}>
          <strong>{name}</strong>
        </Link>
      </span>
    ),
    sortBy: ({ name }) => name,
    isRowHeader: true,
  },
  {
    id: 'state',
    title: text.columns.state,
    cell: connection => (
      <>
        <StateMark isGood={connection.state === 'active'} word={text.states[connection.state]} />
        {connection.stateReason === null ? null : <div className="quiet">{connection.stateReason}</div>}
      </>
    ),
    sortBy: ({ state }) => state,
  },
  { id: 'lastSync', title: text.columns.lastSync, cell: ({ id }) => <LastSync connectionId={id} /> },
  { id: 'problems', title: text.columns.problems, cell: ({ id }) => <Of connectionId={id} show={showProblems} /> },
  { id: 'lag', title: text.columns.lag, cell: ({ id }) => <Of connectionId={id} show={showLag} />, align: 'right' },
  {
    id: 'items',
    title: text.columns.items,
    cell: ({ id }) => <Of connectionId={id} show={showItems} />,
    align: 'right',
  },
  { id: 'webhooks', title: text.columns.webhooks, cell: ({ webhooks }) => <Webhooks webhooks={webhooks} /> },
]

function Webhooks({ webhooks }: Pick<Connection, 'webhooks'>) {
  if (webhooks === null) return <span className="quiet">{text.noWebhooks}</span>
  return (
    <span title={webhooks.reason ?? undefined}>
      <StateMark isGood={webhooks.state === 'alive'} word={text.webhookStates[webhooks.state]} />
    </span>
  )
}

function LastSync({ connectionId }: { readonly connectionId: string }) {
  const { data } = useAnswer('GET /sync-runs', runsOf(connectionId))
  const completeness = useCompleteness(connectionId)
  if (data === undefined) return null
  const underWay = completeness?.underWay ?? null
  if (underWay !== null) return <RunBar run={underWay} />
  const ended = data.items.find(({ finishedAt, mode }) => finishedAt !== null && mode !== 'replay')
  if (ended === undefined)
    return (
      <Link to={'/connections/new' as '/'} search={{ connection: connectionId } as never}>
        {data.items.length === 0 ? text.finishSetUp : text.notRead}
      </Link>
    )
  return (
    <>
      <AgeMark at={ended.finishedAt} now={Date.now()} />
      {ended.state === 'complete' ? null : (
        <div>
          <StateMark isGood={false} word={text.run.states[ended.state]} />
        </div>
      )}
    </>
  )
}

const useCompleteness = (id: string): Completeness | undefined =>
  useAnswer('GET /connections/{id}/completeness', completenessOf(id)).data

interface OfProperties {
  readonly connectionId: string
  readonly show: (completeness: Completeness) => React.ReactNode
}

/** One value of the completeness of a connection. */
function Of({ connectionId, show }: OfProperties) {
  const completeness = useCompleteness(connectionId)
  return completeness === undefined ? null : show(completeness)
}

function showLag(completeness: Completeness) {
  const lag = findLag(completeness)
  return lag === null ? <Unknown /> : formatSeconds(lag)
}

const showItems = ({ stored }: Completeness) => formatCount(stored.workItems)

function showProblems({ problems }: Completeness) {
  const [first] = problems
  if (first === undefined) return <StateMark isGood word={text.noProblems} />
  return (
    <>
      <StateMark isGood={false} word={text.problemCount(problems.length)} />
      <div className="quiet">{withDays(first.text)}</div>
    </>
  )
}
