import type { Json } from '../../src/work/raw-record.ts'
import type { SourcePerson } from '../../src/work/source-record.ts'
import { fits } from '../fits.ts'
import { readText } from './json-text.ts'
import { userSchema } from './payloads.ts'

/** The people a record names, each once, in the order they are named. Jira has no cheap list of them. */
export function collectPeople(users: readonly (Json | undefined)[]): readonly SourcePerson[] {
  const people = new Map<string, SourcePerson>()
  for (const user of users) {
    if (!fits(userSchema, user)) continue
    const id = readPersonId(user as { readonly [key: string]: Json })
    if (id === null || people.has(id)) continue
    people.set(id, {
      type: 'person',
      externalId: id,
      name: user.displayName || id,
      // Hidden by the person's privacy settings, as a rule.
      email: user.emailAddress || null,
      kind: readPersonKind(user.accountType),
      active: user.active !== false && user.deleted !== true,
      // How Jira Cloud shows an account that was closed and erased; its display name is "Former user" then.
      ...(user.accountType === 'unknown' && user.active === false ? { isErased: true as const } : {}),
    })
  }
  return [...people.values()]
}

/** Cloud names people by account id; Data Center by a key that never changes, and by the name it once was. */
export function readPersonId(person: { readonly [key: string]: Json } | null | undefined): string | null {
  if (person === null || person === undefined) return null
  return readText(person, 'accountId') || readText(person, 'key') || readText(person, 'name') || null
}

function readPersonKind(accountType: string | null | undefined): SourcePerson['kind'] {
  switch (accountType) {
    case 'atlassian':
    case 'customer':
      return 'human'
    case 'app':
      return 'service'
    default:
      return 'unknown'
  }
}
