import { Value } from 'typebox/value'
import type { Json } from '../../src/work/raw-record.ts'
import type { SourcePerson } from '../../src/work/source-record.ts'
import { userSchema } from './payloads.ts'

/** The people a record names, each once, in the order they are named. Jira has no cheap list of them. */
export function collectPeople(users: readonly (Json | undefined)[]): readonly SourcePerson[] {
  const people = new Map<string, SourcePerson>()
  for (const user of users) {
    if (!Value.Check(userSchema, user) || people.has(user.accountId)) continue
    people.set(user.accountId, {
      type: 'person',
      externalId: user.accountId,
      name: user.displayName || user.accountId,
      // Hidden by the person's privacy settings, as a rule.
      email: user.emailAddress || null,
      kind: readPersonKind(user.accountType),
      active: user.active !== false,
    })
  }
  return [...people.values()]
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
