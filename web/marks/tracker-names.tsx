import { createContext, type ReactNode, useContext, useMemo } from 'react'
import type { Item } from '../api/operation.ts'
import { useAnswer } from '../api/queries.ts'

export type Tracker = Item<'GET /connections'>

const Trackers = createContext<ReadonlyMap<string, Tracker>>(new Map())

/** Below it trackers are known. Asked for here, once: a table has thousands of rows that name theirs. */
export function TrackerNames({ children }: { readonly children: ReactNode }) {
  const { data } = useAnswer('GET /connections', {})
  const known = useMemo(() => new Map(data?.items.map(connection => [connection.id, connection])), [data])
  return <Trackers value={known}>{children}</Trackers>
}

/** The trackers by the id of their connection; empty until they are known. */
export const useTrackers = (): ReadonlyMap<string, Tracker> => useContext(Trackers)
