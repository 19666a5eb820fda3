import { Type } from 'typebox'
import { groupBy } from '../portfolio/group-by.ts'
import type { CurrentPlans } from './current-plans.ts'
import { trimAmount } from './plan-budgets.ts'
import type { FileRate, FileRoleAssignment } from './portfolio-file.ts'
import { PortfolioFileError } from './read-portfolio-file.ts'
import { compare, named, type Step } from './step.ts'

const Made = Type.Object({ id: Type.String() })

/** Rates, and who has which role. They are entered and never changed: the last word about a day holds. */
export function planRates(rates: readonly FileRate[], current: CurrentPlans): readonly Step[] {
  const people = rates.map(({ person }, index) => findPerson(person, `rates[${index}].person`, current))
  const wanted = rates.map(({ person, role = null, amountPerHour, currency, isExternal = false, ...days }, index) => ({
    name: `${person ?? role ?? 'everybody'} from ${days.validFrom}`,
    subject: JSON.stringify([people[index] ?? null, role]),
    ...daysOf(days),
    values: { amountPerHour: trimAmount(amountPerHour), currency, isExternal },
    body: named({ personId: people[index], role: role ?? undefined, amountPerHour, currency, isExternal, ...days }),
  }))
  const entered = current.rates.map(({ personId, role, amountPerHour, currency, isExternal, validFrom, validTo }) => ({
    subject: JSON.stringify([personId, role]),
    ...{ validFrom, validTo },
    values: { amountPerHour: amountPerHour === null ? null : trimAmount(amountPerHour), currency, isExternal },
  }))
  return planEntries('rate', '/rates', wanted, entered)
}

export function planRoleAssignments(
  assignments: readonly FileRoleAssignment[],
  current: CurrentPlans,
): readonly Step[] {
  const wanted = assignments.map(({ person, role, ...days }, index) => {
    const personId = findPerson(person, `roleAssignments[${index}].person`, current)
    const name = `${person} from ${days.validFrom}`
    return { name, subject: personId ?? '', ...daysOf(days), values: { role }, body: { personId, role, ...days } }
  })
  const entered = current.roleAssignments.map(({ personId, role, validFrom, validTo }) => ({
    ...{ subject: personId, validFrom, validTo, values: { role } },
  }))
  return planEntries('role', '/role-assignments', wanted, entered)
}

interface Entry {
  /** Whose it is. */
  readonly subject: string
  readonly validFrom: string
  readonly validTo: string | null
  readonly values: Readonly<Record<string, unknown>>
}

interface WantedEntry extends Entry {
  readonly name: string
  readonly body: object
}

const daysOf = ({ validFrom, validTo }: { readonly validFrom: string; readonly validTo?: string }) => ({
  validFrom,
  validTo: validTo ?? null,
})

/**
 * What has to be entered so that the entries of each subject are there in the order of the file: an entry that is made anew
 * would otherwise be the last word about the days of those that follow it.
 */
function planEntries(
  what: 'rate' | 'role',
  path: string,
  wanted: readonly WantedEntry[],
  entered: readonly Entry[],
): readonly Step[] {
  return [...groupBy(wanted, entry => entry.subject).values()].flatMap(entries => {
    let after = -1
    let isOutOfOrder = false
    return entries.flatMap((entry): readonly Step[] => {
      const at = entered.findLastIndex(each => keyOf(each) === keyOf(entry))
      const before = entered[at]
      const differing = compare(before?.values ?? {}, entry.values)
      if (differing.length === 0 && at > after && !isOutOfOrder) {
        after = at
        return []
      }
      isOutOfOrder = true
      const again = { field: 'order', from: 'before what the file says first', to: 'after it' }
      return [
        {
          ...{ action: before === undefined ? 'create' : 'change', what, name: entry.name },
          fields: differing.length > 0 ? differing : [again],
          async run(service) {
            await service.send('POST', path, entry.body, Made)
            return null
          },
        },
      ]
    })
  })
}

const keyOf = ({ subject, validFrom, validTo }: Entry): string => JSON.stringify([subject, validFrom, validTo])

/** By e-mail address, else by name. */
function findPerson(person: string | undefined, where: string, { people }: CurrentPlans): string | undefined {
  if (person === undefined) return undefined
  const wanted = person.toLowerCase()
  const byEmail = people.filter(({ email }) => email?.toLowerCase() === wanted)
  const found = byEmail.length > 0 ? byEmail : people.filter(({ name }) => name.toLowerCase() === wanted)
  if (found.length === 1 && found[0] !== undefined) return found[0].id
  throw new PortfolioFileError([
    found.length === 0
      ? `${where}: no tracker knows "${person}" (yet). Write the e-mail address or name that GET /people shows; people are known after the first sync.`
      : `${where}: ${found.length} people are called "${person}". Write the e-mail address of the one you mean, or merge them with PUT /people/ID.`,
  ])
}
