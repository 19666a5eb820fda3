import { Alert, Button } from '@mantine/core'
import { useMemo } from 'react'
import { useAnswer, useWholeList } from '../../api/queries.ts'
import { useTree } from '../../api/tree.ts'
import { Facts } from '../../marks/facts.tsx'
import { Answered, Loading } from '../../shell/answered.tsx'
import { TodayOnly } from '../../shell/as-of.tsx'
import { Page, Section } from '../../shell/page.tsx'
import { PrintButton } from '../../shell/page-actions.tsx'
import { usePortfolio, useSearchText, useSetSearch } from '../../shell/place.ts'
import { formatCount } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { EntryDetail } from './entry-detail.tsx'
import { RegisterFilters } from './filters.tsx'
import { RiskMatrix } from './matrix.tsx'
import { cellOf, type Entry, filterEntries, isOverdue, isPending, type Limits, type RegisterView } from './register.ts'
import { RegisterTable } from './register-table.tsx'

const text = words.risks

/** The register of the portfolio: what people entered and what the facts show. */
export function RisksPage() {
  const { portfolio, isKnown } = usePortfolio()
  if (!isKnown) return <Loading height={600} />
  if (portfolio === null)
    return (
      <Page title={words.shell.pages.risks}>
        <Alert>{words.portfolio.none}</Alert>
      </Page>
    )
  return <Register portfolioId={portfolio.id} />
}

function Register({ portfolioId }: { readonly portfolioId: string }) {
  const setSearch = useSetSearch()
  const view = useView()
  const entries = useWholeList('GET /risks', { query: { node: view.node === '' ? portfolioId : view.node } })
  // Each entry tells its node by name.
  const { isSettled } = useTree(portfolioId)
  const rules = useAnswer('GET /portfolios/{id}/health-rules', { path: { id: portfolioId } })
  return (
    <Page
      title={words.shell.pages.risks}
      lead={text.lead}
      actions={
        <>
          <Button size="xs" onClick={() => setSearch({ entry: 'new' })}>
            {text.add}
          </Button>
          <PrintButton />
        </>
      }
    >
      <TodayOnly />
      <Answered query={rules} height={640}>
        {({ rules: { risk } }) => (
          <>
            <Answered query={entries} height={640}>
              {found =>
                isSettled ? (
                  <Shown entries={found} view={view} limits={risk} portfolioId={portfolioId} />
                ) : (
                  <Loading height={640} />
                )
              }
            </Answered>
            <EntryDetail portfolioId={portfolioId} limits={risk} />
          </>
        )}
      </Answered>
    </Page>
  )
}

interface ShownProperties {
  readonly entries: readonly Entry[]
  readonly view: RegisterView
  readonly limits: Limits
  readonly portfolioId: string
}

function Shown({ entries, view, limits, portfolioId }: ShownProperties) {
  const fitting = useMemo(() => filterEntries(entries, view), [entries, view])
  const inCell = view.cell === '' ? fitting : fitting.filter(entry => cellOf(entry) === view.cell)
  return (
    <>
      <Counts entries={entries} limits={limits} />
      <Section title={text.matrix.title}>
        <RiskMatrix entries={fitting} chosen={view.cell} limits={limits} />
      </Section>
      <Section
        title={text.register}
        actions={
          <span className="quiet" style={{ fontSize: 13 }}>
            {words.shell.rows(inCell.length)}
          </span>
        }
      >
        <RegisterFilters view={view} portfolioId={portfolioId} />
        <RegisterTable entries={inCell} limits={limits} isFiltered={entries.length > 0} />
      </Section>
    </>
  )
}

function Counts({ entries, limits }: { readonly entries: readonly Entry[]; readonly limits: Limits }) {
  const pending = entries.filter(isPending)
  const today = new Date().toISOString().slice(0, 10)
  const count = (fits: (entry: Entry) => boolean) => formatCount(pending.filter(fits).length)
  const { counts, countDetails } = text
  return (
    <Facts
      label={counts.label}
      facts={[
        { title: counts.pending, value: formatCount(pending.length), detail: countDetails.pending },
        {
          title: counts.high,
          value: count(({ exposure }) => exposure !== null && exposure >= limits.redExposure),
          detail: countDetails.high(limits.redExposure),
        },
        { title: counts.overdue, value: count(entry => isOverdue(entry, today)), detail: countDetails.overdue },
        { title: counts.unowned, value: count(({ owner }) => owner === null), detail: countDetails.unowned },
        { title: counts.found, value: count(({ source }) => source === 'automatic'), detail: countDetails.found },
      ]}
    />
  )
}

function useView(): RegisterView {
  const search = useSearchText('q', '')
  const kind = useSearchText('kind', '')
  const status = useSearchText('status', 'pending')
  const source = useSearchText('source', '')
  const node = useSearchText('node', '')
  const cell = useSearchText('cell', '')
  return useMemo(() => ({ search, kind, status, source, node, cell }), [search, kind, status, source, node, cell])
}
