import { Alert } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type ContextType, useCallback, useMemo, useState } from 'react'
import type { Answer } from '../../api/operation.ts'
import { useAnswer } from '../../api/queries.ts'
import { ExplainMark } from '../../marks/explain-mark.tsx'
import { Answered, Loading } from '../../shell/answered.tsx'
import { Page } from '../../shell/page.tsx'
import { PastActions } from '../../shell/page-actions.tsx'
import { usePlace, usePortfolio, useSearchText, useSetSearch } from '../../shell/place.ts'
import { formatNumber } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { ChangesPanel } from './changes-panel.tsx'
import { Filters } from './filters.tsx'
import { listNodes, type RollupNode } from './rollup-node.ts'
import { Totals } from './totals.tsx'
import { arrangeRows, isFiltered, type RowGroup, type View } from './tree-rows.ts'
import { TreeTable } from './tree-table.tsx'
import { Trends } from './trend-cell.tsx'

const text = words.portfolio

/** The portfolio over all trackers: totals, the tree, and what changed. */
export function PortfolioPage() {
  const { portfolio, isKnown } = usePortfolio()
  if (!isKnown) return <Loading height={600} />
  if (portfolio === null) return <NoPortfolio />
  return <Rollup portfolioId={portfolio.id} name={portfolio.name} />
}

function NoPortfolio() {
  return (
    <Page title={words.shell.pages.portfolio}>
      <Alert title={text.none}>
        {text.noneHint}
        <div>
          <Link to={'/connections/new' as '/'}>{text.connect}</Link> · <Link to={'/settings' as '/'}>{text.setUp}</Link>
        </div>
      </Alert>
    </Page>
  )
}

function Rollup({ portfolioId, name }: { readonly portfolioId: string; readonly name: string }) {
  const { asOf } = usePlace()
  const query = useAnswer('GET /portfolios/{id}/rollup', {
    path: { id: portfolioId },
    query: asOf === undefined ? {} : { asOf },
  })
  return (
    <Page title={name} actions={<PastActions />}>
      <Answered query={query} height={640}>
        {answer => (
          <>
            <Past answer={answer} />
            <Totals root={answer.root} />
            <Tree root={answer.root} portfolioId={portfolioId} explain={answer.explain} />
            <ChangesPanel portfolioId={portfolioId} />
          </>
        )}
      </Answered>
    </Page>
  )
}

type Rolled = Answer<'GET /portfolios/{id}/rollup'>

/** Of a past day: whose tree it is, and what was learnt about that day since. */
function Past({ answer: { treeOf, restatedSince } }: { readonly answer: Rolled }) {
  const { asOf } = usePlace()
  if (asOf === undefined) return null
  const late = restatedSince?.lateWorklogs
  const isRestated = restatedSince !== null && (late?.count ?? 0) + restatedSince.reopenedItems.count > 0
  if (treeOf === 'then' && !isRestated) return null
  return (
    <Alert color="gray" mb="md" py="xs">
      {treeOf === 'today' ? <div>{text.treeOfToday}</div> : null}
      {isRestated ? (
        <div>{text.restated(late?.count ?? 0, formatNumber(late?.hours ?? 0), restatedSince.reopenedItems.count)}</div>
      ) : null}
    </Alert>
  )
}

interface TreeProperties {
  readonly root: RollupNode
  readonly portfolioId: string
  readonly explain: Rolled['explain']
}

function Tree({ root, portfolioId, explain }: TreeProperties) {
  const view = useView()
  const setSearch = useSetSearch()
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const groups = useMemo(() => arrangeRows(root, view, closed), [root, view, closed])
  const trends = useTrends(portfolioId)
  const sort = (column: string) => {
    const isDescending = view.sort === column && !view.isDescending
    setSearch({ sort: column, order: isDescending ? 'descending' : undefined })
  }
  const toggle = useCallback(
    (nodeId: string) =>
      setClosed(before => {
        const next = new Set(before)
        if (!next.delete(nodeId)) next.add(nodeId)
        return next
      }),
    [],
  )
  return (
    <section className="panel" style={{ marginBottom: 16 }} aria-label={words.shell.pages.portfolio}>
      <Filters root={root} view={view} />
      {isFiltered(view) ? <Counted root={root} groups={groups} /> : null}
      {groups.every(({ rows }) => rows.length === 0) ? (
        <p className="quiet" style={{ padding: '0 16px 12px' }}>
          {text.filters.none}
        </p>
      ) : (
        <Trends value={trends}>
          <TreeTable groups={groups} view={view} onSort={sort} onToggle={toggle} />
        </Trends>
      )}
      <div style={{ padding: '4px 12px 8px' }}>
        <ExplainMark explain={explain} />
      </div>
    </section>
  )
}

/** What is left out of the rows is not left out of any number. */
function Counted({ root, groups }: { readonly root: RollupNode; readonly groups: readonly RowGroup[] }) {
  const isInitiative = ({ kind }: RollupNode) => kind === 'initiative'
  const shown = groups.flatMap(({ rows }) => rows.filter(({ node }) => isInitiative(node)))
  return (
    <p role="status" className="quiet" style={{ padding: '0 12px 8px', margin: 0, fontSize: 13 }}>
      {text.filters.counted(shown.length, listNodes(root).filter(isInitiative).length)}
    </p>
  )
}

/** How the reader wants to see it: what the address says. */
function useView(): View {
  const search = useSearchText('q', '')
  const colour = useSearchText('health', '')
  const tracker = useSearchText('tracker', '')
  const group = useSearchText('group', 'tree')
  const sort = useSearchText('sort', '')
  const isDescending = useSearchText('order', '') === 'descending'
  return useMemo(
    () => ({ search, colour, tracker, group, sort, isDescending }),
    [search, colour, tracker, group, sort, isDescending],
  )
}

const WEEKS = 12

function useTrends(portfolioId: string): ContextType<typeof Trends> {
  const { asOf } = usePlace()
  const query = useAnswer('GET /portfolios/{id}/trend', {
    path: { id: portfolioId },
    query: { weeks: WEEKS, ...(asOf === undefined ? {} : { asOf }) },
  })
  return useMemo(
    () => (query.data === undefined ? null : new Map(query.data.nodes.map(node => [node.id, node]))),
    [query.data],
  )
}
