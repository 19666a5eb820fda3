import { Value } from 'typebox/value'
import type { Connector, Source, SourceIo } from '../connectors/connector.ts'
import { RejectedError } from '../connectors/errors.ts'
import { openOwnAccess } from '../connectors/own-access.ts'
import type { OpenedConnection } from '../jobs/job.ts'
import type { JoinedShare, RateShares } from '../jobs/rate/rate-share.ts'
import type { ConnectionInput, Trial } from './api/dependencies.ts'
import { type AccessOptions, keepAccess, sealAccess } from './keep-access.ts'
import { openLoneShare } from './lone-share.ts'
import { findAccess } from './store/access/connection-access.ts'
import { loadConnection, type StoredConnection } from './store/access/connections.ts'
import type { Sealer } from './store/access/sealed.ts'
import { credentialsOf, webhookSecretOf } from './store/access/sealed-places.ts'
import type { Queryable } from './store/database.ts'

export interface OpenOptions {
  readonly db: Queryable
  readonly connectors: ReadonlyMap<string, Connector>
  readonly sealer: Sealer
  readonly privateHosts: readonly string[]
  readonly now: () => Date
  readonly shares: RateShares
}

interface Asking {
  readonly asks?: AccessOptions['asks']
  /** Its requests go before those of others. */
  readonly isUrgent?: boolean
}

/** Opens the tracker behind a stored connection. The caller closes the source. */
export async function openConnection(
  { db, connectors, sealer, privateHosts, now, shares }: OpenOptions,
  connectionId: string,
  signal: AbortSignal,
  { asks = 'job', isUrgent = asks === 'person' }: Asking = {},
): Promise<OpenedConnection> {
  const stored = await loadConnection(db, connectionId)
  const connector = connectors.get(stored.kind)
  if (connector === undefined) {
    throw new RejectedError(
      'unsupported',
      `This installation has no connector for "${stored.kind}" (connection ${stored.name}).`,
    )
  }
  const credentials: unknown = JSON.parse(sealer.open(stored.sealedCredentials, credentialsOf(connectionId)))
  if (!Value.Check(connector.settings, stored.settings) || !Value.Check(connector.credentials, credentials)) {
    throw new RejectedError(
      'bad_settings',
      `The settings of connection ${stored.name} do not fit its connector; enter them again.`,
    )
  }
  let requests = 0
  let rateLimitedCount = 0
  let waitedMs = 0
  const share = shares.join(connectionId, connector.limits, { isUrgent, signal })
  const io: SourceIo = {
    signal,
    now,
    onRequest: note => {
      requests += 1
      if (note.rateLimited) rateLimitedCount += 1
      share.onRequest(note)
    },
    takeTurn: async endpointClass => {
      const from = performance.now()
      try {
        await share.takeTurn(endpointClass)
      } finally {
        waitedMs += performance.now() - from
      }
    },
    privateHosts,
    access: keepAccess({ db, sealer, now, signal, asks }, stored),
  }
  const source = await openSharing(() => connector.open(stored.settings, credentials, io), share)
  return {
    connector,
    source,
    webhookSecret: () => sealer.open(stored.sealedWebhookSecret, webhookSecretOf(connectionId)),
    drainRequests: () => {
      const drained = { requests, rateLimitedCount, waitedMs: Math.round(waitedMs) }
      requests = 0
      rateLimitedCount = 0
      waitedMs = 0
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
  { db, sealer, privateHosts, now }: Omit<OpenOptions, 'connectors' | 'shares'>,
  connector: Connector,
  { settings, credentials }: ConnectionInput,
  signal: AbortSignal,
  stored?: StoredConnection,
): Promise<Trial> {
  const isShared = stored !== undefined && (await findAccess(db, stored.id))?.expiresAt != null
  const own = openOwnAccess(now)
  const access = isShared ? keepAccess({ db, sealer, now, signal, asks: 'trial' }, stored) : own.access
  const io: SourceIo = { signal, now, ...openLoneShare(), privateHosts, access }
  return {
    source: connector.open(settings, credentials, io),
    seal: connectionId => {
      const obtained = own.obtained()
      return obtained === null ? null : sealAccess(sealer, connectionId, obtained, now())
    },
  }
}

/** What is not used any more of the share goes back with the source that is closed, or that could not be opened. */
async function openSharing(open: () => Source, share: JoinedShare): Promise<Source> {
  try {
    const source = open()
    return {
      ...source,
      close: async () => {
        await source.close()
        await share.leave()
      },
    }
  } catch (error) {
    await share.leave()
    throw error
  }
}
