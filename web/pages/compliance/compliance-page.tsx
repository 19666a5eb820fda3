import { Alert, Group, NativeSelect } from '@mantine/core'
import { useAnswer } from '../../api/queries.ts'
import { useTree } from '../../api/tree.ts'
import { FilterSelect } from '../../forms/filter-select.tsx'
import { NodeSelect } from '../../forms/node-select.tsx'
import { ExplainMark } from '../../marks/explain-mark.tsx'
import { Facts } from '../../marks/facts.tsx'
import { Answered, Loading } from '../../shell/answered.tsx'
import { Page, Section } from '../../shell/page.tsx'
import { PastActions } from '../../shell/page-actions.tsx'
import { usePlace, usePortfolio, useSearchText, useSetSearch } from '../../shell/place.ts'
import { formatCount } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { CheckDetail } from './check-detail.tsx'
import { CheckMatrix } from './check-matrix.tsx'
import { type Listed, listChecks } from './gaps.ts'
import { OwnerTable } from './owner-table.tsx'

const text = words.compliance

/** What is missing where, and who is to close it. */
export function CompliancePage() {
  const { portfolio, isKnown } = usePortfolio()
  if (!isKnown) return <Loading height={600} />
  if (portfolio === null)
    return (
      <Page title={words.shell.pages.compliance}>
        <Alert>{words.portfolio.none}</Alert>
      </Page>
    )
  return <Compliance portfolioId={portfolio.id} />
}

function Compliance({ portfolioId }: { readonly portfolioId: string }) {
  const { asOf } = usePlace()
  const node = useSearchText('node', portfolioId)
  const owner = useSearchText('owner', '')
  const query = useAnswer('GET /compliance', {
    query: { node, ...(owner === '' ? {} : { owner }), ...(asOf === undefined ? {} : { asOf }) },
  })
  return (
    <Page title={words.shell.pages.compliance} lead={text.lead} actions={<PastActions />}>
      <Answered query={query} height={640}>
        {({ items }) => <Shown items={items} portfolioId={portfolioId} />}
      </Answered>
    </Page>
  )
}

interface ShownProperties {
  readonly items: readonly Listed[]
  readonly portfolioId: string
}

function Shown({ items, portfolioId }: ShownProperties) {
  const isBrokenOnly = useSearchText('show', 'all') === 'broken'
  const checks = listChecks(items).filter(({ isMet }) => !isBrokenOnly || isMet === false)
  const [first] = items
  return (
    <>
      <Counts items={items} />
      <Section title={text.matrix} actions={first === undefined ? null : <ExplainMark explain={first.explain} />}>
        <Filters portfolioId={portfolioId} />
        {items.length === 0 ? <p className="quiet">{text.none}</p> : <CheckMatrix items={items} />}
      </Section>
      <Section title={text.owners.title} actions={<ShowChoice isBrokenOnly={isBrokenOnly} />}>
        <OwnerTable checks={checks} />
      </Section>
      <CheckDetail items={items} />
    </>
  )
}

function ShowChoice({ isBrokenOnly }: { readonly isBrokenOnly: boolean }) {
  const setSearch = useSetSearch()
  return (
    <NativeSelect
      size="xs"
      className="no-print"
      aria-label={text.filters.show}
      value={isBrokenOnly ? 'broken' : 'all'}
      data={Object.entries(text.filters.shows).map(([value, label]) => ({ value, label }))}
      onChange={({ currentTarget: { value } }) => setSearch({ show: value === 'all' ? undefined : value })}
    />
  )
}

function Filters({ portfolioId }: { readonly portfolioId: string }) {
  const setSearch = useSetSearch()
  const node = useSearchText('node', '')
  const owner = useSearchText('owner', '')
  const { nodes } = useTree(portfolioId)
  const owners = [...new Set(nodes.flatMap(each => (each.kind === 'initiative' ? (each.owner ?? []) : [])))].sort()
  return (
    <Group gap="sm" mb="sm" className="no-print" align="flex-end" component="section" aria-label={text.filters.label}>
      <NodeSelect
        size="xs"
        w={180}
        label={text.filters.node}
        nothing={text.filters.all}
        portfolioId={portfolioId}
        value={node}
        onChange={value => setSearch({ node: value })}
      />
      <FilterSelect
        label={text.filters.owner}
        name="owner"
        value={owner}
        all={text.filters.all}
        width={180}
        options={owners.map(each => [each, each] as const)}
      />
    </Group>
  )
}

function Counts({ items }: { readonly items: readonly Listed[] }) {
  const assessed = items.filter(({ compliance }) => compliance !== null)
  const kept = assessed.filter(({ compliance }) => compliance?.checks.every(({ isMet }) => isMet !== false))
  const checks = listChecks(items)
  const sum = (counts: readonly number[]) => counts.reduce((total, each) => total + each, 0)
  const { facts } = text
  return (
    <Facts
      label={facts.label}
      facts={[
        { title: facts.initiatives, value: formatCount(items.length) },
        { title: facts.kept, value: formatCount(kept.length), detail: facts.keptDetail },
        {
          title: facts.broken,
          value: formatCount(checks.filter(({ isMet }) => isMet === false).length),
          detail: facts.brokenDetail,
        },
        {
          title: facts.gaps,
          value: formatCount(sum(checks.map(({ gapCount }) => gapCount))),
          detail: facts.gapsDetail,
        },
        {
          title: facts.nobody,
          value: formatCount(
            sum(
              checks.flatMap(({ gapOwners }) =>
                gapOwners.flatMap(({ personId, count }) => (personId === null ? [count] : [])),
              ),
            ),
          ),
          detail: facts.nobodyDetail,
        },
      ]}
    />
  )
}
