import { Button, Text } from '@mantine/core'
import { useMemo } from 'react'
import { useAnswer, useList } from '../../api/queries.ts'
import { useTree } from '../../api/tree.ts'
import { HealthShape } from '../../marks/health-mark.tsx'
import { useTrackers } from '../../marks/tracker-names.tsx'
import { Answered } from '../../shell/answered.tsx'
import { Instant } from '../../shell/clock.tsx'
import { Section } from '../../shell/page.tsx'
import { useSetSearch } from '../../shell/place.ts'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { formatCount } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { AuditFilters, askFor, useChosen } from './audit-filters.tsx'
import { type AuditedChange, pairEntries, resultOf, sayChange } from './audited-change.ts'
import classes from './settings.module.css'

const text = words.audit
const SHAPES = { done: 'green', refused: 'amber', failed: 'red', unknown: 'grey' } as const

/** Who changed what, and whether the log of it can be relied on. */
export function AuditTab() {
  const chosen = useChosen()
  const query = useList('GET /audit', askFor(chosen))
  const tokens = useAnswer('GET /tokens', {}).data?.items
  const actors = useMemo(() => {
    // Tokens that were revoked stand in the log all the same.
    const named = [tokens ?? [], query.data ?? []].flatMap(each =>
      each.map(one => ('createdBy' in one ? one.createdBy : one.name)),
    )
    return [...new Set([...named, chosen.actor])].filter(name => name !== '').sort()
  }, [tokens, query.data, chosen.actor])
  return (
    <>
      <Verification />
      <Section title={text.title}>
        <Text size="sm" className="quiet" mb="sm">
          {text.lead}
        </Text>
        <AuditFilters chosen={chosen} actors={actors} />
        <Answered query={query}>{entries => <Changes changes={pairEntries(entries)} />}</Answered>
        {query.hasNextPage ? (
          <Button size="xs" variant="default" mt="sm" onClick={() => void query.fetchNextPage()}>
            {words.shell.more}
          </Button>
        ) : null}
      </Section>
    </>
  )
}

function Verification() {
  const query = useAnswer('GET /audit/verification', {})
  return (
    <Section title={text.verification.title}>
      <Answered query={query} height={90}>
        {({ entries, brokenAt, lastHash }) => (
          <>
            <p role="status">
              <span className={classes.verdict} data-colour={brokenAt === null ? 'green' : 'red'}>
                <HealthShape colour={brokenAt === null ? 'green' : 'red'} />
              </span>{' '}
              {brokenAt === null
                ? entries === 0
                  ? text.verification.nothing
                  : text.verification.holds(formatCount(entries))
                : text.verification.broken(formatCount(brokenAt))}
            </p>
            {lastHash === null ? null : (
              <Text size="sm" className="quiet">
                {text.verification.last}: <code className={classes.hash}>{lastHash}</code>. {text.verification.lastHint}
              </Text>
            )}
          </>
        )}
      </Answered>
    </Section>
  )
}

function Changes({ changes }: { readonly changes: readonly AuditedChange[] }) {
  const { byId } = useTree()
  const trackers = useTrackers()
  const columns = useMemo(
    () => listColumns(id => byId.get(id)?.name ?? trackers.get(id)?.name ?? id.slice(0, 8)),
    [byId, trackers],
  )
  return (
    <DataTable
      label={text.title}
      columns={columns}
      rows={changes}
      rowKey={({ number }) => String(number)}
      empty={text.none}
    />
  )
}

const listColumns = (nameOf: (id: string) => string): readonly Column<AuditedChange>[] => [
  { id: 'when', title: text.columns.when, cell: ({ entry }) => <Instant at={entry.createdAt} /> },
  { id: 'who', title: text.columns.who, cell: ({ entry }) => entry.createdBy },
  { id: 'what', title: text.columns.what, isRowHeader: true, cell: ({ entry }) => sayChange(entry) },
  {
    id: 'about',
    title: text.columns.about,
    cell: ({ entry }) => <Subjects ids={entry.subjects} nameOf={nameOf} />,
  },
  { id: 'result', title: text.columns.result, cell: change => <Result change={change} /> },
  {
    id: 'entries',
    title: text.columns.entries,
    align: 'right',
    cell: ({ number, outcome }) =>
      outcome === null ? formatCount(number) : text.entries(formatCount(number), formatCount(outcome.entry)),
  },
]

interface SubjectsProperties {
  readonly ids: readonly string[]
  readonly nameOf: (id: string) => string
}

/** What a change is about; each leads to all changes of it. */
function Subjects({ ids, nameOf }: SubjectsProperties) {
  const setSearch = useSetSearch()
  return ids.map(id => (
    <button
      key={id}
      type="button"
      className={classes.subject}
      aria-label={text.only(nameOf(id))}
      title={id}
      onClick={() => setSearch({ subject: id })}
    >
      {nameOf(id)}
    </button>
  ))
}

function Result({ change }: { readonly change: AuditedChange }) {
  const result = resultOf(change)
  const status = change.outcome?.status ?? null
  return (
    <span
      className={classes.verdict}
      data-colour={SHAPES[result]}
      title={status === null ? text.unknownHint : undefined}
    >
      <HealthShape colour={SHAPES[result]} />{' '}
      {status === null ? text.results[result] : text.withStatus(text.results[result], status)}
    </span>
  )
}
