const DAY_MS = 86_400_000
/** Far enough that no forecast of this year, and no passing of days, has to do with it. */
const FIRST_IN_DAYS = 400

/** The day the nth milestone of a tracker was planned for; with `byDays`, as much later. */
export const plannedDay = (nth: number, byDays = 0): string =>
  new Date(Date.now() + (FIRST_IN_DAYS + nth + byDays) * DAY_MS).toISOString().slice(0, 10)
