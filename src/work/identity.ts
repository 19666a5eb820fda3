export interface Person {
  readonly id: string
  readonly connectionId: string
  readonly name: string
  readonly email: string | null
}

/** Two identities that may be one person; only a person's decision merges those of low confidence. */
export interface SamePersonProposal {
  /** In text order. */
  readonly personIds: readonly [string, string]
  readonly confidence: number
  readonly reason: 'same e-mail' | 'same name'
}

/** Names are shared by strangers (two people with the same display name); the address of a mailbox is not. */
const CONFIDENCE = { 'same e-mail': 1, 'same name': 0.4 } as const

/**
 * People of different connections who may be the same, each pair once with its best reason. Two people of one
 * connection are never proposed: the tracker itself says that they are two.
 */
export function proposeSamePerson(people: readonly Person[]): readonly SamePersonProposal[] {
  const proposals = new Map<string, SamePersonProposal>()
  const propose = (groups: Iterable<readonly Person[]>, reason: SamePersonProposal['reason']): void => {
    for (const [a, b] of [...groups].flatMap(pairsAcrossConnections)) {
      const personIds = a.id < b.id ? ([a.id, b.id] as const) : ([b.id, a.id] as const)
      const key = JSON.stringify(personIds)
      if (!proposals.has(key)) proposals.set(key, { personIds, confidence: CONFIDENCE[reason], reason })
    }
  }
  propose(groupBy(people, ({ email }) => normalizeEmail(email)).values(), 'same e-mail')
  propose(groupBy(people, ({ name }) => normalizeName(name)).values(), 'same name')
  return [...proposals.values()].sort(compareProposals)
}

function pairsAcrossConnections(group: readonly Person[]): readonly (readonly [Person, Person])[] {
  return group.flatMap((a, index) =>
    group
      .slice(index + 1)
      .filter(b => b.connectionId !== a.connectionId && b.id !== a.id)
      .map(b => [a, b] as const),
  )
}

function groupBy(people: readonly Person[], keyOf: (person: Person) => string | null): Map<string, Person[]> {
  const groups = new Map<string, Person[]>()
  for (const person of people) {
    const key = keyOf(person)
    if (key === null) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [person])
    else group.push(person)
  }
  return groups
}

function normalizeEmail(email: string | null): string | null {
  const address = email?.normalize('NFKC').trim().toLowerCase() ?? ''
  return /^[^\s@]+@[^\s@]+$/.test(address) ? address : null
}

function normalizeName(name: string): string | null {
  const normalized = name.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase()
  return normalized === '' ? null : normalized
}

function compareProposals(a: SamePersonProposal, b: SamePersonProposal): number {
  if (a.confidence !== b.confidence) return b.confidence - a.confidence
  return JSON.stringify(a.personIds) < JSON.stringify(b.personIds) ? -1 : 1
}
