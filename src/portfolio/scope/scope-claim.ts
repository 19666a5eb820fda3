import { groupBy } from '../group-by.ts'

/** An item with all the initiatives whose rules select it. */
export interface ScopeClaim {
  readonly itemId: string
  readonly key: string
  readonly title: string
  readonly url: string
  readonly connectionId: string
  /** Whose it is now; null: nobody's. */
  readonly presentId: string | null
  readonly claims: readonly Claim[]
}

export interface Claim {
  readonly initiativeId: string
  readonly name: string
  /** Lower first. */
  readonly priority: number
  readonly createdAt: string
}

/** An item has one primary initiative: that of the lowest priority, of these the oldest. */
export function choosePrimary(claims: readonly Claim[]): Claim | null {
  return claims.reduce<Claim | null>((first, claim) => (first === null || isBefore(claim, first) ? claim : first), null)
}

function isBefore(one: Claim, other: Claim): boolean {
  if (one.priority !== other.priority) return one.priority < other.priority
  const [oneMs, otherMs] = [Date.parse(one.createdAt), Date.parse(other.createdAt)]
  return oneMs === otherMs ? one.initiativeId < other.initiativeId : oneMs < otherMs
}

/** What a set of rules catches, and what of it would belong to whom. */
export interface ScopeReach {
  readonly caught: number
  /** Of these, what the initiative gets. */
  readonly gets: number
  /** What is not in it now and would be. */
  readonly joins: number
  /** What others select as well. */
  readonly conflicts: readonly ScopeClaim[]
  /** The same by tracker; those in which nothing is caught are left out. */
  readonly byTracker: readonly { readonly connectionId: string; readonly caught: number; readonly gets: number }[]
}

export function measureReach(initiativeId: string, claims: readonly ScopeClaim[]): ScopeReach {
  const isMine = (each: ScopeClaim): boolean => choosePrimary(each.claims)?.initiativeId === initiativeId
  const mine = claims.filter(isMine)
  return {
    caught: claims.length,
    gets: mine.length,
    joins: mine.filter(({ presentId }) => presentId !== initiativeId).length,
    conflicts: claims.filter(each => each.claims.length > 1),
    byTracker: [...groupBy(claims, each => each.connectionId)].map(([connectionId, group]) => ({
      connectionId,
      caught: group.length,
      gets: group.filter(isMine).length,
    })),
  }
}
