import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  Link,
  lazyRouteComponent,
  retainSearchParams,
} from '@tanstack/react-router'
import { firstQuestions, isOfPortfolio } from './api/first-questions.ts'
import { fetchAhead, fetchQuestion } from './api/queries.ts'
import { PortfolioPage } from './pages/portfolio/portfolio-page.tsx'
import { Frame } from './shell/frame.tsx'
import { Page } from './shell/page.tsx'
import { findPortfolio, type Place, readPlace } from './shell/read-place.ts'
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

interface Loaded {
  readonly context: Ground
  readonly location: { readonly pathname: string; readonly search: Record<string, unknown> }
}

/** What a page asks first comes side by side with its script. What fails is told by the page, which shows the same answer. */
const load = ({ context: { client }, location: { pathname, search } }: Loaded): void => {
  const fetchAll = async () => {
    const place = readPlace(search)
    const portfolio = isOfPortfolio(pathname)
      ? findPortfolio((await fetchAhead(client, 'GET /portfolios', {})).items, place.portfolio)
      : null
    await Promise.all(firstQuestions(pathname, place, portfolio).map(each => fetchQuestion(client, each)))
  }
  fetchAll().catch(() => {})
}

/** Every page; all but the first one are loaded when they are first opened. */
const pages = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    loader: load,
    component: PortfolioPage,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/initiatives/$initiativeId',
    loader: load,
    component: lazyRouteComponent(() => import('./pages/initiative/initiative-page.tsx'), 'InitiativePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/roadmap',
    loader: load,
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
