import type { Queryable } from '../../src/store/database.ts'
import { keepLease, type Lease, type LeaseKey, releaseLease, takeLease } from '../../src/store/sync/leases.ts'

/** A killed worker's connection is free again after this; its job is picked up after 10 to 15 s. */
const LEASE_MS = 15_000
const RENEW_EVERY_MS = 5_000

export interface HeldLease extends Lease {
  /** Aborted when another worker has taken over; its cause is the LeaseLostError. */
  readonly lost: AbortSignal
  readonly release: () => Promise<void>
}

/** Holds the right to write, renewed in the background; null while somebody else has it. */
export async function holdLease(db: Queryable, key: LeaseKey): Promise<HeldLease | null> {
  const fencingToken = await takeLease(db, key, LEASE_MS)
  if (fencingToken === null) return null
  const lease = { connectionId: key.connectionId, unit: key.unit, fencingToken }
  const lost = new AbortController()
  let renewing: Promise<void> = Promise.resolve()
  const renewal = setInterval(() => {
    // A database that does not answer is no loss yet: every write checks the lease itself.
    renewing = keepLease(db, lease, LEASE_MS).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'LeaseLostError') lost.abort(error)
    })
  }, RENEW_EVERY_MS)
  return {
    ...lease,
    lost: lost.signal,
    async release() {
      clearInterval(renewal)
      // Overtaken on its way by the release, it would hold for nobody.
      await renewing
      await releaseLease(db, lease)
    },
  }
}
