import type { Day } from '../calendar.ts'
import { groupBy } from '../group-by.ts'

interface Dated {
  readonly validFrom: Day
  /** The last day it holds; null: until something newer is entered. */
  readonly validTo: Day | null
}

/** What an hour costs: of a person, of those who have a role, or of everybody. */
export interface LabourRate extends Dated {
  readonly personId: string | null
  readonly role: string | null
  readonly currency: string
  /** Decimal text; null takes back what was entered before for these days. */
  readonly amountPerHour: string | null
}

export interface RoleAssignment extends Dated {
  readonly personId: string
  /** Null: no role any more. */
  readonly role: string | null
}

type PricedRate = LabourRate & { readonly amountPerHour: string }

/**
 * Finds what an hour of somebody cost on a day: their own rate, else that of their role, else that of everybody. Both lists
 * are in the order they were entered; the last word about a day holds.
 */
export function readRates(
  rates: readonly LabourRate[],
  roles: readonly RoleAssignment[],
): (personId: string | null, day: Day) => PricedRate | null {
  const byPerson = groupBy(rates, rate => rate.personId)
  const byRole = groupBy(byPerson.get(null) ?? [], rate => rate.role)
  const rolesOf = groupBy(roles, role => role.personId)
  const find = (meant: readonly LabourRate[] | undefined, day: Day): PricedRate | null => {
    const rate = meant?.findLast(each => holds(each, day))
    return rate === undefined || !isPriced(rate) ? null : rate
  }
  return (personId, day) => {
    const own = personId === null ? null : find(byPerson.get(personId), day)
    if (own !== null) return own
    const role = personId === null ? null : (rolesOf.get(personId)?.findLast(each => holds(each, day))?.role ?? null)
    const ofRole = role === null ? null : find(byRole.get(role), day)
    return ofRole ?? find(byRole.get(null), day)
  }
}

const holds = (each: Dated, day: Day): boolean =>
  each.validFrom <= day && (each.validTo === null || day <= each.validTo)

const isPriced = (rate: LabourRate): rate is PricedRate => rate.amountPerHour !== null
