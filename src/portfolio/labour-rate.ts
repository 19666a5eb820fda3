import type { Day } from './calendar.ts'

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

/**
 * Finds what an hour of somebody cost on a day: their own rate, else that of their role, else that of everybody. Both lists
 * are in the order they were entered; the last word about a day holds.
 */
export function readRates(
  rates: readonly LabourRate[],
  roles: readonly RoleAssignment[],
): (personId: string | null, day: Day) => (LabourRate & { readonly amountPerHour: string }) | null {
  const holds = (each: Dated, day: Day): boolean =>
    each.validFrom <= day && (each.validTo === null || day <= each.validTo)
  const find = (day: Day, isMeant: (rate: LabourRate) => boolean) => {
    const rate = rates.findLast(each => isMeant(each) && holds(each, day))
    const amountPerHour = rate?.amountPerHour ?? null
    return rate === undefined || amountPerHour === null ? null : { ...rate, amountPerHour }
  }
  return (personId, day) => {
    const own = personId === null ? null : find(day, rate => rate.personId === personId)
    if (own !== null) return own
    const role = roles.findLast(each => each.personId === personId && holds(each, day))?.role ?? null
    const ofRole = role === null ? null : find(day, rate => rate.role === role)
    return ofRole ?? find(day, rate => rate.personId === null && rate.role === null)
  }
}
