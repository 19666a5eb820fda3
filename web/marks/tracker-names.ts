import type { Item } from '../api/operation.ts'
import { useAnswer } from '../api/queries.ts'

export type Tracker = Item<'GET /connections'>

const NONE: ReadonlyMap<string, Tracker> = new Map()
const byId = new WeakMap<object, ReadonlyMap<string, Tracker>>()

/** The trackers by the id of their connection; empty until they are known. */
export function useTrackers(): ReadonlyMap<string, Tracker> {
  const { data } = useAnswer('GET /connections', {})
  if (data === undefined) return NONE
  const known = byId.get(data) ?? new Map(data.items.map(connection => [connection.id, connection]))
  byId.set(data, known)
  return known
}
