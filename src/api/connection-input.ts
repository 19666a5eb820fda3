import type { Connector, SourceCheck } from '../../connectors/connector.ts'
import type { StoredConnection } from '../store/access/connections.ts'
import type { ConnectionInput, Dependencies, Trial } from './dependencies.ts'
import { ApiError } from './errors.ts'
import { requireShape } from './require-shape.ts'
import { askTracker } from './tracker-error.ts'
import { invalid } from './validate.ts'

/** A tracker that has not answered by then is told to the person who waits. */
const CHECK_DEADLINE_MS = 25_000

export function requireConnector(connectors: ReadonlyMap<string, Connector>, kind: string): Connector {
  const connector = connectors.get(kind)
  if (connector !== undefined) return connector
  const known = [...connectors.keys()]
    .toSorted()
    .map(each => JSON.stringify(each))
    .join(', ')
  throw invalid([{ field: 'body.kind', expected: `must be one of ${known}` }])
}

export interface Usable {
  /** What the tracker says of itself; null when it was not asked. */
  readonly found: SourceCheck | null
  readonly sealAccess: Trial['seal']
}

/**
 * Refuses what this kind of tracker cannot be opened with, before anything is stored: the shape, the address, and unless
 * `ask` is false the tracker's own answer. `stored` is the connection whose credentials these are.
 */
export async function requireUsable(
  connector: Connector,
  input: ConnectionInput,
  { openTrial, ask }: Pick<Dependencies, 'openTrial'> & { readonly ask: boolean },
  stored?: StoredConnection,
): Promise<Usable> {
  requireShape(connector.settings, input.settings, 'body.settings')
  requireShape(connector.credentials, input.credentials, 'body.credentials')
  const signal = AbortSignal.timeout(CHECK_DEADLINE_MS)
  return askTracker(async () => {
    const { source, seal } = await openTrial(connector, input, signal, stored)
    try {
      return { found: ask ? await source.check() : null, sealAccess: seal }
    } catch (error) {
      if (!signal.aborted) throw error
      const sentence = `The tracker did not answer within ${CHECK_DEADLINE_MS / 1_000} s; check the base URL.`
      throw new ApiError('tracker_unreachable', sentence)
    } finally {
      await source.close()
    }
  })
}
