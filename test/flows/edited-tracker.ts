import type { Random } from '../../demo/random.ts'
import type { StoredIds } from '../../src/store/stored-ids.ts'
import type { Touch } from '../../src/store/webhook-deliveries.ts'

/** A stand-in on which people go on working while we read it. */
export interface EditedTracker {
  readonly kind: 'jira' | 'azure-devops'
  readonly url: string
  readonly credentials: object
  /** Whether the tracker itself tells when a release date was moved. */
  readonly tellsReleaseMoves: boolean
  /** One thing that somebody does; its name. */
  readonly edit: (random: Random) => string
  /** What the webhooks told since the last call, one list for each delivery. */
  readonly takeDeliveries: () => readonly (readonly Touch[])[]
  /** Deletes some items without a word to anybody; their external ids. */
  readonly deleteSilently: (random: Random, count: number) => readonly string[]
  /** Takes the account's permission away from one project; gives the ids of its items. */
  readonly hideProject: () => readonly string[]
  readonly showProject: () => void
  readonly listOracle: () => StoredIds
  readonly close: () => Promise<void>
}

/** A day in the coming year. */
export const someDay = (random: Random): string =>
  new Date(Date.UTC(2027, random.between(0, 11), random.between(1, 28))).toISOString().slice(0, 10)

/** Does one of these that is possible now; those that find nothing to do say so by null. */
export function doOne(random: Random, edits: Readonly<Record<string, () => unknown>>): string {
  for (;;) {
    const name = random.pick(Object.keys(edits))
    if (edits[name]?.() !== null) return name
  }
}
