const DAY_MS = 86_400_000
/** So many cost less to ask for than to list. */
const AT_ONCE = 20_000
const MOST_DAYS = 7

/**
 * Of records that the tracker lists and has not shown to us, those whose turn it is today: all of few, and of many so large
 * a part that all have had their turn within a week.
 */
export function takeTurns<Each extends { readonly externalId: string }>(
  strangers: readonly Each[],
  now: Date,
): readonly Each[] {
  const days = Math.min(MOST_DAYS, Math.ceil(strangers.length / AT_ONCE))
  if (days <= 1) return strangers
  const today = Math.floor(now.getTime() / DAY_MS) % days
  return strangers.filter(({ externalId }) => placeOf(externalId, days) === today)
}

function placeOf(externalId: string, days: number): number {
  let place = 0
  for (let at = 0; at < externalId.length; at++) place = (place * 10 + externalId.charCodeAt(at)) % days
  return place
}
