import { Text, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Answer } from '../../api/operation.ts'
import { ask, type RequestError } from '../../api/request.ts'
import { readCsrfToken } from '../../api/session.ts'
import { useTree } from '../../api/tree.ts'
import { Fact } from '../../marks/fact.tsx'
import { TrackerMark } from '../../marks/tracker-mark.tsx'
import { useTrackers } from '../../marks/tracker-names.tsx'
import { Answered } from '../../shell/answered.tsx'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { formatCount } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { isComplete, type Rule, ruleOf } from './scope-rule.ts'
import classes from './settings.module.css'

const PREVIEW = 'POST /initiatives/{id}/scope/preview'
type Reach = Answer<typeof PREVIEW>
type ReachItem = Reach['sample'][number]

const text = words.settings.preview
/** Longer than people pause between letters. */
const PAUSE_MS = 400

interface Preview {
  readonly query: UseQueryResult<Reach, RequestError>
  readonly error: RequestError | null
  readonly isComplete: boolean
}

/** What rules would catch; asked when the writing pauses, and again when something changes in the trackers. */
export function useScopePreview(initiativeId: string, rules: readonly Rule[]): Preview {
  const client = useQueryClient()
  const [paused] = useDebouncedValue(rules, PAUSE_MS)
  const scope = useMemo(() => paused.map(ruleOf), [paused])
  const isAllComplete = scope.every(isComplete)
  const query = useQuery<Reach, RequestError>({
    queryKey: [PREVIEW, initiativeId, scope],
    enabled: isAllComplete,
    queryFn: ({ signal }) =>
      ask(PREVIEW, { path: { id: initiativeId }, body: { scope } }, { signal, csrfToken: readCsrfToken(client) }),
    placeholderData: keepPreviousData,
  })
  return { query, error: isAllComplete ? query.error : null, isComplete: isAllComplete }
}

/** Counts by tracker, some of the items with the way into the tracker, and what others select too. */
export function ScopePreview({ preview: { query, isComplete: isReady } }: { readonly preview: Preview }) {
  return (
    <div className={classes.preview} data-old={query.isPlaceholderData || !isReady || undefined} aria-live="polite">
      <Title order={3} size="h5" mb="xs">
        {text.title}
      </Title>
      {isReady ? null : <Text size="sm">{text.waiting}</Text>}
      {isReady || query.data !== undefined ? (
        <Answered query={query} height={160}>
          {reach => <Shown reach={reach} />}
        </Answered>
      ) : null}
    </div>
  )
}

function Shown({ reach }: { readonly reach: Reach }) {
  const { caught, gets, joins, conflictCount, byTracker, unread, sample, conflicts } = reach
  const trackers = useTrackers()
  return (
    <>
      <dl className={classes.counts}>
        <Fact name={text.caught}>{formatCount(caught)}</Fact>
        <Fact name={text.gets}>{formatCount(gets)}</Fact>
        <Fact name={text.joins}>{formatCount(joins)}</Fact>
        <Fact name={text.conflicts}>{formatCount(conflictCount)}</Fact>
      </dl>
      <Text size="sm" component="div" mb="xs">
        {byTracker.map(({ connectionId, ...counts }) => {
          const tracker = trackers.get(connectionId)
          const name = tracker?.name ?? connectionId
          return (
            <div key={connectionId}>
              <TrackerMark kind={tracker?.kind ?? ''} name={name} /> {text.byTracker(name, counts.gets, counts.caught)}
            </div>
          )
        })}
      </Text>
      {unread.length === 0 ? null : <Text size="sm">{text.unread(unread.join(', '))}</Text>}
      <ReachList title={text.sample} items={sample} all={caught} empty={text.nothing} />
      {conflictCount === 0 ? null : (
        <ReachList title={text.conflicting} items={conflicts} all={conflictCount} empty={text.noConflicts} />
      )}
    </>
  )
}

interface ListProperties {
  readonly title: string
  readonly items: readonly ReachItem[]
  readonly all: number
  readonly empty: string
}

function ReachList({ title, items, all, empty }: ListProperties) {
  const { byId } = useTree()
  const nameOf = (id: string | null) => (id === null ? text.nowhere : (byId.get(id)?.name ?? id))
  const columns: readonly Column<ReachItem>[] = [
    { id: 'item', title: text.item, isRowHeader: true, cell: item => <ReachLink item={item} /> },
    { id: 'now', title: text.now, cell: ({ presentId }) => nameOf(presentId) },
    { id: 'then', title: text.later, cell: ({ primaryId }) => nameOf(primaryId) },
    { id: 'claims', title: text.claims, cell: ({ claims }) => claims.map(({ name }) => name).join(', ') },
  ]
  return (
    <>
      <Title order={4} size="h6" mt="sm" mb={4}>
        {title}
      </Title>
      {all > items.length ? <div className={classes.small}>{text.firstOf(items.length, all)}</div> : null}
      <DataTable
        label={title}
        columns={columns}
        rows={items}
        rowKey={({ itemId }) => itemId}
        maxHeight={320}
        empty={empty}
      />
    </>
  )
}

function ReachLink({ item: { key, title, url, connectionId } }: { readonly item: ReachItem }) {
  const tracker = useTrackers().get(connectionId)
  return (
    <>
      <TrackerMark kind={tracker?.kind ?? ''} name={tracker?.name ?? connectionId} />{' '}
      <a href={url} target="_blank" rel="noreferrer">
        {key} {title}
      </a>
    </>
  )
}
