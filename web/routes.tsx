import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  Link,
  lazyRouteComponent,
  retainSearchParams,
} from '@tanstack/react-router'
import { fetchAhead } from './api/queries.ts'
import { PortfolioPage } from './pages/portfolio/portfolio-page.tsx'
import { Frame } from './shell/frame.tsx'
import { Page } from './shell/page.tsx'
import { findPortfolio, type Place, readPlace } from './shell/place.ts'
import { words } from './words/words.ts'

/** What loaders ask with. */
interface Ground {
  readonly client: QueryClient
}

const root = createRootRouteWithContext<Ground>()({
  component: Frame,
  notFoundComponent: NotFound,
  // Texts only, and as they stand: the pages say what they mean.
  validateSearch: (search: Record<string, unknown>): Place & Record<string, unknown> => ({
    ...search,
    ...readPlace(search),
  }),
  search: { middlewares: [retainSearchParams<Place & Record<string, unknown>>(['portfolio', 'asOf'])] },
})

/** The tree of the portfolio comes side by side with the script of the page that shows it. */
async function fetchRollup({ client }: Ground, { portfolio: chosen, asOf }: Place): Promise<void> {
  const { items } = await fetchAhead(client, 'GET /portfolios', {})
  const portfolio = findPortfolio(items, chosen)
  if (portfolio === null) return
  const query = asOf === undefined ? {} : { asOf }
  await fetchAhead(client, 'GET /portfolios/{id}/rollup', { path: { id: portfolio.id }, query })
}

interface Loaded {
  readonly context: Ground
  readonly location: { readonly search: Record<string, unknown> }
}

interface InitiativeParams {
  readonly params: { readonly initiativeId: string }
}

const loadRollup = ({ context, location }: Loaded): void => {
  // What fails is told by the page, which shows the same answer.
  fetchRollup(context, readPlace(location.search)).catch(() => {})
}

/** How an initiative stands comes side by side with the script of its page. */
const loadInitiative = ({
  context: { client },
  location,
  params: { initiativeId },
}: Loaded & InitiativeParams): void => {
  const { asOf } = readPlace(location.search)
  const input = { path: { id: initiativeId }, query: asOf === undefined ? {} : { asOf } }
  fetchAhead(client, 'GET /initiatives/{id}', input).catch(() => {})
  fetchAhead(client, 'GET /initiatives/{id}/assessment', input).catch(() => {})
}

/** Every page; all but the first one are loaded when they are first opened. */
const pages = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    loader: loadRollup,
    component: PortfolioPage,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/initiatives/$initiativeId',
    loader: loadInitiative,
    component: lazyRouteComponent(() => import('./pages/initiative/initiative-page.tsx'), 'InitiativePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/roadmap',
    loader: loadRollup,
    component: lazyRouteComponent(() => import('./pages/roadmap/roadmap-page.tsx'), 'RoadmapPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/capacity',
    component: lazyRouteComponent(() => import('./pages/capacity/capacity-page.tsx'), 'CapacityPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/settings',
    component: lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/compliance',
    component: lazyRouteComponent(() => import('./pages/compliance/compliance-page.tsx'), 'CompliancePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/alerts',
    component: lazyRouteComponent(() => import('./pages/alerts/alerts-page.tsx'), 'AlertsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/alerts/$alertId',
    component: lazyRouteComponent(() => import('./pages/alerts/alert-page.tsx'), 'AlertPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/risks',
    component: lazyRouteComponent(() => import('./pages/risks/risks-page.tsx'), 'RisksPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/connections',
    component: lazyRouteComponent(() => import('./pages/connections/connections-page.tsx'), 'ConnectionsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/connections/$connectionId',
    component: lazyRouteComponent(() => import('./pages/connections/connection-page.tsx'), 'ConnectionPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/connections/new',
    component: lazyRouteComponent(() => import('./pages/connections/new-connection-page.tsx'), 'NewConnectionPage'),
  }),
]

export const makeRouter = (client: QueryClient) =>
  createRouter({
    context: { client },
    routeTree: root.addChildren(pages),
    defaultPreload: 'intent',
    scrollRestoration: true,
    // As people write addresses: "weeks=26" is text, without quotes around it.
    parseSearch: search => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch: search => {
      const given = Object.entries(search).flatMap(([name, value]) =>
        value === undefined || value === '' ? [] : [[name, String(value)]],
      )
      return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
    },
  })

function NotFound() {
  return (
    <Page title={words.shell.notFound}>
      <Link to="/">{words.shell.toPortfolio}</Link>
    </Page>
  )
}
