import { groupBy } from '../group-by.ts'

/** Hours of a person that were worked or are asked in a tracker or an initiative, over all the weeks. */
export interface CapacityShare {
  readonly personId: string
  readonly part: 'tracker' | 'initiative'
  /** Null: in no initiative. */
  readonly id: string | null
  readonly hours: number
}

export interface PersonShares {
  readonly byTracker: readonly { readonly connectionId: string; readonly hours: number }[]
  readonly byInitiative: readonly { readonly initiativeId: string | null; readonly hours: number }[]
  /** Those that are not in `byInitiative`, together. */
  readonly otherInitiatives: { readonly count: number; readonly hours: number }
}

/** Largest parts first; of initiatives the first `most`, and the one asked about. */
export function sharesByPerson(
  shares: readonly CapacityShare[],
  { most, initiativeId = null }: { readonly most: number; readonly initiativeId?: string | null },
): (personId: string) => PersonShares {
  const byPerson = groupBy(shares, ({ personId }) => personId)
  return personId => {
    const own = (byPerson.get(personId) ?? []).toSorted((a, b) => b.hours - a.hours)
    const initiatives = own.filter(({ part }) => part === 'initiative')
    const isShown = ({ id }: CapacityShare, index: number) => index < most || (id !== null && id === initiativeId)
    const others = initiatives.filter((each, index) => !isShown(each, index))
    return {
      byTracker: own.flatMap(({ part, id, hours }) =>
        part === 'tracker' && id !== null ? [{ connectionId: id, hours }] : [],
      ),
      byInitiative: initiatives.filter(isShown).map(({ id, hours }) => ({ initiativeId: id, hours })),
      otherInitiatives: { count: others.length, hours: others.reduce((total, { hours }) => total + hours, 0) },
    }
  }
}
