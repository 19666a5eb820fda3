import '@mantine/core/styles.css'
import './shell/page.css'
import { MantineProvider } from '@mantine/core'
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RequestError } from './api/request.ts'
import { prefetchSession, SESSION, useSession } from './api/session.ts'
import { makeRouter } from './routes.tsx'
import { Answered } from './shell/answered.tsx'
import { SignIn } from './shell/sign-in.tsx'
import { theme } from './shell/theme.ts'

const MOST_RETRIES = 2
const STALE_AFTER_MS = 30_000

/** What the service refuses it would refuse again. */
const REFUSED: ReadonlySet<number> = new Set([400, 401, 403, 404, 422])

const client = new QueryClient({
  queryCache: new QueryCache({
    // The session ended meanwhile: ask who is signed in, which shows the sign-in page.
    onError: error => {
      if (error instanceof RequestError && error.status === 401) void client.invalidateQueries({ queryKey: SESSION })
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: STALE_AFTER_MS,
      // Two parts of a page that ask the same and are refused would make each other ask again for ever.
      retryOnMount: false,
      retry: (count, error) => count < MOST_RETRIES && !(error instanceof RequestError && REFUSED.has(error.status)),
    },
  },
})
const router = makeRouter(client)
// The script of the page comes side by side with who is signed in.
for (const { routeId } of router.matchRoutes(router.latestLocation)) {
  const route = Object.values(router.routesById).find(({ id }) => id === routeId)
  if (route !== undefined) void router.loadRouteChunk(route)
}
// What it shows is asked for as soon as that is known, not when the first frame is drawn.
void prefetchSession(client).then(isSignedIn => {
  if (isSignedIn) void router.load()
})
const nonce = document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? ''
// What a drawer adds, so that nothing scrolls behind it, is let through by the page's policy under this name.
Object.assign(globalThis, { __webpack_nonce__: nonce })

function Application() {
  const session = useSession()
  return (
    <Answered query={session}>{found => (found === null ? <SignIn /> : <RouterProvider router={router} />)}</Answered>
  )
}

const place = document.getElementById('root')
if (place === null) throw new Error('index.html has no place for the page.')
createRoot(place).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={client}>
        <Application />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
