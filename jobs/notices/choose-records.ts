import { mayMoveDates, type PendingDelivery, type Touch } from '../../src/store/sync/webhook-deliveries.ts'
import { RECORD_KINDS, type RecordKind } from '../../src/work/raw-record.ts'

/** After a bulk edit there are tens of thousands, many of them of the same records; one takes some 100 bytes. */
export const DELIVERIES_AT_ONCE = 20_000
const RECORDS_AT_ONCE = 200
/** So many records cost no more requests than one does. */
export const RECORDS_OF_A_REQUEST = 100

export interface Chosen {
  readonly deliveries: readonly PendingDelivery[]
  readonly records: readonly (Touch & { readonly kind: RecordKind })[]
}

/**
 * What may move a milestone and then the records that have waited longest, in requests that are full, and all notices that
 * name no others.
 */
export function chooseRecords(pending: readonly PendingDelivery[]): Chosen {
  const [moved, others] = separate(pending)
  const inOrder = [...moved, ...others]
  // However much it names, the notice that comes first goes first.
  return chooseAllOf(pending, fillRequests(nameSome(inOrder), inOrder[0]?.touched.length ?? 0))
}

/** Only what may move a milestone, while that is one request: else it is a storm by itself. */
export function chooseMoved(pending: readonly PendingDelivery[]): Chosen | 'many' {
  const [moved] = separate(pending)
  const named = nameSome(moved)
  if (named.size > RECORDS_OF_A_REQUEST) return 'many'
  return named.size === 0 ? { deliveries: [], records: [] } : chooseAllOf(pending, named)
}

function separate(pending: readonly PendingDelivery[]) {
  const moved = pending.filter(({ touched }) => mayMoveDates(touched))
  const known = new Set(moved)
  return [moved, pending.filter(each => !known.has(each))] as const
}

function chooseAllOf(pending: readonly PendingDelivery[], named: ReadonlySet<string>): Chosen {
  const deliveries = pending.filter(({ touched }) => touched.every(touch => named.has(nameOf(touch))))
  return { deliveries, records: latestOfEach(deliveries.flatMap(({ touched }) => touched)) }
}

function nameSome(deliveries: readonly PendingDelivery[]): ReadonlySet<string> {
  const named = new Set<string>()
  for (const { touched } of deliveries) {
    if (named.size >= RECORDS_AT_ONCE) break
    for (const touch of touched) named.add(nameOf(touch))
  }
  return named
}

function fillRequests(named: ReadonlySet<string>, least: number): ReadonlySet<string> {
  const full = named.size - (named.size % RECORDS_OF_A_REQUEST)
  return full === 0 ? named : new Set([...named].slice(0, Math.max(full, least)))
}

const nameOf = ({ kind, externalId }: Touch): string => `${kind} ${externalId}`

/** One reference for each record; the last notice says who changed it last. */
function latestOfEach(touches: readonly Touch[]) {
  const latest = new Map<string, Touch & { readonly kind: RecordKind }>()
  for (const touch of touches) {
    const kind = RECORD_KINDS.find(each => each === touch.kind)
    if (kind !== undefined) latest.set(nameOf(touch), { ...touch, kind })
  }
  return [...latest.values()]
}
