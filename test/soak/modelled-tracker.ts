import type { Random } from '../../demo/random.ts'
import type { Touch } from '../../src/store/sync/webhook-deliveries.ts'
import { EDITED_FROM } from '../flows/edited-tracker.ts'
import type { ModelFault } from './model-faults.ts'
import type { Truth } from './truth.ts'

/** What a stand-in takes for the time; only the model moves it. */
export interface Clock {
  ms: number
}

/** Each run begins at the same time, so that it can be run again. */
export const BEGINNING = EDITED_FROM

/** A small stand-in tracker that the model edits and breaks while it is read, and that knows what is true. */
export interface ModelledTracker {
  readonly kind: 'jira' | 'azure-devops'
  readonly settings: object
  readonly credentials: object
  /** By name: one thing that people do, with chances of its own. What is not possible now does nothing. */
  readonly edits: Readonly<Record<string, (random: Random) => unknown>>
  /** Notes what is true now; to be called after each edit. */
  readonly observe: () => void
  /** What webhooks told since the last call, one list for each delivery. */
  readonly takeDeliveries: () => readonly (readonly Touch[])[]
  /** Until no webhook is on its way any more. */
  readonly settleWebhooks: () => Promise<void>
  readonly faults: readonly ModelFault[]
  /** Breaks the answers to some of the next requests that the fault is for. */
  readonly breakAnswers: (fault: ModelFault, nth: number, times: number) => void
  /** Called for each request from now on, before it is answered; with the page of a feed or a search that it asks for. */
  readonly listen: (onRequest: (page: string | null) => void) => void
  /** From now on search runs behind, for each item by a time of its own from 0 s to 12 h; 0: not at all. */
  readonly lag: (seed: number) => void
  /** Whole and prompt answers from now on, and nobody listens. */
  readonly repair: () => void
  readonly truth: () => Truth
  /** Whether this record was never deleted, so that marking it as deleted is a mistake. */
  readonly wasNeverDeleted: (kind: string, externalId: string) => boolean
  readonly close: () => Promise<void>
}
