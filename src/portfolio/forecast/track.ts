/** What happened on each of the last working days, oldest first; the three lists are equally long. */
export interface Pace {
  readonly doneByDay: readonly number[]
  /** Items in progress on that day, those finished on it included. */
  readonly inProgressByDay: readonly number[]
  /** Items that joined the scope. */
  readonly addedByDay: readonly number[]
}

/** Open items that are worked off at a pace. */
export interface Track {
  readonly open: number
  /** For one item anywhere among the last so many of the open ones; 0: all of them have to be done. */
  readonly spread: number
  readonly pace: Pace
}
