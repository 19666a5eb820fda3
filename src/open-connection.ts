import { Value } from 'typebox/value'
import type { Connector, SourceIo } from '../connectors/connector.ts'
import { RejectedError } from '../connectors/errors.ts'
import { openOwnAccess } from '../connectors/own-access.ts'
import type { OpenedConnection } from '../jobs/job.ts'
import type { ConnectionInput, Trial } from './api/dependencies.ts'
import { type AccessOptions, keepAccess, sealAccess } from './keep-access.ts'
import { findAccess } from './store/connection-access.ts'
import { loadConnection, type StoredConnection } from './store/connections.ts'
import type { Queryable } from './store/database.ts'
import type { Sealer } from './store/sealed.ts'

export interface OpenOptions {
  readonly db: Queryable
  readonly connectors: ReadonlyMap<string, Connector>
  readonly sealer: Sealer
  readonly privateHosts: readonly string[]
  readonly now: () => Date
}

/** Opens the tracker behind a stored connection. The caller closes the source. */
export async function openConnection(
  { db, connectors, sealer, privateHosts, now }: OpenOptions,
  connectionId: string,
  signal: AbortSignal,
  asks: AccessOptions['asks'] = 'job',
): Promise<OpenedConnection> {
  const stored = await loadConnection(db, connectionId)
  const connector = connectors.get(stored.kind)
  if (connector === undefined) {
    throw new RejectedError(
      'unsupported',
      `This installation has no connector for "${stored.kind}" (connection ${stored.name}).`,
    )
  }
  const credentials: unknown = JSON.parse(
    sealer.open(stored.sealedCredentials, `connection:${connectionId}:credentials`),
  )
  if (!Value.Check(connector.settings, stored.settings) || !Value.Check(connector.credentials, credentials)) {
    throw new RejectedError(
      'bad_settings',
      `The settings of connection ${stored.name} do not fit its connector; enter them again.`,
    )
  }
  let requests = 0
  let rateLimitedCount = 0
  const io: SourceIo = {
    signal,
    now,
    onRequest: note => {
      requests += 1
      if (note.rateLimited) rateLimitedCount += 1
    },
    takeTurn: async () => {},
    privateHosts,
    access: keepAccess({ db, sealer, now, signal, asks }, stored),
  }
  return {
    connector,
    source: connector.open(stored.settings, credentials, io),
    drainRequests: () => {
      const drained = { requests, rateLimitedCount }
      requests = 0
      rateLimitedCount = 0
      return drained
    },
  }
}

/**
 * Opens a tracker with what a person has just entered and nobody has stored. The caller closes the source. A token of the
 * stored connection is shared with its readers all the same, because taking a new one uses the old one up; which address
 * takes the credentials is found out anew, because it follows from the settings.
 */
export async function openTrial(
  { db, sealer, privateHosts, now }: Omit<OpenOptions, 'connectors'>,
  connector: Connector,
  { settings, credentials }: ConnectionInput,
  signal: AbortSignal,
  stored?: StoredConnection,
): Promise<Trial> {
  const isShared = stored !== undefined && (await findAccess(db, stored.id))?.expiresAt != null
  const own = openOwnAccess(now)
  const access = isShared ? keepAccess({ db, sealer, now, signal, asks: 'trial' }, stored) : own.access
  const io: SourceIo = { signal, now, onRequest: () => {}, takeTurn: async () => {}, privateHosts, access }
  return {
    source: connector.open(settings, credentials, io),
    seal: connectionId => {
      const obtained = own.obtained()
      return obtained === null ? null : sealAccess(sealer, connectionId, obtained, now())
    },
  }
}
