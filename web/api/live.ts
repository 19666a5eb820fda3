import { type Query, type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { dropEarly } from './early.ts'
import { readChangesSince, SESSION } from './session.ts'

/** Changes that come close together are one reason to ask again. */
const GATHER_MS = 300
/** After the service has refused the stream, for example because it starts anew. */
const AGAIN_AFTER_MS = 5000
/** Only these topics concern what is asked about connections. */
const OF_CONNECTIONS = new Set(['connections', 'sync-runs'])

export type Liveness = 'connecting' | 'live' | 'lost'

interface Hearing {
  /** Up to where the page knows what changed. */
  readonly since: string
  readonly onChanged: (topics: readonly string[]) => void
  readonly onLiveness: (liveness: Liveness) => void
}

/** Asks again for what is shown whenever the service says that it changed. Returns whether it still hears the service. */
export function useLive(): Liveness {
  const client = useQueryClient()
  const [liveness, setLiveness] = useState<Liveness>('connecting')
  useEffect(() => {
    const gathered = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const refresh = () => {
      timer = undefined
      const topics = [...gathered]
      gathered.clear()
      askAgain(client, topics)
    }
    const stop = listen({
      since: readChangesSince(client),
      onChanged: topics => {
        for (const topic of topics) gathered.add(topic)
        timer ??= setTimeout(refresh, GATHER_MS)
      },
      onLiveness: now => {
        setLiveness(now)
        // A refused stream may mean that the session ended; asking who is signed in tells.
        if (now === 'lost') void client.invalidateQueries({ queryKey: SESSION })
      },
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [client])
  return liveness
}

/** Holds one stream open while the page is seen: a browser has few connections to give, and hidden pages need none. */
function listen({ since, onChanged, onLiveness }: Hearing): () => void {
  let events: EventSource | null = null
  let known = since
  let timer: ReturnType<typeof setTimeout> | undefined
  const close = () => {
    clearTimeout(timer)
    events?.close()
    events = null
  }
  const open = () => {
    close()
    const stream = new EventSource(`/api/v1/events?since=${encodeURIComponent(known)}`)
    events = stream
    stream.addEventListener('hello', () => onLiveness('live'))
    stream.addEventListener('changed', event => {
      known = event.lastEventId
      onChanged(readTopics(event.data))
    })
    stream.addEventListener('error', () => {
      onLiveness('lost')
      // Otherwise the browser tries again by itself.
      if (stream.readyState === EventSource.CLOSED) timer = setTimeout(open, AGAIN_AFTER_MS)
    })
  }
  const follow = () => {
    if (document.visibilityState === 'hidden') close()
    else if (events === null) open()
  }
  document.addEventListener('visibilitychange', follow)
  follow()
  return () => {
    document.removeEventListener('visibilitychange', follow)
    close()
  }
}

function readTopics(data: unknown): readonly string[] {
  const { topics } = JSON.parse(String(data)) as { topics?: readonly string[] }
  return topics ?? []
}

function askAgain(client: QueryClient, topics: readonly string[]): void {
  dropEarly()
  const concerns = (operation: unknown): boolean =>
    topics.some(topic => !OF_CONNECTIONS.has(topic)) ||
    /^GET \/(connections|sync-runs|projects)/.test(String(operation))
  for (const query of client.getQueryCache().getAll()) if (concerns(query.queryKey[0])) void renew(client, query)
}

/**
 * What is under way may have been answered before the change, so it is asked once more afterwards. It is not broken off: where
 * changes come faster than answers, none would ever arrive.
 */
async function renew(client: QueryClient, query: Query): Promise<void> {
  if (query.state.fetchStatus === 'fetching') await query.promise?.catch(() => {})
  await client.invalidateQueries({ predicate: each => each === query }, { cancelRefetch: false })
}
