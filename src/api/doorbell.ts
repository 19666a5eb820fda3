import type { SyncMode } from '../store/sync/sync-runs.ts'
import type { Dependencies } from './dependencies.ts'

/*
 * What is due stands in Postgres before these are called, and a sweeper rings again; so a queue that is down delays the
 * work and does not fail the request.
 */
type Doorbell = Pick<Dependencies, 'ring' | 'log'>

export const ringAssessments = async (doorbell: Doorbell, initiativeIds: readonly string[]): Promise<void> => {
  for (const initiativeId of initiativeIds) {
    await ring(
      doorbell,
      'assess-initiative',
      { initiativeId },
      { deduplicate: `assess-${initiativeId}`, keepLast: true },
    )
  }
}

export const ringSync = (doorbell: Doorbell, connectionId: string, mode: SyncMode): Promise<void> =>
  ring(doorbell, 'sync-connection', { connectionId, mode }, { deduplicate: `${mode}-${connectionId}` })

export const ringRefresh = (doorbell: Doorbell, connectionId: string): Promise<void> =>
  ring(doorbell, 'refresh-records', { connectionId }, { deduplicate: `refresh-${connectionId}`, keepLast: true })

/** For notices that may move a milestone. */
export const ringMoved = (doorbell: Doorbell, connectionId: string): Promise<void> =>
  ring(doorbell, 'refresh-moved', { connectionId }, { deduplicate: `refresh-${connectionId}`, keepLast: true })

export const ringWebhooks = (doorbell: Doorbell, connectionId: string): Promise<void> =>
  ring(doorbell, 'keep-webhooks', { connectionId }, { deduplicate: `webhooks-${connectionId}`, keepLast: true })

export const ringDelivery = (doorbell: Doorbell): Promise<void> =>
  ring(doorbell, 'deliver-alerts', {}, { deduplicate: 'deliver-alerts', keepLast: true })

async function ring(
  { ring, log }: Doorbell,
  ...[name, payload, options]: Parameters<Dependencies['ring']>
): Promise<void> {
  try {
    await ring(name, payload, options)
  } catch (error) {
    log.warn(
      { job: name, message: error instanceof Error ? error.message : String(error) },
      'doorbell not heard; the sweeper rings again',
    )
  }
}
