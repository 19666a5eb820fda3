import type { Random } from '../../demo/random.ts'
import type { StoredIds } from '../../src/store/sync/stored-ids.ts'
import type { Touch } from '../../src/store/sync/webhook-deliveries.ts'

/** When the generated history ends and people go on: with the same seed they do the same at the same times. */
export const EDITED_FROM = new Date('2026-11-23T09:00:00.000Z')

/** Between two edits: nothing, so that instants are equal, up to more than a minute, which is as fine as some searches go. */
const STEPS_MS = [0, 0, 1, 700, 1_000, 61_000]

/** A stand-in on which people go on working while we read it. */
export interface EditedTracker {
  readonly kind: 'jira' | 'azure-devops'
  readonly url: string
  /** Its time and ours; each edit moves it on. */
  readonly now: () => Date
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

export interface EditedClock {
  readonly now: () => Date
  readonly moveOn: (random: Random) => void
}

export const REAL_CLOCK: EditedClock = { now: () => new Date(), moveOn: () => {} }

/** A clock that only edits move. */
export function startEditedClock(): EditedClock {
  let ms = EDITED_FROM.getTime()
  return {
    now: () => new Date(ms),
    moveOn: random => {
      ms += random.pick(STEPS_MS)
    },
  }
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
