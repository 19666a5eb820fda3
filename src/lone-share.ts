import type { SourceIo } from '../connectors/connector.ts'
import { RateLimitedError } from '../connectors/errors.ts'

/** For a source with no connection whose share could be taken: a tracker that refuses for now is not asked again. */
export function openLoneShare(): Pick<SourceIo, 'onRequest' | 'takeTurn'> {
  let refusedForMs: number | null = null
  return {
    onRequest: ({ status, limit }) => {
      if (status !== 200 && limit?.waitMs !== undefined) refusedForMs = limit.waitMs ?? FIRST_WAIT_MS
    },
    takeTurn: async () => {
      if (refusedForMs !== null) throw new RateLimitedError('The tracker asks us to slow down.', refusedForMs)
    },
  }
}

const FIRST_WAIT_MS = 2_000
