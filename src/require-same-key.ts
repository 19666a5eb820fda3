import { listConnections } from './store/access/connections.ts'
import { SealError, type Sealer } from './store/access/sealed.ts'
import { credentialsOf } from './store/access/sealed-places.ts'
import type { Queryable } from './store/database.ts'

/**
 * Refuses to start with a key that cannot open the stored credentials. Each sync would fail with a sentence about its own
 * connection, and new credentials would be sealed with the second key.
 */
export async function requireSameKey(db: Queryable, { open }: Sealer): Promise<void> {
  const [first] = await listConnections(db)
  if (first === undefined) return
  try {
    open(first.sealedCredentials, credentialsOf(first.id))
  } catch (error) {
    if (!(error instanceof SealError)) throw error
    throw new Error(
      `The stored credentials cannot be opened with this key (connection ${first.name}): ${error.message}`,
    )
  }
}
