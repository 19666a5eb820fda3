import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import type { Answer } from './operation.ts'
import { ask, RequestError } from './request.ts'

type Session = Answer<'GET /session'>

/** Under which the answer is kept. */
export const SESSION = ['GET /session']

const sessionQuery = queryOptions<Session | null, RequestError>({
  queryKey: SESSION,
  queryFn: async ({ signal }) => {
    try {
      return await ask('GET /session', {}, { signal })
    } catch (error) {
      if (error instanceof RequestError && error.status === 401) return null
      throw error
    }
  },
})

/** Who is signed in; null: nobody. */
export const useSession = () => useQuery(sessionQuery)

/** Asks before anything is drawn whether somebody is signed in: all else waits for it. */
export async function prefetchSession(client: QueryClient): Promise<boolean> {
  await client.prefetchQuery(sessionQuery)
  return (client.getQueryData<Session | null>(SESSION) ?? null) !== null
}

/** The word that proves a change to come from this page. */
export const readCsrfToken = (client: QueryClient): string =>
  client.getQueryData<Session | null>(SESSION)?.csrfToken ?? ''

/** Up to where all that was answered since the sign-in knows what changed. */
export const readChangesSince = (client: QueryClient): string =>
  client.getQueryData<Session | null>(SESSION)?.changesSince ?? ''

export async function signIn(client: QueryClient, token: string): Promise<void> {
  await ask('POST /session', { body: { token } })
  await client.invalidateQueries({ queryKey: SESSION })
}

export async function signOut(client: QueryClient): Promise<void> {
  await ask('DELETE /session', {}, { csrfToken: readCsrfToken(client) })
  client.setQueryData<Session | null>(SESSION, null)
  // Nothing of what this person saw stays for the next one.
  client.removeQueries({ predicate: ({ queryKey: [operation] }) => operation !== SESSION[0] })
}
