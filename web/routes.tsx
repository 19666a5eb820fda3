import {
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  lazyRouteComponent,
  retainSearchParams,
} from '@tanstack/react-router'
import { Frame } from './shell/frame.tsx'
import { Page } from './shell/page.tsx'
import { type Place, readPlace } from './shell/place.ts'
import { words } from './words/words.ts'

const root = createRootRoute({
  component: Frame,
  notFoundComponent: NotFound,
  // Texts only, and as they stand: the pages say what they mean.
  validateSearch: (search: Record<string, unknown>): Place & Record<string, unknown> => ({
    ...search,
    ...readPlace(search),
  }),
  search: { middlewares: [retainSearchParams<Place & Record<string, unknown>>(['portfolio', 'asOf'])] },
})

/** Every page, each loaded when it is first opened. */
const pages = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    component: lazyRouteComponent(() => import('./pages/portfolio/portfolio-page.tsx'), 'PortfolioPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/initiatives/$initiativeId',
    component: lazyRouteComponent(() => import('./pages/initiative/initiative-page.tsx'), 'InitiativePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/roadmap',
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

export const makeRouter = () =>
  createRouter({
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
