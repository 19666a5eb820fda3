/** What a reading brought. */
export interface Pulled {
  readonly changed: number
  readonly unreadable: number
  /** A word's meaning is new or differs, so that what was stored before has to be read again; the run for it is noted. */
  readonly needsReplay: boolean
}

export const NOTHING_PULLED: Pulled = { changed: 0, unreadable: 0, needsReplay: false }

export const joinPulled = (a: Pulled, b: Pulled): Pulled => ({
  changed: a.changed + b.changed,
  unreadable: a.unreadable + b.unreadable,
  needsReplay: a.needsReplay || b.needsReplay,
})
